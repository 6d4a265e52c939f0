/**
 * What next-auth's session endpoint may say. next-auth knows only that a cookie is signed; whether its sign-in still counts, and
 * for how long, is in the database.
 */
import type { SignInOrigin } from './open-sign-in.ts'
import { isNotSignedIn, remainingS, userOfCookies } from './session-cookie.ts'

/** Seconds until the sign-in's longest life is over; null for nobody, and for a sign-in that has ended. */
export async function remainingSignInS(
  cookieHeader: string | null,
  seen: SignInOrigin,
  nowMs: number,
): Promise<number | null> {
  const user = await userOfCookies(cookieHeader, { seen, nowMs }).catch((error: unknown) => {
    if (isNotSignedIn(error)) return null
    throw error
  })
  return user && remainingS(user.signIn.createdAtMs, nowMs)
}

/** As next-auth answers a request without a cookie. The cookie stays: the sign-in page says by it why the sign-in ended. */
export function signedOutAnswer(): Response {
  return Response.json({}, { headers: { 'cache-control': 'no-store' } })
}
