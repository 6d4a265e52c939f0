'use client'

/** Whether the team channel is connected right now. */
import clsx from 'clsx'
import { useTranslations } from 'use-intl'
import { StatusDot, type StatusKind } from '#app/_ui/status-dot.tsx'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { ConnectionState } from '#lib/viewer/viewer-connection.ts'
import { useTeamValue } from './team-channel-provider.tsx'

const SHOWN: Record<ConnectionState, { dot: StatusKind; word: 'live' | 'connecting' | 'offline' | 'ended' }> = {
  connecting: { dot: 'reconnecting', word: 'connecting' },
  live: { dot: 'live', word: 'live' },
  reconnecting: { dot: 'reconnecting', word: 'offline' },
  refused: { dot: 'ended', word: 'ended' },
  ended: { dot: 'ended', word: 'ended' },
}

export function ChannelIndicator({ isCompact }: { isCompact: boolean }) {
  const t = useTranslations('dashboard.channel')
  const status = useTeamValue((team) => team.status)
  const { dot, word } = SHOWN[status.state]
  return (
    <Tooltip text={t(`${word}Text`)} side="right">
      <div
        role="status"
        className={clsx(
          'flex h-control items-center gap-2 text-ink-muted text-sm',
          isCompact ? 'justify-center' : 'px-2.5',
        )}
      >
        <StatusDot status={dot} />
        <span className={clsx(isCompact && 'sr-only')}>{t(word)}</span>
      </div>
    </Tooltip>
  )
}
