'use client'

/** One record as one line: level, time, scope, message, attributes. Knows nothing about the list. */
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { attributesPreview, rowError, rowText } from '#lib/viewer/display-body.ts'
import { formatClock, formatIso } from '#lib/viewer/format-time.ts'
import { AnsiText } from './ansi-text.tsx'
import { LevelMark } from './level-mark.tsx'
import { useTimeShift } from './time-shift.ts'

export interface LogRowProps {
  record: NumberedRecord
  patterns: readonly RegExp[]
  /** Whether any record of the list has a scope: then every row keeps the column, so that messages line up. */
  hasScopes: boolean
}

export const LogRow = memo(function LogRow({ record, patterns, hasScopes }: LogRowProps) {
  const t = useTranslations('live.row')
  const tLevels = useTranslations('levels')
  const { level, timeMs, scope } = record
  const { text, isCut } = rowText(record)
  const shownMs = timeMs + useTimeShift()
  const clock = formatClock(shownMs)
  const preview = attributesPreview(record)
  const error = rowError(record, text)
  return (
    <>
      <LevelMark level={level} name={tLevels(level)} />
      <time dateTime={formatIso(shownMs)} title={formatIso(timeMs)} className="shrink-0 text-ink-faint tabular-nums">
        {clock.slice(0, 8)}
        <span className="max-sm:hidden">{clock.slice(8)}</span>
      </time>
      {hasScopes && (
        <span title={scope} className="w-(--scope-width) shrink-0 truncate text-ink-muted max-sm:hidden">
          {scope && visibleText(scope)}
        </span>
      )}
      <span className="min-w-0 flex-1 truncate whitespace-pre [unicode-bidi:isolate]">
        <AnsiText text={text} patterns={patterns} />
        {isCut && (
          <span title={t('cut')} className="text-ink-faint">
            {' ⏎'}
          </span>
        )}
        {error && (
          <span className="text-level-error">
            {` ${visibleText(error.name)}${error.message && ': '}`}
            <AnsiText text={error.message} patterns={patterns} />
          </span>
        )}
        {preview && (
          <span className="text-ink-faint max-sm:hidden">
            {' '}
            <AnsiText text={preview} patterns={patterns} />
          </span>
        )}
      </span>
    </>
  )
})
