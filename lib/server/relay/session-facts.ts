/** What never changes about a session, and how its device introduced itself when the session became known. */
import type { SessionState } from '#lib/protocol/messages.ts'

export interface SessionFacts {
  id: string
  teamId: string
  deviceId: string
  /** Epoch milliseconds by the server's clock. */
  startedAtMs: number
  device: SessionState['device']
  delivery?: SessionState['delivery']
}
