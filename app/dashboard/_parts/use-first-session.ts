'use client'

/**
 * The first session that came in with a new token. Live sessions do not say their token, so a session that begins while
 * we wait is ours once the token counts as used.
 */
import { useEffect, useState } from 'react'
import { call } from '#app/_api/call.ts'
import type { LiveSession } from '#lib/protocol/messages.ts'
import { useTeamFeed, useTeamId } from './team-feed-provider.tsx'

const ASK_EVERY_MS = 2000

export function useFirstSession(tokenId: string): LiveSession | null {
  const team = useTeamId()
  const { sessions } = useTeamFeed()
  const [known] = useState(() => new Set(sessions.map((session) => session.session)))
  const [isUsed, setUsed] = useState(false)
  const candidate = sessions.find((session) => !known.has(session.session)) ?? null
  const isAsking = candidate !== null && !isUsed

  useEffect(() => {
    if (!isAsking) return
    let isOver = false
    const ask = async () => {
      const answer = await call<{ tokens: { id: string; lastUsedAtMs: number | null }[] }>(
        'GET',
        `/api/v1/tokens?team=${team}`,
      ).catch(() => null) // Asked again in two seconds; the feed's own indicator tells of a lost connection.
      const isNowUsed = answer?.tokens.some(({ id, lastUsedAtMs }) => id === tokenId && lastUsedAtMs !== null)
      if (!isOver && isNowUsed) setUsed(true)
    }
    void ask()
    const timer = setInterval(() => void ask(), ASK_EVERY_MS)
    return () => {
      isOver = true
      clearInterval(timer)
    }
  }, [isAsking, team, tokenId])

  return isUsed ? candidate : null
}
