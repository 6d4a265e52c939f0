/** Ends sign-ins: their rows, and within a second their sockets on all nodes. */
import { LIMITS } from '#lib/protocol/limits.ts'
import { endOneTimeLinks } from '#lib/server/db/one-time-links.ts'
import { endExcessSignIns, endSignIn, endSignInsOf, forgetEndedSignIns } from '#lib/server/db/sign-ins.ts'
import { raiseSessionVersion } from '#lib/server/db/users.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

/** False when there is no such sign-in of this user, or it had ended before. Cuts in any case: a socket may have outlived it. */
export async function endOneSignIn(id: string, userId: string, nowMs: number): Promise<boolean> {
  const hasEnded = await endSignIn(id, userId, nowMs)
  cut([id])
  return hasEnded
}

/** Returns how many ended. */
export async function endOtherSignIns(userId: string, exceptId: string, nowMs: number): Promise<number> {
  const ids = await endSignInsOf(userId, exceptId, nowMs)
  cut(ids)
  return ids.length
}

/** Also makes cookies and tickets invalid that name no sign-in, and ends a change of the address that one of them has started. */
export async function endAllSignIns(userId: string, nowMs: number): Promise<void> {
  await raiseSessionVersion(userId)
  await endSignInsOf(userId, null, nowMs)
  await endOneTimeLinks(userId, ['change_email'])
  liveRelay.peek()?.cut({ kind: 'user', id: userId }, 'session-revoked')
}

/** Call after each new sign-in. Also bounds the rows of those that have ended: a program could sign in and out all day. */
export async function endExcessSignInsOf(userId: string, nowMs: number): Promise<void> {
  const ids = await endExcessSignIns(userId, LIMITS.userSignInsMax, nowMs)
  if (ids.length > 0) limitHits.peek()?.hit('userSignInsMax', `by user ${userId}`)
  cut(ids)
  await forgetEndedSignIns(userId, LIMITS.userSignInsMax)
}

function cut(ids: readonly string[]): void {
  for (const id of ids) liveRelay.peek()?.cut({ kind: 'sign-in', id }, 'session-revoked')
}
