'use client'

/** The labels of a device; each leads to the live page over all devices that have it. */
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Tag } from '#app/_ui/icons.ts'
import { labelPath } from './label-path.ts'

export function LabelChips({ labels }: { labels: readonly string[] }) {
  const t = useTranslations('labels')
  if (labels.length === 0) return null
  return (
    // Above the link that covers a row.
    <ul aria-label={t('title')} className="relative flex min-w-0 flex-wrap gap-1">
      {labels.map((label) => (
        <li key={label} className="flex min-w-0">
          <Link
            href={labelPath(label)}
            prefetch={false}
            title={t('watchAll', { label })}
            aria-label={t('watchAll', { label })}
            className="inline-flex h-5 min-w-0 items-center gap-1 rounded bg-surface-sunken px-1.5 font-medium text-ink-muted text-xs hover:bg-accent-soft hover:text-accent"
          >
            <Tag aria-hidden className="size-3 shrink-0" />
            <bdi className="truncate">{label}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  )
}
