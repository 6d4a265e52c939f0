'use client'

/** A new link, shown only once: its text, its QR code, and ways to pass it on. */
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useIsClient } from '#app/_preferences/use-is-client.ts'
import { Button } from '#app/_ui/button.tsx'
import { Checkbox } from '#app/_ui/checkbox.tsx'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { Send } from '#app/_ui/icons.ts'
import { Notice } from '#app/_ui/notice.tsx'
import { QrCard } from '#app/_ui/qr-card.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { INPUT_STYLE } from '#app/_ui/text-input.tsx'
import type { LogPlace } from '#lib/viewer/log-source.ts'
import { writeFragment } from '#lib/viewer/record-link.ts'
import { FlutterAddress } from './flutter-address.tsx'

export interface MadeLink {
  id: string
  /** The whole link, with its secret. It leaves this component only when the person shares or copies it. */
  url: string
  expiresAtMs: number
}

export interface ShareResultProps {
  link: MadeLink
  deviceName: string
  /** The record that the page has selected: the link can open at it. */
  place: LogPlace | null
  onAnother: () => void
}

export function ShareResult({ link, deviceName, place, onAnother }: ShareResultProps) {
  const t = useTranslations('share')
  const isClient = useIsClient()
  const [isAtRecord, setAtRecord] = useState(false)
  const url = place && isAtRecord ? `${link.url}&${writeFragment({ secret: '', place })}` : link.url
  const canSend = isClient && typeof navigator.share === 'function'
  const isLocal = /^https?:\/\/(localhost|127\.|\[::1\])/.test(link.url)

  function handleSend() {
    // Rejects when the person closes the system's share sheet, which needs no message.
    navigator.share({ title: t('title'), text: t('sendText', { device: deviceName }), url }).catch(() => {})
  }

  return (
    <section aria-label={t('ready')} className="flex flex-col gap-3">
      <p role="status" className="font-medium text-sm text-state-live">
        {t('ready')}
      </p>
      <div className="flex gap-2">
        <input
          readOnly
          value={url}
          aria-label={t('link')}
          onFocus={(event) => event.target.select()}
          className={`${INPUT_STYLE} font-mono`}
        />
        <CopyButton text={url} what={t('link')} label={t('copy')} variant="primary" />
      </div>
      {place && <Checkbox label={t('atRecord', { seq: place.seq })} isOn={isAtRecord} onChange={setAtRecord} />}
      <div className="flex items-start gap-4">
        <QrCard text={url} label={t('qr')} sizePx={160} />
        <div className="flex min-w-0 flex-1 flex-col items-start gap-3 text-ink-muted text-sm">
          <p className="text-pretty">{t('readyText')}</p>
          <p className="first-letter:uppercase">
            {t('expiresAt')} <RelativeTime atMs={link.expiresAtMs} />
          </p>
          {canSend && (
            <Button onClick={handleSend}>
              <Send aria-hidden className="size-4" />
              {t('send')}
            </Button>
          )}
          <Button onClick={onAnother}>{t('another')}</Button>
        </div>
      </div>
      <FlutterAddress id={link.id} url={link.url} />
      {isLocal && <Notice tone="warn">{t('localOnly')}</Notice>}
    </section>
  )
}
