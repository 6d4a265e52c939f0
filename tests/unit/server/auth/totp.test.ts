/** Codes of authenticator apps: the reference vectors of RFC 6238, and the window around the present. */
import { expect, test } from 'vitest'
import { createTotpSecret, lastPossibleStep, stepOfCode, totpStep, totpUri } from '#lib/server/auth/totp.ts'

/** RFC 6238, appendix B: the ASCII text 12345678901234567890, SHA-1. Its 8-digit codes end in the 6-digit ones. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('RFC 6238: at %i s the code ends in that of %s', async (seconds, eightDigits) => {
  expect(await stepOfCode(SECRET, eightDigits.slice(-6), seconds * 1000)).toBe(Math.floor(seconds / 30))
})

test('a code counts one step before and after its own, and at no other time', async () => {
  const code = '287082'
  const step = totpStep(59_000)
  expect(await stepOfCode(SECRET, code, 59_000 - 30_000)).toBe(step)
  expect(await stepOfCode(SECRET, code, 59_000 + 30_000)).toBe(step)
  expect(await stepOfCode(SECRET, code, 59_000 + 60_001)).toBeNull()
  expect(lastPossibleStep(59_000)).toBe(step + 1)
})

test('a code may be typed with spaces, and must be six digits', async () => {
  expect(await stepOfCode(SECRET, '287 082', 59_000)).toBe(1)
  for (const bad of ['', '28708', '94287082', 'abcdef', '２８７０８２'])
    expect(await stepOfCode(SECRET, bad, 59_000)).toBeNull()
})

test('a new secret has 160 bits, and its address names product and account', async () => {
  const secret = await createTotpSecret()
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  const uri = new URL(await totpUri(secret, 'ada@example.com'))
  expect(uri.protocol).toBe('otpauth:')
  expect(decodeURIComponent(uri.pathname)).toContain('Agent Logger:ada@example.com')
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, digits: '6', period: '30' })
})
