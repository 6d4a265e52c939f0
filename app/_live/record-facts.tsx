'use client'

/** The ids of a record: logger, trace, span, request; and the way to the records that share one. */
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ListFilter } from '#app/_ui/icons.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import type { MarkPlace } from '#lib/viewer/query/mark-places.ts'
import { type SharedId, sharedIds } from '#lib/viewer/record-ids.ts'
import { AnsiText } from './ansi-text.tsx'
import { useDetail } from './detail-context.ts'
import { ValueActs } from './value-acts.tsx'

/** A reader who walks through records with the arrow keys does not need the count of each. */
const COUNT_AFTER_MS = 250

export function RecordFacts({ record, log }: { record: NumberedRecord; log: LogSource }) {
  const t = useTranslations('live.detail')
  const { patterns } = useDetail()
  const facts = [
    { name: t('scope'), key: 'logger', value: record.scope },
    { name: t('trace'), key: 'trace', value: record.traceId },
    { name: t('span'), key: 'span', value: record.spanId },
  ]
  const known = facts.filter((fact) => fact.value !== undefined && fact.value !== '')
  const shared = sharedIds(record)
  if (known.length === 0 && shared.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      {known.length > 0 && (
        <ul className="text-sm">
          {known.map(({ name, key, value = '' }) => (
            <li key={key}>
              <ValueActs path={key} value={() => value} term={{ key, value }}>
                {(shower) => (
                  <div className="grid grid-cols-[6rem_1fr] items-baseline gap-x-3">
                    <button type="button" {...shower} className="w-fit rounded text-left text-ink-muted">
                      {name}
                    </button>
                    <span className="min-w-0 font-mono text-log [overflow-wrap:anywhere]">
                      <AnsiText text={value} patterns={patterns} place={placeOf(key)} />
                    </span>
                  </div>
                )}
              </ValueActs>
            </li>
          ))}
        </ul>
      )}
      {shared.map((id) => (
        <SameId key={id.kind} id={id} log={log} />
      ))}
    </div>
  )
}

/** "Show the 12 records of this trace"; nothing while the record is the only one. */
function SameId({ id, log }: { id: SharedId; log: LogSource }) {
  const t = useTranslations('record')
  const { onFilterBy } = useDetail()
  const [count, setCount] = useState(0)
  const { kind, key, value } = id
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(() => {
      const take = (found: { count: number }) => isCurrent && setCount(found.count)
      // A log that has closed has no answer, and no records to show.
      log.ask('sameId', { kind, value }).then(take, () => {})
    }, COUNT_AFTER_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [log, kind, value])
  if (count < 2 || !onFilterBy) return null
  return (
    <button
      type="button"
      onClick={() => onFilterBy({ key, value, isExcluded: false })}
      className="button button-ghost -ml-2 h-7 w-fit px-2 text-accent text-sm"
    >
      <ListFilter aria-hidden className="size-4" />
      {t(kind === 'trace' ? 'sameTrace' : 'sameRequest', { count })}
    </button>
  )
}

function placeOf(key: string): MarkPlace {
  return key === 'logger' || key === 'trace' || key === 'span' ? key : 'anywhere'
}
