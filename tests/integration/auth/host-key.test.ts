/** Keys in the first label of a host name, for apps that can be configured with nothing but an address. */
import { expect, test } from 'vitest'
import { createHostKey, hostKeyGrant, hostKeyOf } from '#lib/server/auth/host-key.ts'
import { issueToken } from '#lib/server/auth/issue-token.ts'
import { hashToken } from '#lib/server/auth/token-format.ts'
import { db } from '#lib/server/db/client.ts'
import { createTokenRow, revokeToken } from '#lib/server/db/tokens.ts'
import { describeOnBoth, makePerson, makeToken } from '#tests/support/database.ts'

const KEY = 'abcdefghijklmnopqrstuvwxyz'
const NOW = 1_700_000_000_000

test('a key is 26 characters of lower-case base32, different each time', () => {
  const keys = new Set(Array.from({ length: 100 }, createHostKey))
  expect(keys.size).toBe(100)
  for (const key of keys) expect(key).toMatch(/^[a-z2-7]{26}$/)
})

test.each([
  [`${KEY}.in.example.com`, 'in.example.com', KEY],
  // Host names ignore case, Dart always includes the port, and a name may end with the root dot.
  [`${KEY.toUpperCase()}.In.Example.com:443`, 'in.example.com', KEY],
  [`${KEY}.in.example.com.`, 'in.example.com', KEY],
  // Mistyped: rejected later, not treated as a device without a key.
  ['abc.in.example.com', 'in.example.com', 'abc'],
  ['logs.example.com:443', 'example.com', null],
  ['in.example.com', 'in.example.com', null],
  ['logs.example.com', 'in.example.com', null],
  [`a.${KEY}.in.example.com`, 'in.example.com', null],
  // Without a wildcard host: a name that reaches this server in another way.
  [`${KEY}.localhost:8080`, null, KEY],
  [`${KEY}.192-168-1-2.nip.io`, null, KEY],
  ['logs.example.com', null, null],
  ['192.168.1.2:8080', null, null],
  [KEY, null, null],
  ['', 'in.example.com', null],
  [undefined, 'in.example.com', null],
] as const)('the host %s with %s holds the key %s', (host, deviceHostname, key) => {
  expect(hostKeyOf(host, deviceHostname, 'logs.example.com')).toBe(key)
})

describeOnBoth('host keys', () => {
  const make = async (expiresAtMs: number | null = null) => {
    const person = await makePerson()
    const { id: createdById, teamId } = person
    return { ...(await issueToken({ teamId, kind: 'host', name: 'app', createdById, expiresAtMs })), teamId }
  }

  test('a key opens its team for a device, is stored as a hash, and records its use', async () => {
    const { token, row, teamId } = await make(NOW + 1000)
    expect(await hostKeyGrant(token, NOW, 'flutter')).toEqual({ tokenId: row.id, teamId, expiresAtMs: NOW + 1000 })
    const stored = await db().token.findUnique({ where: { id: row.id } })
    expect(JSON.stringify(stored)).not.toContain(token)
    expect(stored?.lastUsedAt).toEqual(new Date(NOW))
  })

  test('an unknown key opens nothing, whatever it looks like', async () => {
    const { token } = await makeToken(await makePerson())
    for (const text of [createHostKey(), KEY, 'abc', '', token])
      expect(await hostKeyGrant(text, NOW, 'flutter')).toBe(null)
  })

  test('a token of another kind opens nothing as a host, even if its text has the right shape', async () => {
    const { id: createdById, teamId } = await makePerson()
    const token = { teamId, kind: 'device' as const, name: 'n', last4: 'wxyz', createdById, expiresAtMs: null }
    await createTokenRow({ ...token, hash: hashToken(KEY) })
    expect(await hostKeyGrant(KEY, NOW, 'flutter')).toBe(null)
  })

  test('expired and revoked keys are rejected with their own codes', async () => {
    const expired = await make(NOW)
    await expect(hostKeyGrant(expired.token, NOW, 'flutter')).rejects.toMatchObject({ code: 'token-expired' })
    const revoked = await make()
    await revokeToken(revoked.row.id, NOW)
    await expect(hostKeyGrant(revoked.token, NOW, 'flutter')).rejects.toMatchObject({ code: 'token-revoked' })
  })
})
