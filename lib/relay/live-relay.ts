/** The running relay as pages and routes see it: server.ts puts it here at boot. This module exists twice; the slot, once. */
import { processSlot } from '../process-slot.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { LiveSession, TeamTopic } from '../protocol/messages.ts'

/** Whose sockets to cut: everything that came in by this right. */
export type CutTarget =
  | { kind: 'token' | 'link' | 'user'; id: string }
  /** A user's rights in one team ended (removed from it). */
  | { kind: 'membership'; userId: string; teamId: string }
  /** A device or session was forgotten. */
  | { kind: 'device' | 'session'; id: string }

export interface LiveRelay {
  /** Closes the target's sockets within a second, telling them why. */
  cut(target: CutTarget, code: ErrorCodeName): void
  /** Tells the team's open dashboards that a stored list changed. */
  teamChanged(teamId: string, topic: TeamTopic): void
  /** Live and reconnecting sessions of a team. */
  liveSessions(teamId: string): LiveSession[]
  /** How many people watch through each link right now; links nobody uses are absent. */
  linkWatchers(teamId: string): Map<string, number>
}

export const liveRelay = processSlot<LiveRelay>('relay.live')
