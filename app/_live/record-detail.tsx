'use client'

/** Everything about a record: message, error, attributes, ids, time; copies it as text, as JSON, or as a link. */
import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { CopyButton } from '#app/_ui/copy-button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { detailText, isSaidElsewhere } from '#lib/viewer/display-body.ts'
import { errorChain } from '#lib/viewer/error-chain.ts'
import { exactObject } from '#lib/viewer/exact-json.ts'
import { formatClock, formatIso } from '#lib/viewer/format-time.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import { recordJson, recordText } from '#lib/viewer/record-text.ts'
import { DetailText } from './detail-text.tsx'
import { FoldedText } from './folded-text.tsx'
import { JsonTree } from './json-tree.tsx'
import { LevelMark } from './level-mark.tsx'
import { LEVEL_TEXT } from './level-style.ts'
import { RecordError } from './record-error.tsx'
import { RecordFacts } from './record-facts.tsx'
import { useTimeShift } from './time-shift.ts'

/** Records are drawn in the browser only, so its time zone is the reader's. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

export interface RecordDetailProps {
  record: NumberedRecord
  log: LogSource
}

export default function RecordDetail({ record, log }: RecordDetailProps) {
  const t = useTranslations('live.detail')
  const tRecord = useTranslations('record')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const { level, timeMs, error } = record
  const message = detailText(record)
  // A device may send any number; beyond the end of the calendar it is not a date.
  const shownMs = timeMs + useTimeShift()
  const hasTime = timeMs > 0 && formatIso(shownMs) !== ''
  const attributes = shownAttributes(record)
  return (
    <div className="flex flex-col gap-4 px-4 pt-3 pb-4">
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
        <span className="-mr-2 flex max-sm:-ml-2 sm:ml-auto">
          <CopyButton
            text={recordText(record)}
            what={t('copyText')}
            label={tRecord('text')}
            title={t('copyText')}
            variant="ghost"
            className="px-2"
          />
          <CopyButton
            text={recordJson(record, 2)}
            what={t('copyJson')}
            label="JSON"
            title={t('copyJson')}
            variant="ghost"
            className="px-2"
          />
        </span>
      </div>
      {record.truncated && <Notice tone="warn">{t('truncated')}</Notice>}
      {(message !== '' || !error) && (
        <Part name={t('message')}>
          <DetailText text={message} place="message" label={t('message')} />
        </Part>
      )}
      {error && <RecordError record={record} />}
      {attributes && (
        <Part name={t('attributes')}>
          <JsonTree data={attributes} />
        </Part>
      )}
      <RecordFacts record={record} log={log} />
      {message !== record.body && <FoldedText name={t('raw')} text={record.body} />}
    </div>
  )
}

/** The attributes without what the header, the message and the error say already; null when nothing is left. */
function shownAttributes(record: NumberedRecord): Record<string, unknown> | null {
  const all = (record.isJson && exactObject(record.body)) || record.attributes
  if (!all) return null
  const besideError = new Set(errorChain(record).flatMap(({ fields }) => fields.map(({ key }) => key)))
  const shown = Object.entries(all).filter(([key]) => !besideError.has(key) && !isSaidElsewhere(record, key))
  return shown.length > 0 ? Object.fromEntries(shown) : null
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="flex flex-col gap-1">
      <h3 className="text-ink-muted text-sm">{name}</h3>
      {children}
    </section>
  )
}
