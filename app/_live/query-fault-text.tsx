'use client'

/** Says what is wrong with the filter, below the field. While a person is still typing it only hints. */
import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import { QUERY_CHARS_MAX, TERMS_MAX } from '#lib/viewer/query/query.ts'
import type { QueryFault } from '#lib/viewer/query/query-fault.ts'

export interface QueryFaultTextProps {
  fault: QueryFault
  /** What the person wrote: the part that is wrong is shown. */
  text: string
}

const PART_CHARS_MAX = 40

export function QueryFaultText({ fault, text }: QueryFaultTextProps) {
  const t = useTranslations('live.query.fault')
  const { code, subject, at, length, isUnfinished } = fault
  const words = t(code, { operator: subject, key: subject, part: subject, max: String(TERMS_MAX) })
  const part = code === 'tooLong' ? '' : text.slice(at, at + Math.min(length, PART_CHARS_MAX))
  const before = text.slice(Math.max(0, Math.min(at, QUERY_CHARS_MAX) - PART_CHARS_MAX), at)
  return (
    <span className="flex flex-col gap-0.5 px-3 py-2 text-sm">
      <span className={clsx('font-medium', isUnfinished ? 'text-ink-muted' : 'text-danger')}>{words}</span>
      {part && !isUnfinished && (
        <span className="truncate whitespace-pre font-mono text-ink-muted text-log [font-feature-settings:'zero','calt'_0]">
          {before}
          <span className="text-danger underline decoration-wavy underline-offset-4">{part}</span>
        </span>
      )}
      <span className="text-ink-muted">{t('stillApplied')}</span>
    </span>
  )
}
