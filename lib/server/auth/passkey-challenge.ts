/**
 * The challenge of one passkey ceremony, in a signed cookie of five minutes. It is bound to its purpose and to the user, and works
 * once.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { parse, serialize } from 'cookie'
import { AppError } from '#lib/protocol/app-error.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { Once } from '#lib/server/redis/once.ts'
import { isSecure } from './session-cookie.ts'
import { signatureOf } from './signing-key.ts'

/** `add`: a new passkey. `prove`: a second factor, or a confirmation. `sign-in`: nobody is signed in yet. */
export type ChallengePurpose = 'add' | 'prove' | 'sign-in'

const CHALLENGE_MS = 5 * 60_000
const CHALLENGE_BYTES = 32
const USED_MAX = 100_000
const used = processSlot<Once>('auth.used-passkey-challenges')

const cookieName = () => (isSecure() ? '__Host-agent-logger.passkey' : 'agent-logger.passkey')

export interface NewChallenge {
  /** Base64url. */
  challenge: string
  setCookie: string
}

/** `userId` is null for a sign-in. */
export function createChallenge(purpose: ChallengePurpose, userId: string | null, nowMs: number): NewChallenge {
  const challenge = randomBytes(CHALLENGE_BYTES).toString('base64url')
  const body = Buffer.from(JSON.stringify([purpose, userId, challenge, nowMs + CHALLENGE_MS])).toString('base64url')
  const value = `${body}.${signatureOf('passkey', body).toString('base64url')}`
  const maxAge = CHALLENGE_MS / 1000
  const options = { httpOnly: true, sameSite: 'strict', path: '/', secure: isSecure(), maxAge } as const
  return { challenge, setCookie: serialize(cookieName(), value, options) }
}

/** Throws `wrong-code` for a challenge that is missing, forged, expired, used, or made for something or somebody else. */
export async function takeChallenge(
  cookieHeader: string | null,
  purpose: ChallengePurpose,
  userId: string | null,
  nowMs: number,
): Promise<string> {
  const claims = readChallenge(parse(cookieHeader ?? '')[cookieName()] ?? '')
  if (!claims) throw expired()
  const [forPurpose, forUser, challenge, untilMs] = claims
  if (forPurpose !== purpose || forUser !== userId || untilMs <= nowMs) throw expired()
  const once = used.getOrCreate(() => new Once('passkey-challenge', USED_MAX))
  if (!(await once.claim(challenge, untilMs, nowMs))) throw expired()
  return challenge
}

function expired(): AppError {
  return new AppError('wrong-code', 'The passkey was not used in time. Try again.')
}

function readChallenge(value: string): [ChallengePurpose, string | null, string, number] | null {
  const [body = '', signature = ''] = value.split('.')
  const given = Buffer.from(signature, 'base64url')
  const wanted = signatureOf('passkey', body)
  if (body === '' || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
  return JSON.parse(Buffer.from(body, 'base64url').toString())
}
