'use client'

/** The first session that came in with a new token. */
import type { LiveSession } from '#lib/protocol/messages.ts'
import { useTeamFeed } from './team-feed-provider.tsx'

export function useFirstSession(tokenId: string): LiveSession | null {
  const { sessions } = useTeamFeed()
  return sessions.find((session) => session.tokenId === tokenId) ?? null
}
