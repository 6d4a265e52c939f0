/**
 * What follows when a person has set up a second factor: this sign-in has given it, the others have not and lose their sockets, and
 * there are recovery codes.
 */
import { completeSignIn, listSignIns } from '#lib/server/db/sign-ins.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { firstRecoveryCodes } from './recovery-codes.ts'
import type { CurrentUser } from './session-cookie.ts'

/** Returns new recovery codes, or null when the person still has some. */
export async function adoptFactor({ id, signIn }: CurrentUser, nowMs: number): Promise<string[] | null> {
  await completeSignIn(signIn.id, nowMs)
  for (const other of await listSignIns(id))
    if (other.id !== signIn.id && other.secondFactorAt === null)
      liveRelay.peek()?.cut({ kind: 'sign-in', id: other.id }, 'session-revoked')
  return firstRecoveryCodes(id, nowMs)
}
