/** How sign-ins end: by their user in one browser or all, by a changed password, by signing out, and what hears of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { pruneExpiredSignIns } from '#lib/server/auth/prune-sign-ins.ts'
import { remainingSignInS } from '#lib/server/auth/session-answer.ts'
import { claimsOfCookies, sealSession, sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { createTicket } from '#lib/server/auth/ticket.ts'
import { viewerGrant } from '#lib/server/auth/viewer-access.ts'
import { config, putConfig } from '#lib/server/config/env.ts'
import { db } from '#lib/server/db/client.ts'
import { listSignIns } from '#lib/server/db/sign-ins.ts'
import { LimitHits, limitHits } from '#lib/server/limit-hits.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { api, type RecordedRelay, recordRelay } from '#tests/support/api.ts'
import { auth, signInByForm, signOutByForm } from '#tests/support/auth-endpoint.ts'
import { makePerson, makeToken, type Person, withDatabase } from '#tests/support/database.ts'
import { next, startRelay, type TestRelay } from '#tests/support/start-relay.ts'

withDatabase()

const DAY_MS = 24 * 3600_000
const PASSWORD = 'correct horse'
const SEEN = { address: '203.0.113.7', userAgent: 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36' }
const refusal = (code: string) => expect.objectContaining({ code })

let relay: RecordedRelay
beforeEach(() => {
  relay = recordRelay()
})

const newPerson = async () => makePerson({ passwordHash: await hashPassword(PASSWORD) })

/** Another browser of the person, with its cookie. */
async function browserOf(person: Person, nowMs = Date.now()) {
  const claims = await openSignIn(person, { method: 'password', secondFactorAtMs: null }, SEEN, nowMs)
  const headers = { cookie: `${sessionCookieName()}=${await sealSession(claims)}` }
  return { id: claims.signInId, claims, headers, cookie: headers.cookie }
}

const actions = async () =>
  (await db().auditEvent.findMany({ orderBy: { at: 'asc' } })).map(({ action, outcome }) => `${action} ${outcome}`)

test('[limit userSignInsMax] also bounds the rows of sign-ins that have ended, whose cookies stay invalid', async () => {
  const person = await newPerson()
  const first = await browserOf(person, 1_000)
  const earlier = { userId: person.id, method: 'earlier', endedAt: new Date(2), createdAt: new Date(1) }
  await db().signIn.create({ data: earlier })
  const ended = { userId: person.id, method: 'password', endedAt: new Date(2_000) }
  const data = Array.from({ length: LIMITS.userSignInsMax + 5 }, (_, i) => ({
    ...ended,
    createdAt: new Date(2_000 + i),
  }))
  await db().signIn.createMany({ data })
  await db().signIn.update({ where: { id: first.id }, data: { endedAt: new Date(2_000) } })
  await browserOf(person)
  const rows = { userId: person.id, endedAt: { not: null } }
  expect(await db().signIn.count({ where: { ...rows, method: 'password' } })).toBe(LIMITS.userSignInsMax)
  expect(await db().signIn.count({ where: { ...rows, method: 'earlier' } })).toBe(1)
  await expect(userOfCookies(first.cookie)).rejects.toThrow(refusal('session-revoked'))
})

