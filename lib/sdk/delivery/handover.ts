/** What another thread needs to go on with a session in the place of this one. Survives a structured clone. */
import type { Batch } from '#lib/protocol/batch.ts'
import type { LevelCounts } from '#lib/protocol/levels.ts'
import type { DeviceDescription } from '#lib/protocol/messages.ts'

/** The outbox's part. */
export interface OutboxContent {
  /** Highest number assigned. */
  head: number
  acked: number
  /** Of all records so far. */
  bytes: number
  levels: LevelCounts
  /** Everything that is held, oldest first. */
  batches: Batch[]
}

export interface Handover extends OutboxContent {
  session: string
  token: string
  device: DeviceDescription
  /** How often the relay was dialed: the next connection has to count on, or the relay takes it for an older one [RL3]. */
  attempts: number
  /** How long ago the session began. */
  ageMs: number
}
