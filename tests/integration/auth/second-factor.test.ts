/** Second factors in the API: what a sign-in may do before it is complete, codes that work once, recovery codes, and step-up. */
import { TOTP } from 'otpauth'
import { beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { checkTotp, confirmTotp, offerTotp, resetFactors } from '#lib/server/auth/second-factor.ts'
import { sealSession, sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { recheckGrant } from '#lib/server/auth/viewer-access.ts'
import { db } from '#lib/server/db/client.ts'
import { api, type RecordedRelay, recordRelay } from '#tests/support/api.ts'
import { describeOnBoth, makePerson, type Person, withDatabase } from '#tests/support/database.ts'

const NOW_MS = 1_800_000_000_000
const ORIGIN = { address: '203.0.113.7', userAgent: 'Browser' }
const codeAt = (secret: string, nowMs: number) => new TOTP({ secret }).generate({ timestamp: nowMs })
const refusal = (code: string) => expect.objectContaining({ code })

/** A browser that has given the password and nothing else. */
async function browserOf(person: Person, nowMs = Date.now()) {
  const signIn = await openSignIn(person, { method: 'password', secondFactorAtMs: null }, ORIGIN, nowMs)
  return { user: person, signIn }
}

async function withTotp(person: Person, nowMs: number): Promise<string> {
  const { secret } = await offerTotp(person)
  await confirmTotp(person.id, codeAt(secret, nowMs), nowMs)
  return secret
}

describeOnBoth('a code of an authenticator app', () => {
  test('works once, also when two requests have it at the same time', async () => {
    const person = await makePerson()
    const secret = await withTotp(person, NOW_MS)
    // The code that confirmed the app is used up.
    await expect(checkTotp(person.id, codeAt(secret, NOW_MS), NOW_MS)).rejects.toThrow(refusal('wrong-code'))
    const later = NOW_MS + 60_000
    const code = codeAt(secret, later)
    const answers = await Promise.allSettled([1, 2, 3].map(() => checkTotp(person.id, code, later)))
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    // An earlier code of the window is too old once a later one was used.
    await expect(checkTotp(person.id, codeAt(secret, later - 30_000), later)).rejects.toThrow(refusal('wrong-code'))
  })

  test('does not work again, and nobody is locked out, when the clock of the server jumps', async () => {
    const person = await makePerson()
    const secret = await withTotp(person, NOW_MS)
    const use = (atMs: number) => checkTotp(person.id, codeAt(secret, atMs), atMs)
    await use(NOW_MS + 60_000)
    // The clock jumps ahead, the phone's too, and comes back.
    await use(NOW_MS + 3_600_000)
    await expect(use(NOW_MS + 60_000)).rejects.toThrow(refusal('wrong-code'))
    await use(NOW_MS + 120_000)
    await use(NOW_MS + 180_000)
    // It is set back to before the first use.
    await use(NOW_MS - 3_600_000)
    await expect(use(NOW_MS - 3_600_000)).rejects.toThrow(refusal('wrong-code'))
    await expect(use(NOW_MS + 3_600_000)).rejects.toThrow(refusal('wrong-code'))
    await use(NOW_MS + 3_690_000)
  })

  test('is not tried more often than the limit secondFactorFailuresMax, which right codes do not use up', async () => {
    const person = await makePerson()
    const secret = await withTotp(person, NOW_MS)
    for (let step = 2; step < 12; step++)
      await checkTotp(person.id, codeAt(secret, NOW_MS + step * 30_000), NOW_MS + step * 30_000)
    const later = NOW_MS + 3_600_000
    for (let i = 0; i < LIMITS.secondFactorFailuresMax; i++)
      await expect(checkTotp(person.id, 'nonsense', later)).rejects.toThrow(refusal('wrong-code'))
    await expect(checkTotp(person.id, codeAt(secret, later), later)).rejects.toThrow(refusal('too-many-requests'))
    const other = await makePerson()
    await withTotp(other, NOW_MS)
  })

  test('is worth nothing for another person, and its secret is not in the database', async () => {
    const [ada, bob] = [await makePerson(), await makePerson()]
    const secret = await withTotp(ada, NOW_MS)
    await withTotp(bob, NOW_MS)
    const { totpSecret } = await db().user.findUniqueOrThrow({ where: { id: ada.id } })
    expect(totpSecret).not.toContain(secret)
    await db().user.update({ where: { id: bob.id }, data: { totpSecret } })
    const later = NOW_MS + 60_000
    await expect(checkTotp(bob.id, codeAt(secret, later), later)).rejects.toThrow(refusal('wrong-code'))
  })
})

describe('a sign-in', () => {
  withDatabase()
  let relay: RecordedRelay
  beforeEach(() => {
    relay = recordRelay()
  })

  /** Sets an app up through the API; returns its secret and the browser that did it. */
  async function setUp(person: Person) {
    const who = await browserOf(person)
    const { json } = await api('POST', '/api/v1/account/totp', { who })
    const code = codeAt(json.secret, Date.now())
    const confirmed = await api('POST', '/api/v1/account/totp/confirm', { who, body: { code } })
    expect(confirmed.status).toBe(200)
    return { who, secret: json.secret as string, recoveryCodes: confirmed.json.recoveryCodes as string[] }
  }

  const NEXT_STEP = () => Date.now() + 30_000

  test('stays complete when its person sets up an app; their other browsers have to give a code, and lose their sockets', async () => {
    const person = await makePerson()
    const other = await browserOf(person)
    const { who, secret, recoveryCodes } = await setUp(person)
    expect(recoveryCodes).toHaveLength(10)
    expect((await api('GET', '/api/v1/tokens', { who })).status).toBe(200)
    expect(relay.cuts).toEqual([[{ kind: 'sign-in', id: other.signIn.signInId }, 'session-revoked']])
    for (const [method, path] of [
      ['GET', '/api/v1/tokens'],
      ['POST', '/api/v1/viewer-ticket'],
      ['POST', '/api/v1/account/totp'],
      ['POST', '/api/v1/account/passkeys/options'],
      ['POST', '/api/v1/account/recovery-codes'],
      ['POST', '/api/v1/account/confirm'],
      ['DELETE', '/api/v1/account/totp'],
    ] as const)
      expect(await api(method, path, { who: other, body: method === 'GET' ? undefined : {} }), path).toMatchObject({
        status: 401,
        code: 'second-factor-required',
      })
    const grant = { kind: 'user' as const, id: person.id, name: '', teamIds: [], target: null, expiresAtMs: null }
    expect(await recheckGrant({ ...grant, signInId: other.signIn.signInId }, Date.now())).toMatchObject({
      code: 'second-factor-required',
    })
    const body = { code: codeAt(secret, NEXT_STEP()) }
    expect(await api('POST', '/api/v1/account/second-factor', { who: other, body })).toMatchObject({
      status: 200,
      json: { recoveryCodes: 10 },
    })
    expect((await api('GET', '/api/v1/tokens', { who: other })).status).toBe(200)
    const actions = (await db().auditEvent.findMany({ where: { actorId: person.id } })).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['second-factor.added', 'sign-in.confirmed']))
  })

  test('is completed by each recovery code once; new ones end the old', async () => {
    const person = await makePerson()
    const { who, recoveryCodes } = await setUp(person)
    const [first = '', second = ''] = recoveryCodes
    const give = async (recoveryCode: string) =>
      api('POST', '/api/v1/account/second-factor', { who: await browserOf(person), body: { recoveryCode } })
    expect(await give(first.toUpperCase().replace('-', ' '))).toMatchObject({ status: 200, json: { recoveryCodes: 9 } })
    expect(await give(first)).toMatchObject({ code: 'wrong-code' })
    const renewed = await api('POST', '/api/v1/account/recovery-codes', { who })
    expect(renewed.json.recoveryCodes).toHaveLength(10)
    expect(await give(second)).toMatchObject({ code: 'wrong-code' })
    expect(await give(renewed.json.recoveryCodes[0])).toMatchObject({ status: 200 })
    const rows = await db().recoveryCode.findMany({ where: { userId: person.id } })
    expect(JSON.stringify(rows)).not.toContain(renewed.json.recoveryCodes[1])
    const used = await db().auditEvent.findMany({ where: { actorId: person.id, action: 'recovery-code.used' } })
    expect(used).toHaveLength(2)
  })

  test('needs no code anymore when the app was removed or an administrator reset it', async () => {
    const person = await makePerson()
    const { who } = await setUp(person)
    expect((await api('DELETE', '/api/v1/account/totp', { who })).status).toBe(204)
    expect((await api('GET', '/api/v1/tokens', { who: await browserOf(person) })).status).toBe(200)
    expect(await db().recoveryCode.count({ where: { userId: person.id } })).toBe(0)
    const lost = await setUp(person)
    await resetFactors(person.id, Date.now())
    expect(await api('GET', '/api/v1/tokens', { who: lost.who })).toMatchObject({ code: 'session-revoked' })
    const fresh = await db().user.findUniqueOrThrow({ where: { id: person.id } })
    const again = await browserOf({ ...person, sessionVersion: fresh.sessionVersion })
    expect((await api('GET', '/api/v1/tokens', { who: again })).status).toBe(200)
  })

  test('of a member without a factor can only set one up or leave, when the team requires one', async () => {
    const [owner, member] = [await makePerson(), await makePerson()]
    await db().membership.create({ data: { teamId: owner.teamId, userId: member.id, role: 'member' } })
    const address = `/api/v1/team/second-factor?team=${owner.teamId}`
    const body = { requiresSecondFactor: true }
    expect(await api('PATCH', address, { who: await browserOf(owner), body })).toMatchObject({ code: 'conflict' })
    expect(await api('PATCH', address, { who: await browserOf(member), body })).toMatchObject({ code: 'forbidden' })
    const { who: ofOwner } = await setUp(owner)
    relay.cuts.length = 0
    expect(await api('PATCH', address, { who: ofOwner, body })).toMatchObject({ status: 200 })
    expect(relay.cuts).toEqual([[{ kind: 'user', id: member.id }, 'session-revoked']])
    const who = await browserOf(member)
    expect(await api('GET', '/api/v1/tokens', { who })).toMatchObject({ code: 'second-factor-missing' })
    expect(await api('POST', '/api/v1/viewer-ticket', { who })).toMatchObject({ code: 'second-factor-missing' })
    const kick = `/api/v1/team/members/${owner.id}?team=${owner.teamId}`
    expect(await api('DELETE', kick, { who })).toMatchObject({ code: 'second-factor-missing' })
    const enrolled = await setUp(member)
    expect((await api('GET', '/api/v1/tokens', { who: enrolled.who })).status).toBe(200)
    expect((await api('DELETE', '/api/v1/account/totp', { who: enrolled.who })).status).toBe(204)
    expect(await api('GET', '/api/v1/tokens', { who: enrolled.who })).toMatchObject({ code: 'second-factor-missing' })
    const leave = `/api/v1/team/members/${member.id}?team=${owner.teamId}`
    expect((await api('DELETE', leave, { who: enrolled.who })).status).toBe(204)
    expect((await api('GET', '/api/v1/tokens', { who: enrolled.who })).status).toBe(200)
  })

  test('of a server owner needs a factor when the server says so', async () => {
    const owner = await makePerson()
    await db().user.update({ where: { id: owner.id }, data: { isServerOwner: true } })
    const body = { ownersNeedSecondFactor: true }
    expect(await api('PATCH', '/api/v1/server', { who: await browserOf(await makePerson()), body })).toMatchObject({
      code: 'forbidden',
    })
    expect(await api('PATCH', '/api/v1/server', { who: await browserOf(owner), body })).toMatchObject({
      code: 'conflict',
    })
    const { who } = await setUp(owner)
    expect((await api('PATCH', '/api/v1/server', { who, body })).status).toBe(200)
    const other = await makePerson()
    await db().user.update({ where: { id: other.id }, data: { isServerOwner: true } })
    expect(await api('GET', '/api/v1/tokens', { who: await browserOf(other) })).toMatchObject({
      code: 'second-factor-missing',
    })
    expect((await api('GET', '/api/v1/tokens', { who: await browserOf(await makePerson()) })).status).toBe(200)
  })

  describe('that was confirmed more than ten minutes ago', () => {
    test('is asked again before acts of consequence, by password or code', async () => {
      const person = await makePerson({ passwordHash: await hashPassword('correct horse battery') })
      const who = await browserOf(person, Date.now() - LIMITS.stepUpMs)
      for (const [method, path, body] of [
        ['POST', '/api/v1/tokens', { name: 'n', kind: 'device' }],
        ['POST', '/api/v1/team/invites', { role: 'owner' }],
        ['POST', '/api/v1/team/transfer', { userId: 'somebody' }],
        ['PATCH', '/api/v1/team/second-factor', { requiresSecondFactor: false }],
        ['POST', '/api/v1/account/totp', {}],
        ['POST', '/api/v1/account/passkeys/options', {}],
        ['POST', '/api/v1/account/recovery-codes', {}],
        ['PATCH', '/api/v1/server', { ownersNeedSecondFactor: false }],
      ] as const)
        expect(await api(method, path, { who, body }), path).toMatchObject({ status: 403, code: 'step-up-required' })
      expect((await api('POST', '/api/v1/team/invites', { who, body: { role: 'viewer' } })).status).toBe(201)
      expect((await api('GET', '/api/v1/account/confirm', { who })).json).toEqual({
        password: true,
        code: false,
        passkey: false,
        providers: [],
      })
      const wrong = { password: 'wrong horse battery' }
      expect(await api('POST', '/api/v1/account/confirm', { who, body: wrong })).toMatchObject({
        code: 'wrong-credentials',
      })
      const right = { password: 'correct horse battery' }
      expect((await api('POST', '/api/v1/account/confirm', { who, body: right })).status).toBe(204)
      expect((await api('POST', '/api/v1/tokens', { who, body: { name: 'n', kind: 'device' } })).status).toBe(201)
    })
  })

  test('of a cookie of an earlier version counts as never confirmed', async () => {
    const person = await makePerson()
    const sealed = await sealSession({ sub: person.id, sessionVersion: person.sessionVersion })
    const user = await userOfCookies(`${sessionCookieName()}=${sealed}`)
    expect(user?.signIn.confirmedAtMs).toBe(0)
  })

  test('signs in with a passkey only by a challenge of this server, and an account has at most userPasskeysMax', async () => {
    const person = await makePerson()
    const who = await browserOf(person)
    const answer = { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: 'x' } }
    const offered = await api('POST', '/api/v1/sign-in/passkey/options')
    const cookie = offered.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(offered.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/)
    const give = (headers: Record<string, string>) =>
      api('POST', '/api/v1/sign-in/passkey', { body: { passkey: answer }, headers })
    for (const sent of ['', `${cookie}x`, cookie, cookie])
      expect(await give({ cookie: sent })).toMatchObject({ status: 401, code: 'wrong-code' })
    // Somebody without any passkey writes nothing to the audit log.
    expect(await db().auditEvent.count({ where: { action: 'sign-in.failed', actorKind: 'stranger' } })).toBe(0)
    answer.id = 'a\0b'
    expect(await give({ cookie })).toMatchObject({ status: 400, code: 'invalid-input' })
    answer.id = 'x'
    // A challenge for signing in adds no passkey.
    const add = await api('POST', '/api/v1/account/passkeys', { who, body: { name: 'n', passkey: answer } })
    expect(add).toMatchObject({ code: 'wrong-code' })
    const passkey = { userId: person.id, publicKey: new Uint8Array(1), name: 'n' }
    const data = Array.from({ length: LIMITS.userPasskeysMax }, (_, i) => ({ ...passkey, id: `${person.id}-${i}` }))
    await db().passkey.createMany({ data })
    const full = await openSignIn(person, { method: 'passkey', secondFactorAtMs: Date.now() }, ORIGIN, Date.now())
    expect(
      await api('POST', '/api/v1/account/passkeys/options', { who: { user: person, signIn: full } }),
    ).toMatchObject({
      code: 'limit-reached',
    })
  })
})
