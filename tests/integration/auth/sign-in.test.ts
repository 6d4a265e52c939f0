/** Signing in: right, wrong, unknown, too often; and how sessions end everywhere. */
import { randomUUID } from 'node:crypto'
import { verify } from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { changePassword } from '#lib/server/auth/account.ts'
import { authOptions } from '#lib/server/auth/options.ts'
import { hashPassword, verifyPassword } from '#lib/server/auth/password.ts'
import { type CurrentUser, sealSession, sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { signInWithPassword } from '#lib/server/auth/sign-in.ts'
import { config, putConfig } from '#lib/server/config/env.ts'
import { findUser, raiseSessionVersion } from '#lib/server/db/users.ts'
import { makePerson, withDatabase } from '#tests/support/database.ts'

// The real function, with its calls counted.
vi.mock('@node-rs/argon2', async (importOriginal) => {
  const real = await importOriginal<typeof import('@node-rs/argon2')>()
  return { ...real, verify: vi.fn(real.verify) }
})

withDatabase()

const refusal = (code: string) => expect.objectContaining({ code })
const PASSWORD = 'correct horse'
const person = async () => makePerson({ passwordHash: await hashPassword(PASSWORD) })
/** Limits are per process, so each test uses its own address. */
const newAddress = () => randomUUID()

test('a password is stored as Argon2id with 19 MiB, two passes and its own salt', async () => {
  const [a, b] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)])
  expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(a).not.toBe(b)
  expect(await verifyPassword(PASSWORD, a)).toBe(true)
  expect(await verifyPassword(`${PASSWORD} `, a)).toBe(false)
})

test.each(['', 'nine chars', 'x'.repeat(201)].map((text) => (text === 'nine chars' ? 'ninechars' : text)))(
  'a password of %j is rejected',
  async (text) => {
    await expect(hashPassword(text)).rejects.toThrow(refusal('invalid-input'))
  },
)

test('characters count, not bytes, and equivalent Unicode spellings match', async () => {
  const hash = await hashPassword('пароль-ёёё')
  expect(await verifyPassword('пароль-ёёё'.normalize('NFD'), hash)).toBe(true)
})

test('many concurrent sign-ins are all answered correctly', async () => {
  const hash = await hashPassword(PASSWORD)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => verifyPassword(i % 3 ? 'wrong' : PASSWORD, hash)),
  )
  expect(answers).toEqual(Array.from({ length: 12 }, (_, i) => i % 3 === 0))
})

test('the right password signs in, however the address is spelled', async () => {
  const { id, email } = await person()
  expect((await signInWithPassword(` ${email.toUpperCase()}`, PASSWORD, newAddress())).id).toBe(id)
})

test('a wrong password, an unknown user and a user without a password get the same answer', async () => {
  const { email } = await person()
  const { email: withoutPassword } = await makePerson()
  const answers = []
  for (const who of [email, 'nobody@example.com', withoutPassword]) {
    const error = await signInWithPassword(who, 'wrong password', newAddress()).catch((thrown) => thrown)
    answers.push({ code: error.code, message: error.message })
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]?.code).toBe('wrong-credentials')
})

test('an unknown user and a user without a password cost as much work as a wrong password', async () => {
  const { email } = await person()
  const { email: withoutPassword } = await makePerson()
  for (const who of [email, 'nobody@example.com', withoutPassword]) {
    vi.mocked(verify).mockClear()
    await signInWithPassword(who, 'wrong password', newAddress()).catch(() => undefined)
    expect(vi.mocked(verify).mock.calls).toEqual([
      [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/), 'wrong password'],
    ])
  }
})

test('after five wrong attempts, an address cannot sign in to that account even with the right password; others can', async () => {
  const { email, id } = await person()
  const address = newAddress()
  const tries = Array.from({ length: 12 }, () => signInWithPassword(email, 'wrong password', address))
  const codes = (await Promise.allSettled(tries)).map((result) => result.status === 'rejected' && result.reason.code)
  expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(LIMITS.signInFailuresPerAccount)
  expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(12 - LIMITS.signInFailuresPerAccount)
  await expect(signInWithPassword(email, PASSWORD, address)).rejects.toThrow(refusal('too-many-requests'))
  expect((await signInWithPassword(email, PASSWORD, newAddress())).id).toBe(id)
})

test('a user who often signs in correctly is never slowed down', async () => {
  const { email } = await person()
  const address = newAddress()
  for (let i = 0; i < LIMITS.signInFailuresPerAccount + 3; i++) await signInWithPassword(email, PASSWORD, address)
})

const cookieOf = async (sub: string, sessionVersion: number) =>
  `other=1; ${sessionCookieName()}=${await sealSession({ sub, sessionVersion })}`

test('a cookie identifies the user until they sign out everywhere', async () => {
  const { id, sessionVersion, teamId } = await makePerson()
  const cookie = await cookieOf(id, sessionVersion)
  expect(await userOfCookies(cookie)).toMatchObject({ id, hasPassword: false, teams: [{ id: teamId, role: 'owner' }] })
  await raiseSessionVersion(id)
  await expect(userOfCookies(cookie)).rejects.toThrow(refusal('session-revoked'))
})

test('no cookie, a modified one, and one from another server or for another purpose identify nobody', async () => {
  const { id, sessionVersion } = await makePerson()
  const cookie = await cookieOf(id, sessionVersion)
  expect(await userOfCookies(null)).toBeNull()
  expect(await userOfCookies('')).toBeNull()
  expect(await userOfCookies(`${sessionCookieName()}=nonsense`)).toBeNull()
  expect(await userOfCookies(cookie.slice(0, -4))).toBeNull()
  const before = config()
  putConfig({ ...before, authSecretSetting: 'k8Jd02mXpQ7vLz4Ra1Tn6Wc9Ye3Hb5Uf' })
  expect(await userOfCookies(cookie)).toBeNull()
  putConfig(before)
})

test('the cookie is HttpOnly and Lax; behind TLS it is also Secure and bound to the host', () => {
  const before = config()
  const cookieSettings = () => authOptions({ address: '203.0.113.9', userAgent: 'Browser' }).cookies?.sessionToken
  expect(cookieSettings()).toMatchObject({
    name: 'agent-logger.session',
    options: { httpOnly: true, sameSite: 'lax', secure: false },
  })
  putConfig({ ...before, publicUrl: 'https://logs.example.com', isPublicUrlSet: true })
  expect(cookieSettings()).toMatchObject({ name: '__Host-agent-logger.session', options: { secure: true, path: '/' } })
  putConfig(before)
})

test('a new password requires the old one, ends every session, and starts one that continues', async () => {
  const { id, sessionVersion } = await person()
  const user = (await userOfCookies(await cookieOf(id, sessionVersion))) as CurrentUser
  const change = (current: string, next: string) => changePassword(user, current, next, newAddress())
  await expect(change('wrong password', 'battery staple')).rejects.toThrow(refusal('wrong-credentials'))
  await expect(change(PASSWORD, 'short')).rejects.toThrow(refusal('invalid-input'))
  expect((await findUser(id))?.sessionVersion).toBe(sessionVersion)
  const claims = await change(PASSWORD, 'battery staple')
  await expect(userOfCookies(await cookieOf(id, sessionVersion))).rejects.toThrow(refusal('session-revoked'))
  expect(await userOfCookies(await cookieOf(claims.sub, claims.sessionVersion))).toMatchObject({ id })
  await signInWithPassword(user.email, 'battery staple', newAddress())
})
