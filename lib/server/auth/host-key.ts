/**
 * Host keys: the credential of a device that can be configured with nothing but a host. The key is the first label of that host
 * (`https://<key>.in.example.com`). Host names ignore case, so a key is 26 characters of lower-case base32: 130 bits.
 */

import type { DeviceGrant } from '#lib/protocol/grants.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import { findTokenByHash, touchToken } from '#lib/server/db/tokens.ts'
import { checkSource, tokenFault } from './token-access.ts'
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
 * The key in a request's Host header, or null when it has none. Directly below `deviceHostname` any first label counts as a
 * key, so that a mistyped one is rejected; elsewhere the label must have the shape of a key. The server's own name never
 * contains a key, even when it is below `deviceHostname`.
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

/**
 * The grant for a key, like that of a device token; null for an unknown key. Throws `token-expired`, `token-revoked` or
 * `source-not-allowed`.
 */
export async function hostKeyGrant(key: string, nowMs: number, source: SourceKind): Promise<DeviceGrant | null> {
  if (!SHAPE.test(key)) return null
  const row = await findTokenByHash(hashToken(key))
  if (row?.kind !== 'host') return null
  const fault = tokenFault(row, nowMs)
  if (fault) throw fault
  checkSource(row, source)
  await touchToken(row, nowMs)
  return { tokenId: row.id, teamId: row.teamId, expiresAtMs: row.expiresAt?.getTime() ?? null }
}
