/** The key of a share link: the same for every link that exists, on every platform. */
import { createHash, hkdfSync } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'

afterEach(() => vi.unstubAllGlobals())

/** Links that were created before: a key that changed would close them all. */
const EXISTING = [
  {
    secret: 'a'.repeat(43),
    key: 't6fOdI0X1Bhwn5BnHOct5H0VtpLn5TegN5sgvkCBw-M',
    hash: '340443b1fed1366e40b8e2d92a97b90a4e64676038452ec17a2eaa5b0ef1b8e9',
  },
]

test.each(EXISTING)('[AC3] an existing link keeps its key and hash', ({ secret, key, hash }) => {
  expect(deriveLinkKey(secret)).toBe(key)
  expect(hashLinkKey(key)).toBe(hash)
})

test('[AC3] the key is HKDF-SHA-256 of the secret, and the hash is SHA-256 of the key, at any length', () => {
  const secrets = Array.from({ length: 200 }, (_, length) => createLinkSecret().repeat(5).slice(0, length))
  for (const secret of [createLinkSecret(), ...secrets, 'ключ 🔑']) {
    const key = deriveLinkKey(secret)
    expect(key).toBe(Buffer.from(hkdfSync('sha256', secret, '', 'agl/v1/auth', 32)).toString('base64url'))
    expect(hashLinkKey(secret)).toBe(createHash('sha256').update(secret).digest('hex'))
  }
})

test('[AC3] a page without WebCrypto, as over plain http, derives the same key', () => {
  const secret = createLinkSecret()
  expect(secret).toMatch(/^[0-9A-Za-z]{43}$/)
  const key = deriveLinkKey(secret)
  vi.stubGlobal('crypto', undefined)
  expect(deriveLinkKey(secret)).toBe(key)
  expect(hashLinkKey(key)).toMatch(/^[0-9a-f]{64}$/)
})
