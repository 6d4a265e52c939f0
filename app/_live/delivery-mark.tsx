'use client'

/** Marks a session whose device keeps no records: what a viewer misses is lost. Renders nothing where delivery is gap-free. */
import { useTranslations } from 'use-intl'
import { Badge } from '#app/_ui/badge.tsx'
import { CircleDashed } from '#app/_ui/icons.ts'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { SessionState } from '#lib/protocol/messages.ts'
import { DELIVERY } from './delivery-words.ts'

export function DeliveryMark({ session }: { session: SessionState | null }) {
  const t = useTranslations('live.delivery')
  if (!session?.delivery) return null
  const words = DELIVERY[session.delivery]
  return (
    <Tooltip text={t(words.text)}>
      <span className="flex shrink-0">
        <Badge>
          <CircleDashed aria-hidden className="size-3" />
          <span className="max-lg:sr-only">{t(words.name)}</span>
        </Badge>
      </span>
    </Tooltip>
  )
}
