/**
 * The secret of a share link (rule AC3), the same in browsers, Node and the server: created once, kept in the fragment of the
 * address, turned into the key that a viewer sends. The server keeps only a hash of that key. Not WebCrypto, which browsers
 * withhold from pages on plain http at a LAN address (docs/decisions/0015).
 */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { randomId } from './ids.ts'

/** 43 characters of base62: 256 bits. */
export function createLinkSecret(): string {
  return randomId(43)
}

const KEY_BYTES = 32
const utf8 = new TextEncoder()
const INFO = utf8.encode('agl/v1/auth')

/** The key that the viewer sends in place of the secret: 43 characters of base64url. */
export function deriveLinkKey(secret: string): string {
  const key = hkdf(sha256, utf8.encode(secret), undefined, INFO, KEY_BYTES)
  return btoa(String.fromCharCode(...key))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** What the server keeps: SHA-256 of the key's text, in hex. */
export function hashLinkKey(key: string): string {
  return Array.from(sha256(utf8.encode(key)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
