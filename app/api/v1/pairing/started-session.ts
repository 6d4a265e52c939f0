/** Waits for the row of a session that was claimed a moment ago, so that its page is there when the person is led to it. */
import { setTimeout } from 'node:timers/promises'
import { findSessionState } from '#lib/db/sessions.ts'

const WAIT_MS = 3_000
const ASK_EVERY_MS = 25

/** False when it is not there in time: the device left at this very moment, or the team can have no more devices. */
export async function startedSession(session: string, teamId: string): Promise<boolean> {
  for (const untilMs = performance.now() + WAIT_MS; performance.now() < untilMs; await setTimeout(ASK_EVERY_MS)) {
    const state = await findSessionState(session)
    if (state?.teamId === teamId) return true
  }
  return false
}
