/** Signing in: right, wrong, unknown, too often; and how a session ends everywhere. */
import { randomUUID } from 'node:crypto'
import { verify } from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { changePassword } from '#lib/auth/account.ts'
import { authOptions } from '#lib/auth/options.ts'
import { hashPassword, verifyPassword } from '#lib/auth/password.ts'
import { type CurrentUser, sealSession, sessionCookieName, userOfCookies } from '#lib/auth/session-cookie.ts'
import { signInWithPassword } from '#lib/auth/sign-in.ts'
import { takeSignUpTry } from '#lib/auth/sign-in-limiter.ts'
import { config, putConfig } from '#lib/config/env.ts'
import { findUser, raiseSessionVersion } from '#lib/db/users.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { makePerson, withDatabase } from '../../support/database.ts'

// The real one, counted.
vi.mock('@node-rs/argon2', async (importOriginal) => {
  const real = await importOriginal<typeof import('@node-rs/argon2')>()
  return { ...real, verify: vi.fn(real.verify) }
})

withDatabase()

const refusal = (code: string) => expect.objectContaining({ code })
const PASSWORD = 'correct horse'
const person = async () => makePerson({ passwordHash: await hashPassword(PASSWORD) })
/** Limits are per process: every test comes from an address of its own. */
const newAddress = () => randomUUID()

test('a password is kept as Argon2id with 19 MiB, two passes and a salt of its own', async () => {
  const [a, b] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)])
  expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(a).not.toBe(b)
  expect(await verifyPassword(PASSWORD, a)).toBe(true)
  expect(await verifyPassword(`${PASSWORD} `, a)).toBe(false)
})

test.each(['', 'nine chars', 'x'.repeat(201)].map((text) => (text === 'nine chars' ? 'ninechars' : text)))(
  'a password of %j is refused',
  async (text) => {
    await expect(hashPassword(text)).rejects.toThrow(refusal('invalid-input'))
  },
)

test('characters count, not bytes, and one spelling of them counts for the other', async () => {
  const hash = await hashPassword('пароль-ёёё')
  expect(await verifyPassword('пароль-ёёё'.normalize('NFD'), hash)).toBe(true)
})

test('many passwords at once are all answered, each rightly', async () => {
  const hash = await hashPassword(PASSWORD)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => verifyPassword(i % 3 ? 'wrong' : PASSWORD, hash)),
  )
  expect(answers).toEqual(Array.from({ length: 12 }, (_, i) => i % 3 === 0))
})

test('the right password signs in, whatever the spelling of the address', async () => {
  const { id, email } = await person()
  expect((await signInWithPassword(` ${email.toUpperCase()}`, PASSWORD, newAddress())).id).toBe(id)
})

test('a wrong password, an unknown person and one without a password are answered alike', async () => {
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

test('an unknown person and one without a password cost the same work as a wrong password', async () => {
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

test('after five wrong tries the account is closed to that address, also to the right password, and open to others', async () => {
  const { email, id } = await person()
  const address = newAddress()
  const tries = Array.from({ length: 12 }, () => signInWithPassword(email, 'wrong password', address))
  const codes = (await Promise.allSettled(tries)).map((result) => result.status === 'rejected' && result.reason.code)
  expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(LIMITS.signInFailuresPerAccount)
  expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(12 - LIMITS.signInFailuresPerAccount)
  await expect(signInWithPassword(email, PASSWORD, address)).rejects.toThrow(refusal('too-many-requests'))
  expect((await signInWithPassword(email, PASSWORD, newAddress())).id).toBe(id)
})

test('one address cannot try many accounts', async () => {
  const address = newAddress()
  let evaluated = 0
  for (let i = 0; i < LIMITS.signInFailuresPerAddress + 10; i++) {
    const error = await signInWithPassword(`guess${i}@example.com`, 'x', address).catch((thrown) => thrown)
    if (error.code === 'wrong-credentials') evaluated++
  }
  expect(evaluated).toBe(LIMITS.signInFailuresPerAddress)
})

test('a person who signs in rightly, often, is never slowed down', async () => {
  const { email } = await person()
  const address = newAddress()
  for (let i = 0; i < LIMITS.signInFailuresPerAccount + 3; i++) await signInWithPassword(email, PASSWORD, address)
})

test('one address can make so many accounts an hour', async () => {
  const address = newAddress()
  for (let i = 0; i < LIMITS.signInFailuresPerAddress; i++) await takeSignUpTry(address)
  await expect(takeSignUpTry(address)).rejects.toThrow(refusal('too-many-requests'))
})

const cookieOf = async (sub: string, sessionVersion: number) =>
  `other=1; ${sessionCookieName()}=${await sealSession({ sub, sessionVersion })}`

test('a cookie brings the person, until they sign out everywhere', async () => {
  const { id, sessionVersion, teamId } = await makePerson()
  const cookie = await cookieOf(id, sessionVersion)
  expect(await userOfCookies(cookie)).toMatchObject({ id, hasPassword: false, teams: [{ id: teamId, role: 'owner' }] })
  await raiseSessionVersion(id)
  await expect(userOfCookies(cookie)).rejects.toThrow(refusal('session-revoked'))
})

test('no cookie, a changed one, one of another server or another purpose is nobody', async () => {
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

test('the cookie is HttpOnly and Lax, and behind TLS Secure and bound to the host', () => {
  const before = config()
  const cookieSettings = () => authOptions().cookies?.sessionToken
  expect(cookieSettings()).toMatchObject({
    name: 'agent-logger.session',
    options: { httpOnly: true, sameSite: 'lax', secure: false },
  })
  putConfig({ ...before, publicUrl: 'https://logs.example.com', isPublicUrlSet: true })
  expect(cookieSettings()).toMatchObject({ name: '__Host-agent-logger.session', options: { secure: true, path: '/' } })
  putConfig(before)
})

test('a new password needs the old one, ends every session and gives one that goes on', async () => {
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