describe('the list of sign-ins', () => {
  test('names browser, system, address and method, marks this one, and leaves out what has ended or expired', async () => {
    const person = await newPerson()
    const [mine, other, ended] = [await browserOf(person), await browserOf(person), await browserOf(person)]
    await browserOf(person, Date.now() - 8 * DAY_MS)
    await browserOf(await newPerson())
    expect((await api('DELETE', `/api/v1/account/sign-ins/${ended.id}`, { headers: mine.headers })).status).toBe(204)
    const { json } = await api('GET', '/api/v1/account/sign-ins', {
      headers: { ...mine.headers, 'user-agent': SEEN.userAgent },
    })
    const windows = { browser: 'Chrome 140', system: 'Windows', method: 'password' }
    expect(json.signIns).toEqual([
      {
        ...windows,
        id: mine.id,
        address: 'unknown',
        isCurrent: true,
        createdAtMs: expect.any(Number),
        lastSeenAtMs: expect.any(Number),
      },
      {
        ...windows,
        id: other.id,
        address: SEEN.address,
        isCurrent: false,
        createdAtMs: expect.any(Number),
        lastSeenAtMs: expect.any(Number),
      },
    ])
  })

  test('ends one of them, once, and none of somebody else', async () => {
    const person = await newPerson()
    const [mine, other, foreign] = [
      await browserOf(person),
      await browserOf(person),
      await browserOf(await newPerson()),
    ]
    const end = (id: string) => api('DELETE', `/api/v1/account/sign-ins/${id}`, { headers: mine.headers })
    expect((await end(other.id)).status).toBe(204)
    expect(relay.cuts).toEqual([[{ kind: 'sign-in', id: other.id }, 'session-revoked']])
    for (const id of [other.id, foreign.id, 'no-such-sign-in']) expect(await end(id)).toMatchObject({ status: 404 })
    await expect(userOfCookies(other.cookie)).rejects.toThrow(refusal('session-revoked'))
    expect(await userOfCookies(foreign.cookie)).not.toBeNull()
    expect(await userOfCookies(mine.cookie)).not.toBeNull()
  })

  test('ends all others', async () => {
    const person = await newPerson()
    const [mine, a, b] = [await browserOf(person), await browserOf(person), await browserOf(person)]
    const answer = await api('POST', '/api/v1/account/sign-ins/end-others', { headers: mine.headers })
    expect(answer.json).toEqual({ ended: 2 })
    expect(new Set(relay.cuts.map(([target]) => (target as { id: string }).id))).toEqual(new Set([a.id, b.id]))
    expect(await userOfCookies(mine.cookie)).not.toBeNull()
    await expect(userOfCookies(a.cookie)).rejects.toThrow(refusal('session-revoked'))
  })

  test('[limit userSignInsMax] has a longest length: the one that was not used for longest ends', async () => {
    const hits = new LimitHits(() => undefined)
    limitHits.put(hits)
    const person = await newPerson()
    const nowMs = Date.now()
    const first = await browserOf(person, nowMs - 2000)
    const second = await browserOf(person, nowMs - 1000)
    for (let i = 2; i < LIMITS.userSignInsMax; i++) await browserOf(person, nowMs)
    expect(await userOfCookies(first.cookie)).not.toBeNull()
    await db().signIn.update({ where: { id: first.id }, data: { lastSeenAt: new Date(nowMs) } })
    await browserOf(person, nowMs)
    expect(relay.cuts).toEqual([[{ kind: 'sign-in', id: second.id }, 'session-revoked']])
    expect(hits.counts.get('userSignInsMax')).toBe(1)
    expect(await listSignIns(person.id)).toHaveLength(LIMITS.userSignInsMax)
  })
})

