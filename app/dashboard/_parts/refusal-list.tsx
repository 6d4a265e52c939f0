'use client'

/** Devices of the team that were not let in lately, and why: nothing when all is well. */
import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { RefusalItem } from './refusal-item.ts'
import { RefusalLine } from './refusal-line.tsx'

export function RefusalList({ refusals }: { refusals: readonly RefusalItem[] }) {
  const t = useTranslations('diagnosis')
  if (refusals.length === 0) return null
  return (
    <section
      aria-label={t('title')}
      className="flex gap-3 rounded bg-state-reconnecting-soft px-3 py-2 text-sm text-state-reconnecting"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <ul className="flex min-w-0 flex-col gap-1 text-pretty">
        {refusals.slice(0, 5).map((refusal) => (
          <li key={`${refusal.tokenId} ${refusal.device.installationId}`}>
            <RefusalLine refusal={refusal} />
          </li>
        ))}
      </ul>
    </section>
  )
}
