'use client'

/** Says of a session whose device keeps nothing that what is missed is lost. Nothing where delivery is gap-free. */
import { CircleDashed } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Badge } from '#app/_ui/badge.tsx'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { SessionState } from '#lib/protocol/messages.ts'

export function DeliveryMark({ session }: { session: SessionState | null }) {
  const t = useTranslations('live.delivery')
  if (session?.delivery !== 'at-most-once') return null
  return (
    <Tooltip text={t('onceText')}>
      <span className="flex shrink-0">
        <Badge>
          <CircleDashed aria-hidden className="size-3" />
          <span className="max-lg:sr-only">{t('once')}</span>
        </Badge>
      </span>
    </Tooltip>
  )
}
