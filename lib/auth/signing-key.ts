/** Keys derived from the server's secret, one per purpose, so that nothing signed for one counts for another. */
import { createHmac, hkdfSync } from 'node:crypto'
import { authSecret } from '../config/auth-secret.ts'

export type SigningPurpose = 'session' | 'ticket'

/** 32 bytes as base64url. */
export function derivedKey(purpose: SigningPurpose): string {
  return Buffer.from(hkdfSync('sha256', authSecret(), '', `agl/v1/${purpose}`, 32)).toString('base64url')
}

export function signatureOf(purpose: SigningPurpose, text: string): Buffer {
  return createHmac('sha256', derivedKey(purpose)).update(text).digest()
}
