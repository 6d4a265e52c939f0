/** Seals a short secret for the database (AES-256-GCM), so that a stolen database without AUTH_SECRET does not hold it. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { derivedKey, type SigningPurpose } from './signing-key.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

const keyOf = (purpose: SigningPurpose) => Buffer.from(derivedKey(purpose), 'base64url')

/** `owner` is bound to the result: it opens for no other. */
export function sealSecret(purpose: SigningPurpose, owner: string, text: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(purpose), iv).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Null when it was sealed for another owner or with another AUTH_SECRET, or was changed. */
export function openSecret(purpose: SigningPurpose, owner: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < IV_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', keyOf(purpose), bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
