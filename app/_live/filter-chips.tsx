'use client'

/**
 * The parts of the filter, each with a button that removes it: a slim line that is there only when the field alone does not show
 * well what is active.
 */
import { useFormatter, useTranslations } from 'use-intl'
import { X } from '#app/_ui/icons.ts'
import { type LogFilter, NO_FILTER } from '#lib/viewer/log-source.ts'
import { filterParts, withoutPart } from '#lib/viewer/query/edit.ts'

export interface FilterChipsProps {
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
}

export function FilterChips({ filter, onFilter }: FilterChipsProps) {
  const t = useTranslations('live.query')
  const format = useFormatter()
  const { fromMs, toMs } = filter
  const hasRange = fromMs !== undefined || toMs !== undefined
  const parts = filterParts(filter.text)
  const isPlain = parts.length < 2 || parts.every((part) => part.isPlain)
  if (!hasRange && isPlain) return null

  const time = (ms: number) =>
    format.dateTime(ms, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZone: ZONE })
  const range =
    fromMs === undefined
      ? t('rangeTo', { to: time(toMs ?? 0) })
      : toMs === undefined
        ? t('rangeFrom', { from: time(fromMs) })
        : t('range', { from: time(fromMs), to: time(toMs) })

  function removeRange() {
    const { levels, text } = filter
    onFilter({ levels, text })
  }

  return (
    <fieldset
      aria-label={t('chips')}
      className="flex shrink-0 items-center gap-1.5 overflow-x-auto border-b bg-surface px-3 py-1 [scrollbar-width:none]"
    >
      {parts.map((part, i) => (
        <Chip
          // biome-ignore lint/suspicious/noArrayIndexKey: equal parts differ by place only
          key={i}
          text={part.text}
          isExcluded={part.query.kind === 'not'}
          label={t('remove', { part: part.text })}
          onRemove={() => onFilter({ ...filter, text: withoutPart(filter.text, i) })}
        />
      ))}
      {hasRange && <Chip text={range} isExcluded={false} label={t('remove', { part: range })} onRemove={removeRange} />}
      <button
        type="button"
        onClick={() => onFilter(NO_FILTER)}
        className="ml-1 shrink-0 rounded px-1 text-ink-muted text-sm hover:text-ink hover:underline"
      >
        {t('clearAll')}
      </button>
    </fieldset>
  )
}

/** Records are drawn in the browser only, so its time zone is the reader's. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

interface ChipProps {
  text: string
  isExcluded: boolean
  label: string
  onRemove: () => void
}

function Chip({ text, isExcluded, label, onRemove }: ChipProps) {
  return (
    <span className="flex h-6 max-w-80 shrink-0 items-center rounded border bg-surface-raised pl-2 font-mono text-log [font-feature-settings:'zero','calt'_0]">
      <span title={text} className={isExcluded ? 'truncate text-ink-muted' : 'truncate'}>
        {text}
      </span>
      <button
        type="button"
        aria-label={label}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded text-ink-faint hover:text-ink"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  )
}
