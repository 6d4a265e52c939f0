/** The token format: it parses what it creates and nothing else. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32, createToken, hashToken, parseToken } from '#lib/server/auth/token-format.ts'

test('CRC-32 matches the published check values', () => {
  // The "check" of the CRC catalogue, and RFC 3309-era test strings also used by zlib.
  expect(crc32('123456789')).toBe(0xcbf43926)
  expect(crc32('')).toBe(0)
  expect(crc32('a')).toBe(0xe8b7be43)
  expect(crc32('The quick brown fox jumps over the lazy dog')).toBe(0x414fa339)
})

test('a token contains its kind, has 55 characters and is different each time', () => {
  expect(createToken('device')).toMatch(/^agl_d_[0-9A-Za-z]{49}$/)
  expect(createToken('api')).toMatch(/^agl_a_[0-9A-Za-z]{49}$/)
  const tokens = Array.from({ length: 200 }, () => createToken('device'))
  expect(new Set(tokens).size).toBe(200)
  for (const token of tokens) expect(parseToken(token)).toEqual({ kind: 'device' })
})

const anyToken = fc.constantFrom('device' as const, 'api' as const).map((kind) => createToken(kind))

test('a single wrong character is detected anywhere', () => {
  fc.assert(
    fc.property(anyToken, fc.nat(54), fc.constantFrom(...'0aZ_-é '), (token, at, sign) => {
      fc.pre(token[at] !== sign)
      expect(parseToken(token.slice(0, at) + sign + token.slice(at + 1))).toBeNull()
    }),
  )
})

test('two swapped neighbors are detected', () => {
  fc.assert(
    fc.property(anyToken, fc.integer({ min: 6, max: 53 }), (token, at) => {
      const [a = '', b = ''] = [token[at], token[at + 1]]
      fc.pre(a !== b)
      expect(parseToken(token.slice(0, at) + b + a + token.slice(at + 2))).toBeNull()
    }),
  )
})

test('truncated, padded and foreign text is not a token', () => {
  fc.assert(
    fc.property(anyToken, fc.string(), fc.nat(54), (token, text, at) => {
      expect(parseToken(token.slice(0, at))).toBeNull()
      expect(parseToken(text)).toBeNull()
      if (text !== '') {
        expect(parseToken(token + text)).toBeNull()
        expect(parseToken(text + token)).toBeNull()
      }
    }),
  )
})

test('changing the prefix does not change the kind', () => {
  fc.assert(
    fc.property(anyToken, (token) => {
      expect(parseToken(token.replace(/^agl_./, token[4] === 'd' ? 'agl_a' : 'agl_d'))).toBeNull()
    }),
  )
})

test('the stored hash is SHA-256 in hex', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
