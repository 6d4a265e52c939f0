/** Waiting devices as routes and pages see them. server.ts fills the slot at boot; while pairing is off it stays empty. */
import { processSlot } from '#lib/server/process-slot.ts'
import type { Claim, WaitingDevice } from './pairing-queue.ts'

export interface LivePairing {
  /** Devices that wait in the same network, on all nodes, the newest first. */
  near(address: string): WaitingDevice[]
  /** Devices that may go on with a run that this person claimed for the team and that left shortly before. */
  returned(teamId: string, userId: string): WaitingDevice[]
  /** A device that waits on any node, by its connection id. */
  byId(id: string): WaitingDevice | null
  /** A device that waits on any node; null: no such device. `code`: as typed. */
  find(q: { code: string } | { sessionId: string }): WaitingDevice | null
  /** Returns the session in which the device goes on; null when it no longer waits, or its node does not answer. */
  claim(id: string, claim: Claim): Promise<string | null>
}

export const livePairing = processSlot<LivePairing>('pairing.live')
