/**
 * The format of tokens: `agl_d_` for devices or `agl_a_` for the API, then 43 random base62 characters (256 bits) and a
 * six-character checksum, which catches typos without a database query and lets secret scanners match exactly.
 */
import { createHash } from 'node:crypto'
import { randomId } from '#lib/protocol/ids.ts'

export type TokenKind = 'device' | 'api'

const PREFIX: Record<TokenKind, string> = { device: 'agl_d_', api: 'agl_a_' }
const SECRET_CHARS = 43
const CHECK_CHARS = 6
const SHAPE = /^agl_([da])_[0-9A-Za-z]{49}$/

export function createToken(kind: TokenKind): string {
  const body = PREFIX[kind] + randomId(SECRET_CHARS)
  return body + checksum(body)
}

/** The kind of a well-formed token; null for anything truncated, mistyped or different. */
export function parseToken(text: string): { kind: TokenKind } | null {
  const kind = SHAPE.exec(text)?.[1]
  if (kind === undefined || checksum(text.slice(0, -CHECK_CHARS)) !== text.slice(-CHECK_CHARS)) return null
  return { kind: kind === 'd' ? 'device' : 'api' }
}

/** The hash to store. An unsalted hash is enough for 256 random bits (ASVS 6.5.2). */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** CRC-32 in base62, padded with zeros; six digits suffice because 62^6 exceeds 2^32. */
function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ''
  for (let i = 0; i < CHECK_CHARS; i++) {
    digits = BASE62[rest % 62] + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32 of ISO 3309, as in zip and gzip. node:zlib has it only since Node 22. */
export function crc32(text: string): number {
  let crc = 0xffffffff
  for (const byte of Buffer.from(text)) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number)
  return (crc ^ 0xffffffff) >>> 0
}
