/** Opens a sign-in: one row for this browser, and the claims for its cookie. */
import { createSignIn } from '#lib/server/db/sign-ins.ts'
import type { User } from '#lib/server/db/users.ts'
import { endExcessSignInsOf } from './end-sign-ins.ts'
import type { SessionClaims } from './session-cookie.ts'

/** Where the request came from; the person sees it in the list of their sign-ins. */
export interface SignInOrigin {
  address: string
  userAgent: string
}

export interface SignInMeans {
  /** How the person signed in: `password`, `passkey`, a provider's id … */
  method: string
  /** When they gave a second factor, or null. */
  secondFactorAtMs: number | null
}

/** The person's oldest unused sign-in ends when they have `userSignInsMax`. */
export async function openSignIn(
  { id: userId, sessionVersion }: Pick<User, 'id' | 'sessionVersion'>,
  means: SignInMeans,
  origin: SignInOrigin,
  nowMs: number,
): Promise<Required<SessionClaims>> {
  const signIn = await createSignIn({ userId, ...means, ...origin }, nowMs)
  await endExcessSignInsOf(userId, nowMs)
  return { sub: userId, sessionVersion, signInId: signIn.id }
}