describe('signing in and out', () => {
  test('signing out ends the sign-in for every copy of its cookie, and cuts its sockets', async () => {
    const { email } = await newPerson()
    const { cookie } = await signInByForm(email, PASSWORD)
    const copied = cookie
    const { signIn } = (await userOfCookies(copied)) ?? {}
    const out = await signOutByForm(cookie)
    expect(out.cookies.get(sessionCookieName())).toBe('')
    expect(relay.cuts).toEqual([[{ kind: 'sign-in', id: signIn?.id }, 'session-revoked']])
    await expect(userOfCookies(copied)).rejects.toThrow(refusal('session-revoked'))
    expect((await api('GET', '/api/v1/team', { headers: { cookie: copied } })).code).toBe('session-revoked')
    expect(await remainingSignInS(copied, SEEN, Date.now())).toBeNull()
  })

  test('a copied cookie that signs out ends the original as well', async () => {
    const { email } = await newPerson()
    const { cookie } = await signInByForm(email, PASSWORD)
    const renewed = await auth('GET', 'session', { cookie })
    const copy = `${sessionCookieName()}=${renewed.cookies.get(sessionCookieName())}`
    expect(copy).not.toBe(cookie)
    await signOutByForm(copy)
    await expect(userOfCookies(cookie)).rejects.toThrow(refusal('session-revoked'))
  })

  test('signing in again in the same browser ends the sign-in that it replaces', async () => {
    const [ada, eve] = [await newPerson(), await newPerson()]
    const first = await signInByForm(ada.email, PASSWORD)
    const second = await signInByForm(eve.email, PASSWORD, first.cookie)
    await expect(userOfCookies(first.cookie)).rejects.toThrow(refusal('session-revoked'))
    expect((await userOfCookies(second.cookie))?.id).toBe(eve.id)
  })

  test('a renewed cookie ends when its sign-in has to, not later', async () => {
    const person = await newPerson()
    const { cookie } = await browserOf(person, Date.now() - 29 * DAY_MS)
    await db().signIn.updateMany({ where: { userId: person.id }, data: { lastSeenAt: new Date() } })
    const maxAgeS = await remainingSignInS(cookie, SEEN, Date.now())
    expect(maxAgeS).toBeLessThanOrEqual(24 * 3600)
    const { body, setCookies, cookies } = await auth('GET', 'session', {
      cookie,
      about: { maxAgeS: maxAgeS as number },
    })
    expect(Date.parse(body.expires as string)).toBeLessThanOrEqual(Date.now() + DAY_MS)
    const expires = /Expires=([^;]+)/.exec(setCookies.join())?.[1] ?? ''
    expect(Date.parse(expires)).toBeLessThanOrEqual(Date.now() + DAY_MS)
    expect(await claimsOfCookies(`${sessionCookieName()}=${cookies.get(sessionCookieName())}`)).not.toBeNull()
  })

  test('the audit log tells of good and bad sign-ins, one lock for each lock, and of signing out', async () => {
    await db().auditEvent.deleteMany()
    const { email, id } = await newPerson()
    for (let i = 0; i < LIMITS.signInFailuresPerAccount + 5; i++) await signInByForm(email, 'wrong password')
    const failed = Array<string>(LIMITS.signInFailuresPerAccount).fill('sign-in.failed refused')
    expect(await actions()).toEqual([...failed, 'sign-in.locked refused'])
    expect(await db().auditEvent.findFirst()).toMatchObject({
      actorKind: 'stranger',
      targetId: id,
      address: '203.0.113.9',
    })
    await db().auditEvent.deleteMany()
    await signInByForm('a password typed here', 'x')
    expect(JSON.stringify(await db().auditEvent.findMany())).not.toContain('typed')
    await db().auditEvent.deleteMany()
    const other = await newPerson()
    await signOutByForm((await signInByForm(other.email, PASSWORD)).cookie)
    expect(await actions()).toEqual(['sign-in.succeeded done', 'sign-in.signed-out done'])
  })

  test('a disabled account learns so with the right password, and nothing with a wrong one', async () => {
    const { email, id } = await newPerson()
    await db().user.update({ where: { id }, data: { disabledAt: new Date() } })
    const failure = async (password: string) => String((await signInByForm(email, password)).answer.body.url)
    expect(await failure('wrong password')).toContain('error=wrong-credentials')
    expect(await failure(PASSWORD)).toContain('error=account-disabled')
    expect(await listSignIns(id)).toEqual([])
  })

  test('where passwords are off, none signs in, none is changed, and none makes an account', async () => {
    const person = await newPerson()
    const before = config()
    putConfig({ ...before, isPasswordSignInOn: false })
    const { answer } = await signInByForm(person.email, PASSWORD)
    expect(String(answer.body.url)).toContain('error=password-sign-in-off')
    const body = { current: PASSWORD, next: 'battery staple' }
    const changed = await api('POST', '/api/v1/account/password', { who: { user: person }, body })
    expect(changed).toMatchObject({ status: 403, code: 'password-sign-in-off' })
    const account = { email: 'someone.new@example.com', password: 'correct horse', name: 'New' }
    expect(await api('POST', '/api/v1/sign-up', { body: account })).toMatchObject({
      status: 403,
      code: 'password-sign-in-off',
    })
    putConfig(before)
  })
})

