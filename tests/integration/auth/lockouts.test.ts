/** Whom wrong passwords stop, and whom they do not: known browsers, strangers at the same address, everybody else. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { changePassword } from '#lib/server/auth/account.ts'
import { knownBrowserCookie, knownBrowserOf } from '#lib/server/auth/known-browser.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { requireProof } from '#lib/server/auth/proof-of-person.ts'
import { type CurrentUser, sealSession, sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { signInWithPassword } from '#lib/server/auth/sign-in.ts'
import { type AttemptSource, takeSignInAttempt, takeSignUpAttempt } from '#lib/server/auth/sign-in-limiter.ts'
import { LimitHits, limitHits } from '#lib/server/limit-hits.ts'
import { makePerson, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

const refusal = (code: string) => expect.objectContaining({ code })
const PASSWORD = 'correct horse'
const person = async () => makePerson({ passwordHash: await hashPassword(PASSWORD) })
/** Limits are per process, so each test uses its own address. */
const newAddress = () => randomUUID()
const someone = () => `${randomUUID()}@example.com`
/** How many of `tries` wrong attempts got as far as the password. */
async function guess(
  tries: number,
  attempt: (i: number) => [account: string, address: string, source?: AttemptSource],
) {
  let evaluated = 0
  for (let i = 0; i < tries; i++)
    await takeSignInAttempt(...attempt(i)).then(
      () => evaluated++,
      () => undefined,
    )
  return evaluated
}

async function browserOf(user: Person): Promise<CurrentUser> {
  const origin = { address: newAddress(), userAgent: '' }
  const claims = await openSignIn(user, { method: 'password', secondFactorAtMs: null }, origin, Date.now())
  return (await userOfCookies(`${sessionCookieName()}=${await sealSession(claims)}`)) as CurrentUser
}

/** The cookie pair of a `Set-Cookie` header. */
const pairOf = (setCookie: string) => setCookie.split(';')[0] as string

let hits: LimitHits
beforeEach(() => {
  hits = new LimitHits(() => undefined)
  limitHits.put(hits)
})
afterEach(() => {
  vi.useRealTimers()
})

test('fifty wrong passwords from one address stop neither a known browser there nor anybody else, there or elsewhere', async () => {
  const [owner, neighbor] = [await person(), await person()]
  const office = newAddress()
  await guess(120, (i) => [i % 2 ? owner.email : someone(), office])
  expect(hits.counts.get('signInFailuresPerAddress')).toBeGreaterThan(0)
  await expect(signInWithPassword(owner.email, PASSWORD, office)).rejects.toThrow(refusal('too-many-requests'))
  const browser = knownBrowserOf(pairOf(knownBrowserCookie(null, owner.email)), owner.email)
  expect((await signInWithPassword(owner.email, PASSWORD, office, { browser })).id).toBe(owner.id)
  expect((await signInWithPassword(owner.email, PASSWORD, newAddress())).id).toBe(owner.id)
  // Somebody there whose browser is new waits for a turn in the slow lane: seconds, not the hour.
  vi.useFakeTimers({ now: Date.now() + 5 * LIMITS.signInPaceMs, toFake: ['Date'] })
  expect((await signInWithPassword(neighbor.email, PASSWORD, office)).id).toBe(neighbor.id)
})

test('neither do they stop a signed-in browser there that changes its password or proves who it is', async () => {
  const owner = await person()
  const office = newAddress()
  await guess(80, () => [owner.email, office])
  const user = await browserOf(owner)
  await requireProof(user, PASSWORD, office, Date.now())
  const wrong = Array.from({ length: LIMITS.browserSignInFailuresMax + 3 }, () =>
    requireProof(user, 'wrong', office, Date.now()),
  )
  const codes = (await Promise.allSettled(wrong)).map((result) => result.status === 'rejected' && result.reason.code)
  expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(LIMITS.browserSignInFailuresMax)
  const elsewhere = await browserOf(owner)
  expect((await changePassword(elsewhere, PASSWORD, 'battery staple', office)).sub).toBe(owner.id)
})

test('one address guesses at most fifty passwords at once, and then one every three seconds', async () => {
  const address = newAddress()
  expect(await guess(80, () => [someone(), address])).toBe(LIMITS.signInFailuresPerAddress + 5)
  for (let lap = 1; lap <= 3; lap++) {
    vi.useFakeTimers({ now: Date.now() + 5 * LIMITS.signInPaceMs + 1, toFake: ['Date'] })
    expect(await guess(20, () => [someone(), address])).toBe(5)
  }
})

