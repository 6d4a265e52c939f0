'use client'

/** The form of "Open a session": relay or phone, one field that accepts whatever apps show and people send, the camera, and recent sessions. */
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field } from '#app/_ui/field.tsx'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { QrCode, X } from '#app/_ui/icons.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { QrScanner } from '#app/_ui/qr-scanner.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { SegmentedControl } from '#app/_ui/segmented-control.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import { MixedContent } from './mixed-content.tsx'
import { type FlutterTarget, isMixed, type Opening, type OpenMode, type OwnHosts, openingOf } from './open-target.ts'
import { forgetRecent, keepRecent, type RecentSession, readRecent } from './recent-sessions.ts'

export interface OpenFormProps {
  /** Text that came with the page's address. */
  initialText: string
  own: OwnHosts | null
  onOpen: (target: FlutterTarget) => void
}

export function OpenForm({ initialText, own, onOpen }: OpenFormProps) {
  const t = useTranslations('open')
  const [text, setText] = useState(initialText)
  const [server, setServer] = useState('')
  const [chosenMode, setMode] = useState<OpenMode>('relay')
  const [hasTried, setTried] = useState(false)
  const [isScanning, setScanning] = useState(false)
  const [recent, setRecent] = useState<RecentSession[]>([])
  useEffect(() => setRecent(readRecent()), [])

  const read = (typed: string, at = '') => openingOf(typed, at, own ?? NOWHERE)
  const opening = read(text, chosenMode === 'relay' ? server : '')
  // An address itself says which of the two it is.
  const mode = opening.kind === 'flutter' ? opening.target.mode : chosenMode
  const isDirect = mode === 'direct'
  const isWrong = opening.kind === 'fault' && (hasTried || (text !== '' && opening.reason !== 'not-understood'))
  const needsPhone = isDirect && opening.kind === 'here'

  function open(what: Opening) {
    if (what.kind === 'fault') {
      setTried(true)
      return
    }
    setRecent(keepRecent(what, Date.now()))
    if (what.kind === 'flutter') onOpen(what.target)
    // Load the page anew: this page may connect to other servers, and the next one may not.
    else location.assign(what.href)
  }

  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (needsPhone) setTried(true)
    else open(opening)
  }

  function handleScan(scanned: string) {
    setText(scanned)
    setScanning(false)
    const what = read(scanned)
    // Show where another page leads before going there.
    if (what.kind === 'flutter' && !what.isPlaceholder) open(what)
    else setTried(true)
  }

  return (
    <div className="flex w-full max-w-xl flex-col gap-6">
      <div className="flex flex-col gap-1">
        <h1 className="font-semibold text-2xl">{t('title')}</h1>
        <p className="text-pretty text-ink-muted">{t('text')}</p>
      </div>
      <form noValidate onSubmit={handleSubmit} className="flex flex-col gap-4">
        <SegmentedControl
          label={t('mode')}
          value={mode}
          options={[
            { value: 'relay', label: t('relay') },
            { value: 'direct', label: t('direct') },
          ]}
          onChange={(next) => {
            setMode(next)
            if (next !== mode) setText('')
          }}
        />
        <Field
          label={t(isDirect ? 'directInput' : 'input')}
          hint={t(isDirect ? 'directHint' : 'inputHint')}
          error={isWrong ? t(`fault.${opening.reason}`) : needsPhone && hasTried ? t('fault.not-understood') : null}
        >
          {(control) => (
            <TextInput
              {...control}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onPaste={(event) => {
                const lines = event.clipboardData.getData('text')
                if (!/[\r\n]/.test(lines)) return
                // A share text has two lines; some browsers would join them.
                event.preventDefault()
                setText(lines.replace(/\s+/g, ' ').trim())
              }}
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
        {!isDirect && (
          <details>
            <summary className="w-fit cursor-pointer rounded text-accent text-sm hover:underline">
              {t('otherServer')}
            </summary>
            <div className="pt-3">
              <Field label={t('server')} hint={t('serverHint')} isOptional>
                {(control) => (
                  <TextInput
                    {...control}
                    value={server}
                    onChange={(event) => setServer(event.target.value)}
                    placeholder={own?.here ?? ''}
                    autoCapitalize="none"
                    autoCorrect="off"
                    spellCheck={false}
                    className="font-mono"
                  />
                )}
              </Field>
            </div>
          </details>
        )}
        <Meaning opening={opening} />
        {opening.kind === 'flutter' && own && isMixed(opening.target, location.protocol) && (
          <MixedContent target={opening.target} />
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary">
            {t('open')}
          </Button>
          <Button onClick={() => setScanning(true)}>
            <QrCode aria-hidden className="size-4" />
            {t('scan')}
          </Button>
        </div>
      </form>
      {recent.length > 0 && (
        <section aria-labelledby="recent" className="flex flex-col gap-2">
          <h2 id="recent" className="font-semibold">
            {t('recent')}
          </h2>
          <ul className="divide-y rounded border bg-surface-raised">
            {recent.map((one) => (
              <li key={one.text} className="flex items-center gap-2 pr-1">
                <button
                  type="button"
                  onClick={() => {
                    setText(one.text)
                    open(read(one.text))
                  }}
                  className="flex min-w-0 flex-1 items-center justify-between gap-3 rounded px-3 py-2 text-left hover:bg-surface-hover"
                >
                  <span className="truncate font-mono text-sm">{one.name}</span>
                  <span className="shrink-0 text-ink-faint text-sm">
                    <RelativeTime atMs={one.atMs} />
                  </span>
                </button>
                <IconButton
                  icon={X}
                  label={t('forget', { name: one.name })}
                  onClick={() => setRecent(forgetRecent(one.text))}
                />
              </li>
            ))}
          </ul>
          <p className="text-ink-muted text-sm">{t('recentText')}</p>
        </section>
      )}
      <Dialog title={t('scan')} description={t('scanText')} isOpen={isScanning} onOpenChange={setScanning}>
        <QrScanner onText={handleScan} />
      </Dialog>
    </div>
  )
}

/** Used until the browser knows the address of the page. */
const NOWHERE: OwnHosts = { here: '', others: [] }

/** Shows how the input was understood before it is opened. */
function Meaning({ opening }: { opening: Opening }) {
  const t = useTranslations('open')
  if (opening.kind === 'fault') return null
  return (
    <div role="status" className="flex flex-col gap-2 text-sm">
      {opening.kind === 'flutter' && opening.isPlaceholder ? (
        <Notice tone="warn">{t('placeholder')}</Notice>
      ) : (
        <p className="break-words text-ink-muted">{wordsOf(opening, t)}</p>
      )}
    </div>
  )
}

function wordsOf(opening: Exclude<Opening, { kind: 'fault' }>, t: ReturnType<typeof useTranslations<'open'>>): string {
  if (opening.kind === 'here') return t('is.here', { id: opening.id })
  if (opening.kind !== 'flutter') return t(`is.${opening.kind}`, { host: opening.host })
  const { host, session } = opening.target
  return session === null ? t('is.direct', { host }) : t('is.relay', { id: session, host })
}
