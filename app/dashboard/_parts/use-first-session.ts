'use client'

/** The first session that uses a new token. */
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { useTeamChannel } from './team-channel-provider.tsx'

export function useFirstSession(tokenId: string): SessionSummary | null {
  const { sessions } = useTeamChannel()
  return sessions.find((session) => session.tokenId === tokenId) ?? null
}
