/** One proof of who somebody is: their password, a code of their app, a recovery code or a passkey. For signed-in people. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { findUser } from '#lib/server/db/users.ts'
import { takeChallenge } from './passkey-challenge.ts'
import { checkPasskey, passkeyAnswer } from './passkeys.ts'
import { verifyPassword } from './password.ts'
import { requiredRelyingParty } from './relying-party.ts'
import { checkRecoveryCode, checkTotp } from './second-factor.ts'
import type { CurrentUser } from './session-cookie.ts'
import { takeSignInAttempt } from './sign-in-limiter.ts'

const code = z.strictObject({ code: z.string().min(1).max(40) })
const recoveryCode = z.strictObject({ recoveryCode: z.string().min(1).max(100) })
const passkey = z.strictObject({ passkey: passkeyAnswer })
const password = z.strictObject({ password: z.string().min(1).max(1_000) })

/** What completes a sign-in. */
export const factorProof = z.union([code, recoveryCode, passkey])
/** What confirms a sign-in that is complete. */
export const anyProof = z.union([password, code, passkey])

export type Proof = z.infer<typeof factorProof> | z.infer<typeof anyProof>
export type ProofMethod = 'password' | 'totp' | 'recovery-code' | 'passkey'

export function methodOf(proof: Proof): ProofMethod {
  if ('password' in proof) return 'password'
  if ('passkey' in proof) return 'passkey'
  return 'code' in proof ? 'totp' : 'recovery-code'
}

/** Throws `wrong-code`, `wrong-credentials` and `too-many-requests`. */
export async function proveIdentity(user: CurrentUser, proof: Proof, headers: Headers, nowMs: number): Promise<void> {
  if ('password' in proof) return checkPassword(user, proof.password)
  if ('code' in proof) return checkTotp(user.id, proof.code, nowMs)
  if ('recoveryCode' in proof) return checkRecoveryCode(user.id, proof.recoveryCode, nowMs)
  const party = requiredRelyingParty(headers, config())
  const challenge = await takeChallenge(headers.get('cookie'), 'prove', user.id, nowMs)
  await checkPasskey(user.id, { answer: proof.passkey, challenge, party }, nowMs)
}

async function checkPassword({ id, email, signIn }: CurrentUser, password: string): Promise<void> {
  if (!config().isPasswordSignInOn) throw new AppError('password-sign-in-off')
  const onSuccess = await takeSignInAttempt(email, signIn.id, { browser: signIn.id, isShared: true })
  const user = await findUser(id)
  if (!(await verifyPassword(password, user?.passwordHash ?? null))) throw new AppError('wrong-credentials')
  await onSuccess()
}
