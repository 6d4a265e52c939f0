'use client'

/** The team's live sessions: those that the server rendered this list with, until the team channel has answered. */
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { useTeamChannel } from './team-channel-provider.tsx'

export function useLiveSessions(initial: readonly SessionSummary[]): readonly SessionSummary[] {
  const { sessions, isLoaded } = useTeamChannel()
  return isLoaded ? sessions : initial
}
