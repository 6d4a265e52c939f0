'use client'

/** Recently rejected devices and the reasons. Renders nothing if the list is empty. */
import { useTranslations } from 'use-intl'
import type { RejectionItem } from '#app/_openapi/answers.ts'
import { CircleAlert } from '#app/_ui/icons.ts'
import { RejectionLine } from './rejection-line.tsx'

export function RejectionList({ rejections }: { rejections: readonly RejectionItem[] }) {
  const t = useTranslations('rejections')
  if (rejections.length === 0) return null
  return (
    <section
      aria-label={t('title')}
      className="flex gap-3 rounded bg-state-reconnecting-soft px-3 py-2 text-sm text-state-reconnecting"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <ul className="flex min-w-0 flex-col gap-1 text-pretty">
        {rejections.slice(0, 5).map((rejection) => (
          <li key={`${rejection.tokenId} ${rejection.device.installationId}`}>
            <RejectionLine rejection={rejection} />
          </li>
        ))}
      </ul>
    </section>
  )
}