test('[limit accountSignInFailuresMax] many addresses together guess a bounded number of passwords of one account', async () => {
  const account = someone()
  const locks = vi.fn(async () => undefined)
  const count = LIMITS.accountSignInFailuresMax + 30
  expect(await guess(count, () => [account, newAddress(), { onLocked: locks }])).toBe(LIMITS.accountSignInFailuresMax)
  expect(locks).toHaveBeenCalledTimes(1)
  expect(hits.counts.get('accountSignInFailuresMax')).toBe(30)
  await takeSignInAttempt(account, newAddress(), { browser: 'known' })
  // One address alone never gets there: it has 5 in 15 minutes.
  expect(LIMITS.signInFailuresPerAccount * 4 * 24).toBeLessThan(LIMITS.accountSignInFailuresMax)
})

test('[limit browserSignInFailuresMax] a known browser that guesses becomes a stranger', async () => {
  const [account, address] = [someone(), newAddress()]
  const all = LIMITS.browserSignInFailuresMax + LIMITS.signInFailuresPerAccount
  expect(await guess(all + 10, () => [account, address, { browser: 'stolen' }])).toBe(all)
  expect(hits.counts.get('browserSignInFailuresMax')).toBe(LIMITS.signInFailuresPerAccount + 10)
})

test('[limit sharedSignInFailuresPerAccount] a shared address counts only against the account', async () => {
  const [account, proxy] = [someone(), newAddress()]
  const shared = { isShared: true }
  expect(await guess(40, () => [account, proxy, shared])).toBe(LIMITS.sharedSignInFailuresPerAccount)
  expect(await guess(200, () => [someone(), proxy, shared])).toBe(200)
})

test('a lock is reported once, and the right password at the right time resets it', async () => {
  const [account, address] = [someone(), newAddress()]
  const onLocked = vi.fn(async () => undefined)
  for (let i = 1; i < LIMITS.signInFailuresPerAccount; i++) await takeSignInAttempt(account, address, { onLocked })
  const onSuccess = await takeSignInAttempt(account, address, { onLocked })
  await onSuccess()
  expect(await guess(20, () => [account, address, { onLocked }])).toBe(LIMITS.signInFailuresPerAccount)
  expect(onLocked).toHaveBeenCalledTimes(1)
})

test('an attempt that its address delays does not count against the account', async () => {
  const [account, address] = [someone(), newAddress()]
  await guess(80, () => [someone(), address])
  expect(await guess(10, () => [account, address])).toBe(0)
  vi.useFakeTimers({ now: Date.now() + 5 * LIMITS.signInPaceMs + 1, toFake: ['Date'] })
  expect(await guess(5, () => [account, address])).toBe(5)
})

test('a workshop at one address goes on signing up, one every half minute beyond the first fifty', async () => {
  const address = newAddress()
  const people = async (count: number) => {
    let made = 0
    for (let i = 0; i < count; i++)
      await takeSignUpAttempt(address).then(
        () => made++,
        () => undefined,
      )
    return made
  }
  expect(await people(60)).toBe(LIMITS.signUpsPerAddress + 2)
  vi.useFakeTimers({ now: Date.now() + 2 * LIMITS.signUpPaceMs + 1, toFake: ['Date'] })
  expect(await people(10)).toBe(2)
})

test('a browser is known only for the accounts that signed in with it, whatever else its cookie says', () => {
  const [ada, eve] = ['ada@example.com', 'eve@example.com']
  const first = pairOf(knownBrowserCookie(null, ada))
  const both = pairOf(knownBrowserCookie(first, eve))
  const id = knownBrowserOf(first, ada)
  expect(id).toMatch(/^\w{22}$/)
  expect(knownBrowserOf(first, ' ADA@example.com')).toBe(id)
  expect(knownBrowserOf(first, eve)).toBeNull()
  expect([ada, eve].map((email) => knownBrowserOf(both, email))).toEqual([id, id])
  const [name, value = ''] = first.split('=')
  for (const forged of [
    '',
    'x',
    value.slice(0, -1),
    `${'a'.repeat(22)}.${value.split('.')[1]}`,
    `${value}.${'a'.repeat(22)}`.repeat(9),
  ])
    expect(knownBrowserOf(`${name}=${forged}`, ada)).toBeNull()
  expect(both).not.toMatch(/ada|eve|example/)
})

test('a browser remembers the last eight accounts', () => {
  let cookie = pairOf(knownBrowserCookie(null, 'first@example.com'))
  for (let i = 1; i <= 8; i++) cookie = pairOf(knownBrowserCookie(cookie, `person${i}@example.com`))
  expect(knownBrowserOf(cookie, 'first@example.com')).toBeNull()
  for (let i = 1; i <= 8; i++) expect(knownBrowserOf(cookie, `person${i}@example.com`)).not.toBeNull()
})
