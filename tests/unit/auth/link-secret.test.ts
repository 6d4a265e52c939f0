/** The key of a share link: published vectors, and the same answer with and without the platform's own cryptography. */
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import { hkdfSha256, hmacSha256, sha256 } from '#lib/protocol/sha256.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex')
const text = (value: string) => new TextEncoder().encode(value)

afterEach(() => vi.unstubAllGlobals())

test('SHA-256 gives the vectors of FIPS 180-4', () => {
  expect(hex(sha256(text('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(hex(sha256(text('')))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(hex(sha256(text('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')))).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  )
})

test('SHA-256 and HMAC agree with Node at every length around a block', () => {
  for (let length = 0; length <= 200; length++) {
    const data = randomBytes(length)
    expect(hex(sha256(data))).toBe(createHash('sha256').update(data).digest('hex'))
    expect(hex(hmacSha256(data, text('x')))).toBe(createHmac('sha256', data).update('x').digest('hex'))
  }
})

describe('HKDF-SHA-256 gives the vectors of RFC 5869, appendix A', () => {
  const cases = [
    {
      name: 'A.1',
      secret: '0b'.repeat(22),
      salt: '000102030405060708090a0b0c',
      info: 'f0f1f2f3f4f5f6f7f8f9',
      okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    },
    {
      name: 'A.3: no salt, no info',
      secret: '0b'.repeat(22),
      salt: '',
      info: '',
      okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    },
  ]
  test.each(cases)('$name', ({ secret, salt, info, okm }) => {
    expect(hex(hkdfSha256(bytes(secret), bytes(salt), bytes(info), okm.length / 2))).toBe(okm)
  })

  test('A.2: longer than two blocks', () => {
    const range = (from: number, to: number) => Uint8Array.from({ length: to - from + 1 }, (_, i) => from + i)
    expect(hex(hkdfSha256(range(0, 0x4f), range(0x60, 0xaf), range(0xb0, 0xff), 82))).toBe(
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    )
  })
})

test('[AC3] the key is HKDF of the secret, and the hash is of the key', async () => {
  const secret = createLinkSecret()
  expect(secret).toMatch(/^[0-9A-Za-z]{43}$/)
  const key = await deriveLinkKey(secret)
  expect(key).toBe(Buffer.from(hkdfSync('sha256', secret, '', 'agl/v1/auth', 32)).toString('base64url'))
  expect(await hashLinkKey(key)).toBe(createHash('sha256').update(key).digest('hex'))
})

test('[AC3] a page without crypto.subtle gets the same key and hash', async () => {
  const secret = createLinkSecret()
  const key = await deriveLinkKey(secret)
  const hash = await hashLinkKey(key)
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  expect(crypto.subtle).toBeUndefined()
  expect(await deriveLinkKey(secret)).toBe(key)
  expect(await hashLinkKey(key)).toBe(hash)
})
