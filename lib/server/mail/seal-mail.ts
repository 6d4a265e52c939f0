/**
 * Seals a mail while it waits in the database, because it may hold a link that opens an account: AES-256-GCM with a key
 * derived from the server's secret.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { derivedKey } from '#lib/server/auth/signing-key.ts'
import type { ComposedMail } from './compose-mail.ts'

export interface AddressedMail extends ComposedMail {
  to: string
}

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Returns IV, tag and ciphertext as base64url. */
export function sealMail(mail: AddressedMail): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key(), iv)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(mail), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Null when it was sealed with another secret, or changed. */
export function openMail(sealed: string): AddressedMail | null {
  try {
    const bytes = Buffer.from(sealed, 'base64url')
    const decipher = createDecipheriv(CIPHER, key(), bytes.subarray(0, IV_BYTES))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as AddressedMail
  } catch {
    return null
  }
}

function key(): Buffer {
  return Buffer.from(derivedKey('mail'), 'base64url')
}
