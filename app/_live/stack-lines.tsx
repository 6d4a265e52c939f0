'use client'

/** The frames of one error: the app's own in sight, the others folded. A place can be copied, and opened in the reader's editor. */
import clsx from 'clsx'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Check, ChevronRight, Copy } from '#app/_ui/icons.ts'
import { useCopy } from '#app/_ui/use-copy.ts'
import { editorLink } from '#lib/viewer/editor-link.ts'
import { type CodePlace, frameRuns, type StackFrame, type StackLine } from '#lib/viewer/stack-frames.ts'
import { AnsiText } from './ansi-text.tsx'
import { useDetail } from './detail-context.ts'
import { type MappedPlace, type MappedPlaces, placeKey } from './source-maps.ts'
import { useEditorSetting } from './use-editor-setting.ts'

export interface StackLinesProps {
  lines: readonly StackLine[]
  mapped: MappedPlaces
}

export function StackLines({ lines, mapped }: StackLinesProps) {
  const { isWrapped } = useDetail()
  const known = lines.map((line) => {
    const place = line.kind === 'frame' && line.place ? mapped.get(placeKey(line.place)) : undefined
    return line.kind === 'frame' && place ? { ...line, isOwn: place.isOwn } : line
  })
  return (
    <ul
      className={clsx(
        'overflow-x-auto font-mono text-log',
        isWrapped ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre',
      )}
    >
      {frameRuns(known).map((run, i) =>
        run.isFolded ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one stack never change their places
          <Folded key={i} lines={run.lines} mapped={mapped} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same
          run.lines.map((line, j) => <Line key={`${i}.${j}`} line={line} mapped={mapped} />)
        ),
      )}
    </ul>
  )
}

function Folded({ lines, mapped }: StackLinesProps) {
  const t = useTranslations('record')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <li>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="button button-ghost -ml-1 h-6 gap-1 px-1 font-sans text-xs"
        >
          <ChevronRight aria-hidden className={clsx('size-3', isOpen && 'rotate-90')} />
          {t(isOpen ? 'hideForeign' : 'foreign', { count: lines.length })}
        </button>
      </li>
      {isOpen &&
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one stack never change their places
        lines.map((line, i) => <Line key={i} line={line} mapped={mapped} />)}
    </>
  )
}

function Line({ line, mapped }: { line: StackLine; mapped: MappedPlaces }) {
  const { patterns } = useDetail()
  if (line.kind === 'note' || !line.place)
    return (
      <li className="pl-4 text-ink-muted">
        <AnsiText text={line.text.trimStart()} patterns={patterns} place="error" />
      </li>
    )
  const place = mapped.get(placeKey(line.place))
  return (
    <li className={clsx('pl-4', !line.isOwn && 'text-ink-muted')}>
      {place && <Mapped place={place} />}
      <span className={place ? 'text-ink-faint' : ''}>
        <FrameText frame={line} place={line.place} />
      </span>
    </li>
  )
}

function Mapped({ place }: { place: MappedPlace }) {
  const { patterns } = useDetail()
  const { file, line, column } = place
  return (
    <span className="block">
      {place.name !== null && (
        <>
          <AnsiText text={place.name} patterns={patterns} place="error" />{' '}
        </>
      )}
      <PlaceLink place={place} text={`${file}:${line}${column === null ? '' : `:${column}`}`} />
    </span>
  )
}

/** The line as it was written; the part that names the place can be pressed. */
function FrameText({ frame, place }: { frame: StackFrame; place: CodePlace }) {
  const { patterns } = useDetail()
  const from = frame.text.indexOf(place.file)
  const rest = frame.text.slice(from + place.file.length)
  const numbers = /^(?:", line \d+|:line \d+|\(\d+\)|(?::\d+){1,2})/.exec(rest)?.[0]
  if (from < 0 || numbers === undefined) return <AnsiText text={frame.text} patterns={patterns} place="error" />
  const end = from + place.file.length + numbers.length
  return (
    <>
      <AnsiText text={frame.text.slice(0, from).trimStart()} patterns={patterns} place="error" />
      <PlaceLink place={place} text={frame.text.slice(from, end)} />
      <AnsiText text={frame.text.slice(end)} patterns={patterns} place="error" />
    </>
  )
}

/** Opens the editor where there is one, and copies `file:line:column` otherwise. */
function PlaceLink({ place, text }: { place: CodePlace; text: string }) {
  const t = useTranslations('record')
  const { patterns } = useDetail()
  const [setting] = useEditorSetting()
  const { isCopied, copy } = useCopy()
  const link = editorLink(setting, place)
  const written = [place.file, place.line, place.column].filter((part) => part !== null).join(':')
  const Icon = isCopied ? Check : Copy
  const look = 'rounded-sm text-left underline decoration-current/30 underline-offset-2 hover:decoration-current'
  const copyButton = (
    <button
      type="button"
      title={t('copyPlace')}
      aria-label={`${t('copyPlace')}: ${written}`}
      onClick={() => void copy(written)}
      className={link ? 'ml-1 inline-grid size-5 place-items-center rounded align-middle text-ink-muted' : look}
    >
      {link ? <Icon aria-hidden className="size-3" /> : <AnsiText text={text} patterns={patterns} place="error" />}
      {!link && isCopied && <Check aria-hidden className="ml-1 inline size-3 text-state-live" />}
    </button>
  )
  if (!link) return copyButton
  return (
    <>
      <a href={link} title={t('openInEditor')} rel="noopener noreferrer" className={look}>
        <AnsiText text={text} patterns={patterns} place="error" />
      </a>
      {copyButton}
    </>
  )
}
