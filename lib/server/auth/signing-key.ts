/** Keys derived from the server's secret, one per purpose, so that a signature for one purpose is invalid for another. */
import { createHmac, hkdfSync } from 'node:crypto'
import { authSecret } from '#lib/server/config/auth-secret.ts'

/** `mail` seals the mails that wait to be sent, `totp` the secrets of authenticator apps, `shared` what viewers share. */
export type SigningPurpose =
  | 'session'
  | 'ticket'
  | 'known-browser'
  | 'mail'
  | 'totp'
  | 'passkey'
  | 'held-invite'
  | 'shared'

/** 32 bytes as base64url. */
export function derivedKey(purpose: SigningPurpose): string {
  return Buffer.from(hkdfSync('sha256', authSecret(), '', `agl/v1/${purpose}`, 32)).toString('base64url')
}

export function signatureOf(purpose: SigningPurpose, text: string): Buffer {
  return createHmac('sha256', derivedKey(purpose)).update(text).digest()
}
