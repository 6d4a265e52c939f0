/** The running relay as pages and routes see it. server.ts puts it here at boot; this module is loaded twice, the slot exists once. */

import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { SessionSummary, TeamTopic } from '#lib/protocol/messages.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import type { Refusal } from './rejected-devices.ts'

export type { Refusal }

/** Which connections to end: those that this right admitted. */
export type CutTarget =
  | { kind: 'token' | 'link' | 'user'; id: string }
  /** One browser was signed out. */
  | { kind: 'sign-in'; id: string }
  /** A user was removed from a team. */
  | { kind: 'membership'; userId: string; teamId: string }
  /** A device or session was forgotten. */
  | { kind: 'device' | 'session'; id: string }
  /** A team no longer allows viewers of the Flutter package. */
  | { kind: 'seed-viewers'; id: string }

/**
 * Connections by what they are. `seed…`: apps and viewers of the Flutter package; the API has these names. `sources`: live
 * sessions of programs that log by HTTP or syslog, which may have a connection of their own or one for each request.
 */
export type ConnectionKind = 'devices' | 'viewers' | 'seedDevices' | 'seedViewers' | 'sources'

/** One direction of this process's traffic. */
export interface TrafficReading {
  bytes: number
  batches: number
  bytesPerSecond: number
  batchesPerSecond: number
  /** Bytes in each second of the last minute, the newest last. */
  secondsBytes: readonly number[]
}

/** Numbers only: nothing here identifies a client or its content. */
export interface RelayStats {
  startedAtMs: number
  /** Connections to this process. */
  connections: Record<ConnectionKind, number>
  /** This and the next two count all nodes. */
  sessions: { live: number; reconnecting: number }
  devicesLive: number
  /** One person who watches two sessions counts twice. */
  watchers: number
  traffic: { in: TrafficReading; out: TrafficReading }
  /** Processes of this installation that are reachable, including this one. */
  nodes: number
}

export interface LiveRelay {
  /** Ends the target's connections on all nodes within a second and sends them the reason. */
  cut(target: CutTarget, code: ErrorCodeName): void
  /** Tells the team's open dashboards that a stored list changed. */
  teamChanged(teamId: string, topic: TeamTopic): void
  /** Live and reconnecting sessions of a team. */
  liveSessions(teamId: string): SessionSummary[]
  /** How many people watch through each link now; links without viewers are absent. */
  linkWatchers(teamId: string): Map<string, number>
  /** Recently rejected devices: the team's, and strangers in networks for which `isNear` is true. */
  refusals(teamId: string, isNear: (network: string) => boolean): Refusal[]
  stats(): RelayStats
}

export const liveRelay = processSlot<LiveRelay>('relay.live')
