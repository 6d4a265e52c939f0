/** Sign-ins as rows: a cookie counts as long as its row does, and cookies of earlier versions get one. */
import { describe, expect, test } from 'vitest'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { sealSession, sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { createTicket } from '#lib/server/auth/ticket.ts'
import { recheckGrant, viewerGrant } from '#lib/server/auth/viewer-access.ts'
import { config } from '#lib/server/config/env.ts'
import { db } from '#lib/server/db/client.ts'
import { endSignIn, endSignInsOf, listSignIns } from '#lib/server/db/sign-ins.ts'
import { makePerson, withDatabase } from '#tests/support/database.ts'

withDatabase()

const NOW_MS = 1_800_000_000_000
const DAY_MS = 24 * 3600_000
const SEEN = { address: '203.0.113.7', userAgent: 'Browser 1' }
const refusal = (code: string) => expect.objectContaining({ code })

/** A person with one open sign-in and its cookie. */
async function signedIn() {
  const person = await makePerson()
  const claims = await openSignIn(person, { method: 'password', secondFactorAtMs: null }, SEEN, NOW_MS)
  const cookie = `${sessionCookieName()}=${await sealSession(claims)}`
  const read = (nowMs: number, seen = SEEN) => userOfCookies(cookie, { nowMs, seen })
  return { person, claims, cookie, read }
}

describe('a sign-in', () => {
  test('identifies its user until it ends', async () => {
    const { person, claims, read } = await signedIn()
    expect(await read(NOW_MS)).toMatchObject({ id: person.id, signIn: { id: claims.signInId, method: 'password' } })
    expect(await endSignIn(claims.signInId, person.id, NOW_MS)).toBe(true)
    await expect(read(NOW_MS)).rejects.toThrow(refusal('session-revoked'))
    expect(await endSignIn(claims.signInId, person.id, NOW_MS)).toBe(false)
  })

  test('ends after days without use, and after its longest life however much it is used', async () => {
    const { read } = await signedIn()
    const { signInIdleMs, signInMaxMs } = config()
    expect({ signInIdleMs, signInMaxMs }).toEqual({ signInIdleMs: 7 * DAY_MS, signInMaxMs: 30 * DAY_MS })
    for (let day = 6; day < 30; day += 6) expect(await read(NOW_MS + day * DAY_MS)).not.toBeNull()
    expect(await read(NOW_MS + 30 * DAY_MS - 1)).not.toBeNull()
    await expect(read(NOW_MS + 30 * DAY_MS)).rejects.toThrow(refusal('session-expired'))
    const idle = await signedIn()
    await expect(idle.read(NOW_MS + 7 * DAY_MS)).rejects.toThrow(refusal('session-expired'))
  })

  test('does not outlive a disabled account', async () => {
    const { person, read } = await signedIn()
    await db().user.update({ where: { id: person.id }, data: { disabledAt: new Date(NOW_MS) } })
    await expect(read(NOW_MS)).rejects.toThrow(refusal('account-disabled'))
  })

  test('remembers when and from where it was last used, written at most once a minute', async () => {
    const { person, read } = await signedIn()
    const last = async () => (await listSignIns(person.id))[0]
    await read(NOW_MS + 59_000)
    expect((await last())?.lastSeenAt.getTime()).toBe(NOW_MS)
    await read(NOW_MS + 60_000)
    expect((await last())?.lastSeenAt.getTime()).toBe(NOW_MS + 60_000)
    await read(NOW_MS + 61_000, { address: '203.0.113.8', userAgent: 'Browser 2' })
    expect(await last()).toMatchObject({ address: '203.0.113.8', userAgent: 'Browser 2' })
  })

  test('ends with all others but one', async () => {
    const { person, claims, read } = await signedIn()
    const other = await openSignIn(person, { method: 'github', secondFactorAtMs: NOW_MS }, SEEN, NOW_MS)
    expect(await endSignInsOf(person.id, claims.signInId, NOW_MS)).toEqual([other.signInId])
    expect(await read(NOW_MS)).toMatchObject({ id: person.id })
  })

  test('of another user cannot be ended', async () => {
    const { claims, read } = await signedIn()
    const stranger = await makePerson()
    expect(await endSignIn(claims.signInId, stranger.id, NOW_MS)).toBe(false)
    expect(await read(NOW_MS)).not.toBeNull()
  })
})

describe('a viewer of a sign-in', () => {
  test('is admitted by its ticket, and loses the right when the sign-in ends', async () => {
    const { person, claims } = await signedIn()
    const holder = { userId: person.id, sessionVersion: person.sessionVersion, signInId: claims.signInId }
    const hello = () => ({ version: PROTOCOL_VERSION, ticket: createTicket(holder, NOW_MS).ticket }) as ViewerHello
    const late = hello()
    const grant = await viewerGrant(hello(), NOW_MS)
    expect(grant).toMatchObject({ id: person.id, signInId: claims.signInId })
    expect(await recheckGrant(grant, NOW_MS)).toBeNull()
    await endSignIn(claims.signInId, person.id, NOW_MS)
    expect(await recheckGrant(grant, NOW_MS)).toMatchObject({ code: 'session-revoked' })
    await expect(viewerGrant(late, NOW_MS)).rejects.toThrow(refusal('session-revoked'))
  })
})

describe('the cookie of an earlier version, which names no sign-in', () => {
  test('keeps its user signed in, with one row however often and however many at once it is used', async () => {
    const person = await makePerson()
    const sealed = await sealSession({ sub: person.id, sessionVersion: person.sessionVersion })
    const read = () => userOfCookies(`${sessionCookieName()}=${sealed}`, { seen: SEEN, nowMs: NOW_MS })
    const users = await Promise.all([read(), read(), read()])
    expect(users.map((user) => user?.signIn.method)).toEqual(['earlier', 'earlier', 'earlier'])
    const rows = await listSignIns(person.id)
    expect(rows).toHaveLength(1)
    await endSignIn(rows[0]?.id as string, person.id, NOW_MS)
    await expect(read()).rejects.toThrow(refusal('session-revoked'))
  })
})
