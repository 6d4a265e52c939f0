/** Waiting devices as routes and pages see them: server.ts puts them here at boot, and nothing while pairing is off. */
import { processSlot } from '../process-slot.ts'
import type { Claim, WaitingDevice } from './waiting-pen.ts'

export interface LivePairing {
  /** Those of the same network on all nodes, the newest first. */
  near(address: string): WaitingDevice[]
  /** On any node; `code` as typed. */
  find(q: { code: string } | { sessionId: string }): WaitingDevice | null
  /** False when it waits no longer, or its node does not answer. */
  claim(id: string, claim: Claim): Promise<boolean>
}

export const livePairing = processSlot<LivePairing>('pairing.live')
