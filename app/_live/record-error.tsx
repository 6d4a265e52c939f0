'use client'

/** The error of a record: what went wrong and where, folded when it is long. */
import { useTranslations } from 'use-intl'
import type { RecordError as ErrorOfRecord } from '#lib/protocol/record.ts'
import type { SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { AnsiText } from './ansi-text.tsx'
import { DetailText } from './detail-text.tsx'

const OPEN_LINES_MAX = 12

export interface RecordErrorProps {
  error: ErrorOfRecord
  patterns: SearchMarks
  isWrapped: boolean
}

export function RecordError({ error, patterns, isWrapped }: RecordErrorProps) {
  const t = useTranslations('live.detail')
  const lines = error.stack?.split('\n').length ?? 0
  const stack = t('stack', { count: lines })
  return (
    <section
      aria-label={t('error')}
      className="flex flex-col gap-2 rounded border border-level-error/40 bg-level-error/6 p-3"
    >
      <p className="break-words font-medium font-mono text-level-error text-log">
        <AnsiText text={error.name} patterns={patterns} place="error" />
        {error.message && ': '}
        <AnsiText text={error.message} patterns={patterns} place="error" />
      </p>
      {error.stack && (
        <details open={lines <= OPEN_LINES_MAX}>
          <summary className="w-fit rounded text-ink-muted text-sm">{stack}</summary>
          <DetailText text={error.stack} patterns={patterns} place="error" isWrapped={isWrapped} label={stack} />
        </details>
      )}
    </section>
  )
}
