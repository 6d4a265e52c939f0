'use client'

/** Pauses the list where it is, or returns it to the newest record. As wide as its longer word, so that nothing beside it moves. */
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { Pause, Play } from '#app/_ui/icons.ts'
import type { LogView } from '#lib/viewer/log-source.ts'

export interface FollowButtonProps {
  view: LogView
  onToggle: () => void
}

export function FollowButton({ view: { isFollowing }, onToggle }: FollowButtonProps) {
  const t = useTranslations('live')
  const [shown, other] = isFollowing ? (['pause', 'follow'] as const) : (['follow', 'pause'] as const)
  return (
    <Button
      variant={isFollowing ? 'ghost' : 'primary'}
      onClick={onToggle}
      title={t(isFollowing ? 'pause' : 'jump')}
      className="max-sm:px-2"
    >
      {isFollowing ? <Pause aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
      <span className="grid max-sm:sr-only">
        <span className="col-start-1 row-start-1 text-start">{t(shown)}</span>
        <span aria-hidden className="invisible col-start-1 row-start-1">
          {t(other)}
        </span>
      </span>
    </Button>
  )
}
