/**
 * The secret of a share link (rule AC3), the same in browsers, Node and the server: made once, kept in the address's
 * fragment, turned into the key that a viewer sends, whose hash is all the server keeps.
 */
import { randomId } from './ids.ts'
import { hkdfSha256, sha256 } from './sha256.ts'

/** 43 characters of base62: 256 bits. */
export function createLinkSecret(): string {
  return randomId(43)
}

const INFO = new TextEncoder().encode('agl/v1/auth')
const NO_SALT = new Uint8Array(0)

/** What the viewer sends in place of the secret: 43 characters of base64url. */
export async function deriveLinkKey(secret: string): Promise<string> {
  const bytes = new TextEncoder().encode(secret)
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  if (!subtle) return base64url(hkdfSha256(bytes, NO_SALT, INFO, 32))
  const material = await subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits'])
  const bits = await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: NO_SALT, info: INFO }, material, 256)
  return base64url(new Uint8Array(bits))
}

/** What the server keeps: SHA-256 of the key's text, hex. */
export async function hashLinkKey(key: string): Promise<string> {
  const bytes = new TextEncoder().encode(key)
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes)
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
