'use client'

/** The working links of a session and its device, kept current by the team channel. */
import { useEffect } from 'react'
import { useTeamList } from '#app/dashboard/_parts/use-team-list.ts'

export interface SharedLink {
  id: string
  sessionId: string | null
  deviceId: string | null
  createdBy: { name: string }
  expiresAtMs: number
  watchers: number
}

export interface SharedLinksQuery {
  teamId: string
  sessionId: string | null
  deviceId: string
}

/** Longest delay that `setTimeout` takes, milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1
/** Shortest wait for an expiry, milliseconds: by the clock of this browser it may be over already. */
const EXPIRY_MS_MIN = 3_000

/** `links` is null until the first answer. */
export function useSharedLinks({ teamId, sessionId, deviceId }: SharedLinksQuery): {
  links: SharedLink[] | null
  reload: () => void
} {
  const path = `/api/v1/links?team=${encodeURIComponent(teamId)}`
  const { list, reload } = useTeamList<{ links: SharedLink[] }>({ path, topic: 'links' })
  const links =
    list?.links.filter((link) => link.deviceId === deviceId || (sessionId !== null && link.sessionId === sessionId)) ??
    null

  // Nobody announces that a link expires.
  const nextExpiryMs = links && links.length > 0 ? Math.min(...links.map((link) => link.expiresAtMs)) : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer sets the timer again
  useEffect(() => {
    if (nextExpiryMs === null) return
    const delayMs = Math.max(EXPIRY_MS_MIN, nextExpiryMs - Date.now() + 1_000)
    const timer = setTimeout(reload, Math.min(TIMER_MAX_MS, delayMs))
    return () => clearTimeout(timer)
  }, [nextExpiryMs, list, reload])

  return { links, reload }
}
