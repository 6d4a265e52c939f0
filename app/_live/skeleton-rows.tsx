/** Rows that are still to come. */
import { useTranslations } from 'use-intl'
import { Skeleton } from '#app/_ui/skeleton.tsx'

const WIDTHS = ['w-1/2', 'w-1/3', 'w-2/5', 'w-3/5', 'w-1/4', 'w-1/2', 'w-2/5', 'w-1/3'] as const

export function SkeletonRows() {
  const t = useTranslations('ui')
  return (
    <div role="status" aria-label={t('loading')} className="flex min-h-0 flex-1 flex-col gap-2 overflow-hidden p-3">
      {WIDTHS.map((width, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change
        <Skeleton key={i} className={`h-4 shrink-0 ${width}`} />
      ))}
    </div>
  )
}
