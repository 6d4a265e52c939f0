/** The port to the database: what the relay stores about a session. Metadata and counts, never a record. */
import type { DeviceDescription, SessionCounters, SessionState } from '#lib/protocol/messages.ts'

export interface SessionStart {
  id: string
  teamId: string
  /** Null: a person claimed the device without giving it a token's rights. */
  tokenId: string | null
  /** The person who claimed the device, where it came without a key. */
  claimedById?: string | null
  /** Epoch milliseconds by the server's clock, as far as the device's age tells. */
  startedAtMs: number
  device: DeviceDescription
  /** The device says that it exists for this run only, such as a CI job: it is forgotten sooner. */
  isEphemeral?: boolean
}

export interface StartedSession {
  deviceId: string
  deviceName: string
  /** As the session's first start said: the same on all nodes and after every restart, so that sessions have an order. */
  startedAtMs: number
  /** A device of the team that was deleted to make room for this one. */
  evictedDeviceId?: string
}

export interface SessionProgressRow {
  id: string
  lastSeenAtMs: number
  counters: SessionCounters
  /** Most viewers at one time, as far as the relay knows; a larger stored number stays. */
  watchersMax: number
}

export interface SessionEnd extends Omit<SessionProgressRow, 'lastSeenAtMs'> {
  endedAtMs: number
}

export interface SessionRows {
  recordSessionStart(start: SessionStart): Promise<StartedSession>
  saveSessionProgress(progress: SessionProgressRow): Promise<void>
  endSession(end: SessionEnd): Promise<void>
  findSessionState(id: string): Promise<(SessionState & { teamId: string; deviceId: string }) | null>
  findDeviceTeam(deviceId: string): Promise<string | null>
}
