/**
 * Signs in with a passkey alone. The session cookie is set here and not by next-auth, which would need a second request and a
 * one-time grant for the same cookie; docs/decisions has the reasons.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { findUser } from '#lib/server/db/users.ts'
import { endOneSignIn } from './end-sign-ins.ts'
import { knownBrowserCookie } from './known-browser.ts'
import { openSignIn, type SignInOrigin } from './open-sign-in.ts'
import { checkPasskey, type PasskeyAnswer } from './passkeys.ts'
import type { RelyingParty } from './relying-party.ts'
import { claimsOfCookies, sessionCookie } from './session-cookie.ts'
import { auditSignedIn } from './sign-in-audit.ts'

export interface PasskeySource {
  origin: SignInOrigin
  /** The cookies that the request came with. */
  cookieHeader: string | null
}

/** Returns `Set-Cookie` headers. Throws `wrong-code` and `account-disabled`. */
export async function signInWithPasskey(
  proof: { answer: PasskeyAnswer; challenge: string; party: RelyingParty },
  { origin, cookieHeader }: PasskeySource,
  nowMs: number,
): Promise<string[]> {
  const user = await findUser(await checkPasskey(null, proof, nowMs))
  if (!user) throw new AppError('wrong-code')
  if (user.disabledAt) throw new AppError('account-disabled')
  // The sign-in of the cookie that is overwritten: nobody could end it by signing out.
  const replaced = await claimsOfCookies(cookieHeader)
  if (replaced) await endOneSignIn(replaced.signInId, replaced.sub, nowMs)
  const claims = await openSignIn(user, { method: 'passkey', secondFactorAtMs: nowMs }, origin, nowMs)
  await auditSignedIn(user, 'passkey', origin, nowMs)
  return [await sessionCookie(claims, nowMs, nowMs), knownBrowserCookie(cookieHeader, user.email)]
}
