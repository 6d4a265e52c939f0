'use client'

/** Over the list while it is paused: how many records have arrived since, and the way there. Moves nothing else on the page. */
import { useTranslations } from 'use-intl'
import { buttonStyle } from '#app/_ui/button-style.ts'
import { ArrowDown, ArrowUp } from '#app/_ui/icons.ts'
import type { LogView } from '#lib/viewer/log-source.ts'

export interface JumpButtonProps {
  view: LogView
  isNewestFirst: boolean
  onJump: () => void
}

export function JumpButton({ view, isNewestFirst, onJump }: JumpButtonProps) {
  const t = useTranslations('live')
  const tReading = useTranslations('reading')
  const { isFollowing, newSincePause, errorsSincePause } = view
  if (isFollowing || newSincePause === 0) return null
  const Icon = isNewestFirst ? ArrowUp : ArrowDown
  return (
    <div
      data-top={isNewestFirst || undefined}
      className="pointer-events-none absolute inset-x-0 bottom-3 z-10 flex justify-center px-3 data-top:top-3 data-top:bottom-auto"
    >
      <button
        type="button"
        onClick={onJump}
        className={buttonStyle('primary', 'pointer-events-auto max-w-full rounded-full! tabular-nums shadow-floating')}
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 truncate">
          {t('newRecords', { count: newSincePause })}
          {errorsSincePause > 0 && ` · ${t('newErrors', { count: errorsSincePause })}`}
          {' · '}
          {tReading('jump')}
        </span>
      </button>
    </div>
  )
}
