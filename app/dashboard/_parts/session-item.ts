/** A stored session as lists show it: plain data from the server. */
import type { SessionCounters } from '#lib/protocol/messages.ts'

export interface SessionItem {
  id: string
  device: { id: string; name: string; platform: string; appVersion: string }
  startedAtMs: number
  lastSeenAtMs: number
  endedAtMs: number | null
  counters: SessionCounters
  watchersMax: number
}
