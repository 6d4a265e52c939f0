'use client'

/** Everything about a record: message, error, attributes, ids, time; copies it as text or JSON. */
import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { detailText } from '#lib/viewer/display-body.ts'
import { exactObject } from '#lib/viewer/exact-json.ts'
import { formatClock, formatIso } from '#lib/viewer/format-time.ts'
import type { MarkPlace, SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { recordJson, recordText } from '#lib/viewer/record-text.ts'
import { AnsiText } from './ansi-text.tsx'
import { DetailText } from './detail-text.tsx'
import { JsonTree } from './json-tree.tsx'
import { LevelMark } from './level-mark.tsx'
import { LEVEL_TEXT } from './level-style.ts'
import { RecordError } from './record-error.tsx'
import { useTimeShift } from './time-shift.ts'

/** Records are drawn in the browser only, so its time zone is the reader's. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

export interface RecordDetailProps {
  record: NumberedRecord
  patterns: SearchMarks
  isWrapped: boolean
}

export function RecordDetail({ record, patterns, isWrapped }: RecordDetailProps) {
  const t = useTranslations('live.detail')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const { level, timeMs, scope, traceId, spanId, attributes, error } = record
  const message = detailText(record)
  // A device may send any number; beyond the end of the calendar it is not a date.
  const shownMs = timeMs + useTimeShift()
  const hasTime = timeMs > 0 && formatIso(shownMs) !== ''
  const facts = [
    [t('scope'), scope, 'logger'],
    [t('trace'), traceId, 'trace'],
    [t('span'), spanId, 'span'],
  ].filter((fact): fact is [string, string, MarkPlace] => Boolean(fact[1]))
  const hasAttributes = attributes !== undefined && Object.keys(attributes).length > 0
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className={`inline-flex items-center gap-1.5 font-medium ${LEVEL_TEXT[level]}`}>
          <LevelMark level={level} />
          {tLevels(level)}
        </span>
        <time dateTime={formatIso(shownMs)} title={formatIso(timeMs)} className="text-ink-muted tabular-nums">
          {hasTime
            ? `${format.dateTime(shownMs, { dateStyle: 'medium', timeZone: ZONE })} ${formatClock(shownMs)}`
            : t('noTime')}
        </time>
        <span className="ml-auto flex gap-1">
          <CopyButton text={recordText(record)} what={t('copyText')} label={t('copyText')} variant="ghost" />
          <CopyButton text={recordJson(record, 2)} what={t('copyJson')} label="JSON" variant="ghost" />
        </span>
      </div>
      {record.truncated && <Notice tone="warn">{t('truncated')}</Notice>}
      {(message !== '' || !error) && (
        <Part name={t('message')}>
          <DetailText text={message} patterns={patterns} place="message" isWrapped={isWrapped} label={t('message')} />
        </Part>
      )}
      {error && <RecordError error={error} patterns={patterns} isWrapped={isWrapped} />}
      {hasAttributes && (
        <Part name={t('attributes')}>
          <JsonTree data={(record.isJson && exactObject(record.body)) || attributes} patterns={patterns} />
        </Part>
      )}
      {facts.length > 0 && (
        <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1 text-sm">
          {facts.map(([name, value, place]) => (
            <div key={name} className="contents">
              <dt className="text-ink-muted">{name}</dt>
              <dd className="min-w-0 break-words font-mono text-log">
                <AnsiText text={value} patterns={patterns} place={place} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {message !== record.body && (
        <details>
          <summary className="w-fit rounded text-ink-muted text-sm">{t('raw')}</summary>
          <DetailText text={record.body} patterns={patterns} isWrapped={isWrapped} label={t('raw')} />
        </details>
      )}
    </div>
  )
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="flex flex-col gap-1">
      <h3 className="text-ink-muted text-sm">{name}</h3>
      {children}
    </section>
  )
}
