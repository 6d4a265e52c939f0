'use client'

/** Pauses the list where it is, or returns it to the newest record; counts what arrived in between. */
import { Pause, Play } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import type { LogView } from '#lib/viewer/log-source.ts'

export interface FollowButtonProps {
  view: LogView
  onToggle: () => void
}

export function FollowButton({ view, onToggle }: FollowButtonProps) {
  const t = useTranslations('live')
  const { isFollowing, newSincePause, errorsSincePause } = view
  return (
    <Button
      variant={isFollowing ? 'ghost' : 'primary'}
      onClick={onToggle}
      title={t(isFollowing ? 'pause' : 'jump')}
      className="max-sm:px-2"
    >
      {isFollowing ? <Pause aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
      <span className="max-sm:sr-only">{t(isFollowing ? 'pause' : 'follow')}</span>
      {newSincePause > 0 && (
        <span className="tabular-nums">
          <span className="max-sm:sr-only">· </span>
          {t('newRecords', { count: newSincePause })}
          {errorsSincePause > 0 && `, ${t('newErrors', { count: errorsSincePause })}`}
        </span>
      )}
    </Button>
  )
}
