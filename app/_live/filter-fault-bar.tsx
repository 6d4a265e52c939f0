'use client'

/** Says that a filter was turned off because it kept the page from answering. */
import { useTranslations } from 'use-intl'
import type { LogFilter } from '#lib/viewer/log-source.ts'
import { Bar } from './bar.tsx'

/** Longest part of the filter to repeat, characters. */
const TEXT_CHARS_MAX = 60

export function FilterFaultBar({ filter }: { filter: LogFilter | null | undefined }) {
  const t = useTranslations('live.engine')
  if (!filter) return null
  const { text } = filter
  const shown = text.length > TEXT_CHARS_MAX ? `${text.slice(0, TEXT_CHARS_MAX)}…` : text
  return <Bar isUrgent>{t('filterFault', { text: shown })}</Bar>
}
