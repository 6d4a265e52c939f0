/** Waits for the row of a session that was claimed a moment ago, so that its page exists when the person gets there. */
import { setTimeout } from 'node:timers/promises'
import { findSessionState } from '#lib/server/db/sessions.ts'

const WAIT_MS = 3_000
const ASK_EVERY_MS = 25

/** Returns false if the row does not appear in time: the device has just left, or the team is at its device limit. */
export async function startedSession(session: string, teamId: string): Promise<boolean> {
  for (const untilMs = performance.now() + WAIT_MS; performance.now() < untilMs; await setTimeout(ASK_EVERY_MS)) {
    const state = await findSessionState(session)
    if (state?.teamId === teamId) return true
  }
  return false
}