describe('a changed password', () => {
  test('leaves API tokens and links alone, or revokes them if the person asks for it', async () => {
    const person = await newPerson()
    const [reading, device] = [await makeToken(person, 'api'), await makeToken(person, 'device')]
    const ask = async (token: string) => (await api('GET', '/api/v1/sessions', { who: { token } })).status
    const change = (current: string, next: string, more = {}) =>
      api('POST', '/api/v1/account/password', { who: { user: person }, body: { current, next, ...more } })
    const first = await change(PASSWORD, 'battery staple')
    expect(first.status).toBe(204)
    expect(await ask(reading.token)).toBe(200)
    const headers = { cookie: (first.headers.get('set-cookie') ?? '').split(';')[0] as string }
    relay.cuts.length = 0
    const body = { current: 'battery staple', next: 'correct battery', revokesTokensAndLinks: true }
    expect((await api('POST', '/api/v1/account/password', { headers, body })).status).toBe(204)
    expect(await ask(reading.token)).toBe(401)
    expect(relay.cuts).toEqual([
      [{ kind: 'user', id: person.id }, 'session-revoked'],
      [{ kind: 'token', id: reading.row.id }, 'token-revoked'],
    ])
    expect(await db().token.findUnique({ where: { id: device.row.id } })).toMatchObject({ revokedAt: null })
  })

  test('gives a cookie that ends when the sign-in would have ended', async () => {
    const person = await newPerson()
    const { headers } = await browserOf(person, Date.now() - 6 * DAY_MS)
    const answer = await api('POST', '/api/v1/account/password', {
      headers,
      body: { current: PASSWORD, next: 'battery staple' },
    })
    const maxAgeS = Number(/Max-Age=(\d+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1])
    expect(maxAgeS).toBeGreaterThan(23.9 * 24 * 3600)
    expect(maxAgeS).toBeLessThanOrEqual(24 * 24 * 3600)
  })
})

describe('sockets', () => {
  let real: TestRelay
  beforeEach(async () => {
    real = await startRelay()
    liveRelay.put(real.live)
  })
  afterEach(() => real.close())

  const watching = async (person: Person, signInId: string) => {
    const { id: userId, sessionVersion } = person
    const { ticket } = createTicket({ userId, sessionVersion, signInId }, Date.now())
    const hello = { version: PROTOCOL_VERSION, ticket } as ViewerHello
    real.grants.set(ticket, await viewerGrant(hello, Date.now()))
    const viewer = real.viewer({ ticket }, { origin: real.url })
    await next(viewer, 'welcome')
    return viewer
  }

  test('[AC4] of a browser end with its sign-in, however that ends, and other browsers stay', async () => {
    const person = await newPerson()
    const [mine, other] = [await browserOf(person), await browserOf(person)]
    const form = await signInByForm(person.email, PASSWORD)
    const formId = (await userOfCookies(form.cookie))?.signIn.id as string
    const [kept, listed, signedOut] = [
      await watching(person, mine.id),
      await watching(person, other.id),
      await watching(person, formId),
    ]
    const faults = [next(listed, 'fault'), next(signedOut, 'fault')]
    await api('DELETE', `/api/v1/account/sign-ins/${other.id}`, { headers: mine.headers })
    await signOutByForm(form.cookie)
    expect(await Promise.all(faults)).toMatchObject([[{ code: 'session-revoked' }], [{ code: 'session-revoked' }]])
    expect(kept.connected).toBe(true)
  })
})

describe('rows of expired sign-ins', () => {
  test('are deleted in small batches once no cookie of theirs can count', async () => {
    const nowMs = Date.now()
    await db().signIn.deleteMany()
    const person = await newPerson()
    const old = { userId: person.id, method: 'password', createdAt: new Date(nowMs - 32 * DAY_MS) }
    const { id } = await browserOf(person, nowMs - 29 * DAY_MS)
    await db().signIn.createMany({ data: Array.from({ length: 1_200 }, () => old) })
    expect(await pruneExpiredSignIns(nowMs)).toBe(1_200)
    expect((await db().signIn.findMany()).map((row) => row.id)).toEqual([id])
  })

  test('stay for as long as the cookie of an earlier version may live, though sign-ins are shorter now', async () => {
    const nowMs = Date.now()
    await db().signIn.deleteMany()
    const before = config()
    putConfig({ ...before, signInMaxMs: DAY_MS })
    await browserOf(await newPerson(), nowMs - 20 * DAY_MS)
    expect(await pruneExpiredSignIns(nowMs)).toBe(0)
    putConfig(before)
  })
})
