'use client'

/** Shows whether records can arrive right now, as a word, a shape and a color. The tooltip says why. */
import { useTranslations } from 'use-intl'
import { Badge, type BadgeTone } from '#app/_ui/badge.tsx'
import { StatusDot, type StatusKind } from '#app/_ui/status-dot.tsx'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'

type Word = 'connecting' | 'live' | 'waiting' | 'away' | 'offline' | 'ended' | 'noAccess' | 'file'

const SHOWN: Record<Word, { dot: StatusKind; tone: BadgeTone }> = {
  connecting: { dot: 'reconnecting', tone: 'neutral' },
  live: { dot: 'live', tone: 'live' },
  waiting: { dot: 'reconnecting', tone: 'neutral' },
  away: { dot: 'reconnecting', tone: 'warn' },
  offline: { dot: 'reconnecting', tone: 'warn' },
  ended: { dot: 'ended', tone: 'neutral' },
  noAccess: { dot: 'ended', tone: 'danger' },
  file: { dot: 'ended', tone: 'neutral' },
}

export function ConnectionBadge({ snapshot }: { snapshot: LiveSnapshot }) {
  const t = useTranslations('live.connection')
  const word = wordOf(snapshot)
  const { dot, tone } = SHOWN[word]
  return (
    <Tooltip text={t(`${word}Text`)}>
      <span role="status" className="shrink-0">
        <Badge tone={tone}>
          <StatusDot status={dot} />
          {/* On a phone, the name of the device needs its place. What is wrong stands in a line below. */}
          <span className="max-sm:sr-only">{t(word)}</span>
        </Badge>
      </span>
    </Tooltip>
  )
}

function wordOf({ connection, refusal, isJoined, session, also, path }: LiveSnapshot): Word {
  if (path === 'file') return 'file'
  if (refusal) return 'noAccess'
  if (connection.state === 'reconnecting') return 'offline'
  if (!isJoined) return 'connecting'
  if (!session) return also?.some(({ liveness }) => liveness === 'live') ? 'live' : 'waiting'
  if (session.liveness === 'reconnecting') return 'away'
  return session.liveness
}
