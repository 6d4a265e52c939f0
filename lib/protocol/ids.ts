/** Random ids: unguessable, URL-safe, the same alphabet everywhere. */

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `length` characters of base62; 22 of them hold 130 bits. Throws where the platform has no cryptographic randomness. */
export function randomId(length = 22): string {
  let id = ''
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 248 = 4 × 62: bytes above would make the first letters likelier.
      if (byte < 248 && id.length < length) id += BASE62[byte % 62]
    }
  }
  return id
}

/** What the relay puts before the installation ids that it makes for apps which have none; see messages.ts, `delivery`. */
export const SEED_INSTALLATION_PREFIX = 'seed-'

const ID_SHAPE = /^[0-9A-Za-z_-]{8,64}$/

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_SHAPE.test(value)
}
