/**
 * One-time codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s), and which of them may be used. Pure except for the
 * random secret. The library is loaded when somebody needs it.
 */
const STEP_MS = 30_000
/** Steps before and after the present one whose codes count, because clocks differ. */
const WINDOW_STEPS = 1
const SECRET_BYTES = 20

const load = () => import('otpauth')

/** Base32. */
export async function createTotpSecret(): Promise<string> {
  const { Secret } = await load()
  return new Secret({ size: SECRET_BYTES }).base32
}

/** The address that authenticator apps read from a QR code. */
export async function totpUri(secret: string, account: string): Promise<string> {
  const { TOTP } = await load()
  return new TOTP({ issuer: 'Agent Logger', label: account, secret }).toString()
}

export function totpStep(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS)
}

/** The step whose code this is, or null for none of the present ones. Spaces in the code do not count. */
export async function stepOfCode(secret: string, code: string, nowMs: number): Promise<number | null> {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const { TOTP } = await load()
  const delta = new TOTP({ secret }).validate({ token, timestamp: nowMs, window: WINDOW_STEPS })
  return delta === null ? null : totpStep(nowMs) + delta
}

/**
 * A last step beyond this one lies in the future: the clock was set back after it was used. It then blocks nothing, because nobody
 * could sign in until the clock comes there again.
 */
export function lastPossibleStep(nowMs: number): number {
  return totpStep(nowMs) + WINDOW_STEPS
}
