/** The running relay as pages and routes see it: server.ts puts it here at boot. This module exists twice; the slot, once. */
import { processSlot } from '../process-slot.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { LiveSession, TeamTopic } from '../protocol/messages.ts'
import type { Refusal } from './refused-devices.ts'

export type { Refusal }

/** Whose sockets to cut: everything that came in by this right. */
export type CutTarget =
  | { kind: 'token' | 'link' | 'user'; id: string }
  /** A user's rights in one team ended (removed from it). */
  | { kind: 'membership'; userId: string; teamId: string }
  /** A device or session was forgotten. */
  | { kind: 'device' | 'session'; id: string }
  /** A team no longer lets viewers of the original in. */
  | { kind: 'seed-viewers'; id: string }

/** Who is connected, by what they are. `seed…`: clients of the original, on /ws. */
export type ConnectionKind = 'devices' | 'viewers' | 'seedDevices' | 'seedViewers'

/** One direction of what passes through, of this process alone. */
export interface TrafficReading {
  bytes: number
  batches: number
  bytesPerSecond: number
  batchesPerSecond: number
  /** Bytes in each second of the last minute, the newest last. */
  secondsBytes: readonly number[]
}

/** Numbers without names: nothing here tells who is connected, or what they say. */
export interface RelayStats {
  startedAtMs: number
  /** To this process. */
  connections: Record<ConnectionKind, number>
  /** On all nodes, as are the next two. */
  sessions: { live: number; reconnecting: number }
  devicesLive: number
  /** One person who watches two sessions counts twice. */
  watchers: number
  traffic: { in: TrafficReading; out: TrafficReading }
  /** Processes of this installation that are heard of, this one too. */
  nodes: number
}

export interface LiveRelay {
  /** Closes the target's sockets within a second, telling them why. */
  cut(target: CutTarget, code: ErrorCodeName): void
  /** Tells the team's open dashboards that a stored list changed. */
  teamChanged(teamId: string, topic: TeamTopic): void
  /** Live and reconnecting sessions of a team. */
  liveSessions(teamId: string): LiveSession[]
  /** How many people watch through each link right now; links nobody uses are absent. */
  linkWatchers(teamId: string): Map<string, number>
  /** Devices that were not let in lately: the team's, and strangers that `isNear` lets pass. */
  refusals(teamId: string, isNear: (network: string) => boolean): Refusal[]
  stats(): RelayStats
}

export const liveRelay = processSlot<LiveRelay>('relay.live')
