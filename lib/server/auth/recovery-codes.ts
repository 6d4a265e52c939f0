/** Codes on paper that stand in for a lost second factor, each once. Only their hashes are kept. */
import { createHash, randomInt } from 'node:crypto'
import { countRecoveryCodes, replaceRecoveryCodes, spendRecoveryCode } from '#lib/server/db/second-factors.ts'

export const RECOVERY_CODES = 10
/** Without characters that look alike on paper. 31^10 is about 2^50, and wrong guesses are few. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'
const HALF_CHARS = 5

/** Such as `k7m2p-x9qrd`. */
export function createRecoveryCode(): string {
  const half = () => Array.from({ length: HALF_CHARS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return `${half()}-${half()}`
}

/** Case, spaces and hyphens do not count. */
export function recoveryCodeHash(userId: string, code: string): string {
  const plain = code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return createHash('sha256').update(`${userId}:${plain}`).digest('hex')
}

/** Makes new codes; the earlier ones stop working. They cannot be shown again. */
export async function renewRecoveryCodes(userId: string, nowMs: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, createRecoveryCode)
  const hashes = codes.map((code) => recoveryCodeHash(userId, code))
  await replaceRecoveryCodes(userId, hashes, nowMs)
  return codes
}

/** For somebody who has just set up a second factor: null when they still have codes. */
export async function firstRecoveryCodes(userId: string, nowMs: number): Promise<string[] | null> {
  return (await countRecoveryCodes(userId)) > 0 ? null : renewRecoveryCodes(userId, nowMs)
}

/** False for a code that is wrong or was used. */
export async function takeRecoveryCode(userId: string, code: string, nowMs: number): Promise<boolean> {
  return spendRecoveryCode(userId, recoveryCodeHash(userId, code), nowMs)
}
