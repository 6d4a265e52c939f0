/** Random ids: unguessable and URL-safe, in the same alphabet everywhere. */

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `length` characters of base62; 22 of them hold 130 bits. Throws where the platform has no cryptographic randomness. */
export function randomId(length = 22): string {
  let id = ''
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 248 = 4 × 62: higher bytes would make the first letters more likely.
      if (byte < 248 && id.length < length) id += BASE62[byte % 62]
    }
  }
  return id
}

/** Prefix of the installation ids that the relay makes for Flutter apps, which have none; see `delivery` in messages.ts. */
export const FLUTTER_INSTALLATION_PREFIX = 'seed-'

/** Prefix of the installation ids that the server makes for sources: programs that log without our SDK. */
export const SOURCE_INSTALLATION_PREFIX = 'source-'

const ID_SHAPE = /^[0-9A-Za-z_-]{8,64}$/

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_SHAPE.test(value)
}
