/**
 * Host keys: the credential of a device that can be told nothing but a host, as the first label of that host
 * (`https://<key>.in.example.com`). Hosts have no case, so a key is 26 characters of lower-case base32: 130 bits.
 */
import { findTokenByHash, touchToken } from '../db/tokens.ts'
import type { DeviceGrant } from '../protocol/grants.ts'
import { tokenFault } from './token-access.ts'
import { hashToken } from './token-format.ts'

/** RFC 4648 §6, in lower case. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const KEY_CHARS = 26
const SHAPE = /^[a-z2-7]{26}$/

export function createHostKey(): string {
  let key = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(KEY_CHARS))) key += ALPHABET[byte % ALPHABET.length]
  return key
}

/**
 * The key in a request's Host header, or null: then the device has none. Below `deviceHostname` the first label is taken
 * for one whatever it looks like, so that a mistyped key is refused; elsewhere only what has a key's shape. The server's
 * own name holds none, though it may stand below `deviceHostname` too.
 */
export function hostKeyOf(
  hostHeader: string | undefined,
  deviceHostname: string | null,
  ownHostname: string,
): string | null {
  const name = (hostHeader ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  const [label = '', ...rest] = name.split('.')
  if (rest.length === 0 || label === '' || name === ownHostname) return null
  return rest.join('.') === deviceHostname || SHAPE.test(label) ? label : null
}

/** What the key opens, like a device token; null for one that nobody made. Throws `token-expired` or `token-revoked`. */
export async function hostKeyGrant(key: string, nowMs: number): Promise<DeviceGrant | null> {
  if (!SHAPE.test(key)) return null
  const row = await findTokenByHash(hashToken(key))
  if (row?.kind !== 'host') return null
  const fault = tokenFault(row, nowMs)
  if (fault) throw fault
  await touchToken(row, nowMs)
  return { tokenId: row.id, teamId: row.teamId, expiresAtMs: row.expiresAt?.getTime() ?? null }
}
