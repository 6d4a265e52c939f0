/**
 * Passkeys: adding one, and proving with one who somebody is (WebAuthn level 3). The library is loaded when somebody needs it. It
 * rejects a signature counter that does not rise, unless it stays 0 as synced passkeys do.
 */
import { createHash } from 'node:crypto'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { isUniqueViolation } from '#lib/server/db/client.ts'
import {
  createPasskey,
  findPasskey,
  listPasskeys,
  type Passkey,
  recordPasskeyUse,
  removePasskey,
  removeRecoveryCodes,
  renamePasskey,
} from '#lib/server/db/second-factors.ts'
import type { RelyingParty } from './relying-party.ts'
import type { CurrentUser } from './session-cookie.ts'

const load = () => import('@simplewebauthn/server')

/** Base64url of an answer's part; a credential id is at most 1,023 bytes, and an attestation may hold certificates. */
const part = z.string().max(40_000)

/** What a browser's `navigator.credentials` answers, as JSON. The library checks the contents. */
export const passkeyAnswer = z.looseObject({
  id: z
    .string()
    .max(2_000)
    .regex(/^[\w-]+$/, 'must be base64url'),
  rawId: z.string().min(1).max(2_000),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: part }),
  clientExtensionResults: z.looseObject({}).default({}),
})

export type PasskeyAnswer = z.infer<typeof passkeyAnswer>

/** How a passkey is named in addresses: credential ids are too long for that. */
export function passkeyHandle(credentialId: string): string {
  return createHash('sha256').update(credentialId).digest('base64url').slice(0, 22)
}

/** The browser's options for a new passkey. Throws `limit-reached`. */
export async function addOptions(
  user: Pick<CurrentUser, 'id' | 'email' | 'name'>,
  party: RelyingParty,
  challenge: string,
) {
  const known = await listPasskeys(user.id)
  assertRoom(known.length)
  const { generateRegistrationOptions } = await load()
  return generateRegistrationOptions({
    rpName: 'Agent Logger',
    rpID: party.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.email,
    userDisplayName: user.name,
    challenge: Buffer.from(challenge, 'base64url'),
    attestationType: 'none',
    excludeCredentials: known.map(credentialOf),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
}

/** Throws `wrong-code` for an answer that does not fit, `conflict` for a known passkey, and `limit-reached`. */
export async function addPasskey(
  userId: string,
  { answer, name, challenge, party }: { answer: PasskeyAnswer; name: string; challenge: string; party: RelyingParty },
  nowMs: number,
): Promise<{ id: string }> {
  assertRoom((await listPasskeys(userId)).length)
  const { verifyRegistrationResponse } = await load()
  const checked = await verifyRegistrationResponse({
    response: answer as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: false,
  }).catch(() => null)
  if (!checked?.verified) throw refused()
  const { credential, credentialBackedUp: isBackedUp } = checked.registrationInfo
  const { id, counter, transports = [] } = credential
  const publicKey = Uint8Array.from(credential.publicKey)
  const row = { id, userId, publicKey, counter: BigInt(counter), transports: transports.join(','), name, isBackedUp }
  await createPasskey(row, nowMs).catch((error: unknown) => {
    throw isUniqueViolation(error) ? new AppError('conflict', 'This passkey was already added.') : error
  })
  return { id: passkeyHandle(id) }
}

/** The browser's options for a proof. `userId` null: any passkey of this site, chosen by the person. */
export async function proofOptions(userId: string | null, party: RelyingParty, challenge: string) {
  const known = userId === null ? [] : await listPasskeys(userId)
  const { generateAuthenticationOptions } = await load()
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge: Buffer.from(challenge, 'base64url'),
    // On its own a passkey stands for both factors, so the device must check who holds it.
    userVerification: userId === null ? 'required' : 'preferred',
    allowCredentials: known.map(credentialOf),
  })
}

/** Returns the id of the passkey's user. `userId` null: of whichever user it is. Throws `wrong-code`. */
export async function checkPasskey(
  userId: string | null,
  { answer, challenge, party }: { answer: PasskeyAnswer; challenge: string; party: RelyingParty },
  nowMs: number,
): Promise<string> {
  const passkey = await findPasskey(answer.id)
  if (!passkey || (userId !== null && passkey.userId !== userId)) throw refused()
  const { verifyAuthenticationResponse } = await load()
  const checked = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    credential: { id: passkey.id, publicKey: Uint8Array.from(passkey.publicKey), counter: Number(passkey.counter) },
    requireUserVerification: userId === null,
  }).catch(() => null)
  if (!checked?.verified) throw refused()
  const { newCounter, credentialBackedUp } = checked.authenticationInfo
  await recordPasskeyUse(passkey.id, newCounter, credentialBackedUp, nowMs)
  return passkey.userId
}

/** Throws `not-found`. */
export async function passkeyOf(userId: string, handle: string): Promise<Passkey> {
  const found = (await listPasskeys(userId)).find(({ id }) => passkeyHandle(id) === handle)
  if (!found) throw new AppError('not-found')
  return found
}

export async function changePasskeyName(userId: string, handle: string, name: string): Promise<void> {
  await renamePasskey(userId, (await passkeyOf(userId, handle)).id, name)
}

/** Returns its name. Without any second factor, the recovery codes go too. */
export async function dropPasskey(user: Pick<CurrentUser, 'id' | 'hasTotp'>, handle: string): Promise<string> {
  const { id, name } = await passkeyOf(user.id, handle)
  await removePasskey(user.id, id)
  if (!user.hasTotp && (await listPasskeys(user.id)).length === 0) await removeRecoveryCodes(user.id)
  return name
}

type Transports = NonNullable<RegistrationResponseJSON['response']['transports']>

function credentialOf({ id, transports }: Passkey) {
  return { id, transports: transports.split(',').filter(Boolean) as Transports }
}

function assertRoom(count: number): void {
  const max = LIMITS.userPasskeysMax
  if (count < max) return
  throw new AppError('limit-reached', `An account can have ${max} passkeys.`, { limit: 'userPasskeysMax' })
}

function refused(): AppError {
  return new AppError('wrong-code', 'The passkey was not accepted.')
}
