/** The answers of the routes, and their effects on the relay. */
import { beforeEach, describe, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { setupLink } from '#lib/server/auth/setup.ts'
import { redeemTicket } from '#lib/server/auth/ticket.ts'
import { parseToken } from '#lib/server/auth/token-format.ts'
import { db } from '#lib/server/db/client.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { api, type RecordedRelay, recordRelay } from '#tests/support/api.ts'
import { makePerson, makeSession, makeToken, withDatabase } from '#tests/support/database.ts'

withDatabase()

let relay: RecordedRelay
beforeEach(() => {
  relay = recordRelay()
})

describe('tokens', () => {
  test('a new token is shown once, is listed without its text, and works until revoking it closes its sockets', async () => {
    const user = await makePerson()
    const who = { user }
    const made = await api('POST', '/api/v1/tokens', { who, body: { name: ' Phone ', kind: 'device' } })
    expect(made.status).toBe(201)
    expect(made.json).toEqual({
      token: expect.stringMatching(/^agl_d_/),
      id: expect.any(String),
      name: 'Phone',
      kind: 'device',
      last4: made.json.token.slice(-4),
      sources: null,
    })
    expect(parseToken(made.json.token)).toEqual({ kind: 'device' })
    const listed = await api('GET', '/api/v1/tokens', { who })
    expect(listed.json.tokens).toMatchObject([{ id: made.json.id, name: 'Phone', last4: made.json.last4 }])
    expect(JSON.stringify(listed.json)).not.toContain(made.json.token.slice(6, 40))
    expect((await api('DELETE', `/api/v1/tokens/${made.json.id}`, { who })).status).toBe(204)
    expect(relay.cuts).toEqual([[{ kind: 'token', id: made.json.id }, 'token-revoked']])
    expect(relay.changes).toEqual([
      [user.teamId, 'tokens'],
      [user.teamId, 'tokens'],
    ])
    expect((await api('GET', '/api/v1/tokens', { who })).json.tokens).toEqual([])
  })

  test('a token may be limited to kinds of sources, which the list and the audit log name', async () => {
    const who = { user: await makePerson() }
    const body = { name: 'Router', kind: 'device', sources: ['syslog', 'otlp', 'syslog'] }
    const made = await api('POST', '/api/v1/tokens', { who, body })
    expect(made).toMatchObject({ status: 201, json: { sources: ['otlp', 'syslog'] } })
    const listed = await api('GET', '/api/v1/tokens', { who })
    expect(listed.json.tokens).toMatchObject([{ name: 'Router', sources: ['otlp', 'syslog'] }])
    const [event] = await db().auditEvent.findMany({ where: { targetId: made.json.id } })
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({ kind: 'device', sources: 'otlp, syslog' })
  })

  test.each([
    [{ kind: 'device' }, 'name'],
    [{ name: '', kind: 'device' }, 'name'],
    [{ name: 'x'.repeat(101), kind: 'device' }, 'name'],
    [{ name: 'a\u202eb', kind: 'device' }, 'name'],
    [{ name: 'n', kind: 'root' }, 'kind'],
    [{ name: 'n', kind: 'device', expiresAtMs: 1 }, 'expiresAtMs'],
    [{ name: 'n', kind: 'device', expiresAtMs: 'soon' }, 'expiresAtMs'],
    [{ name: 'n', kind: 'device', teamId: 'x' }, 'teamId'],
    [{ name: 'n', kind: 'device', sources: [] }, 'sources'],
    [{ name: 'n', kind: 'device', sources: ['smoke'] }, 'sources'],
    [{ name: 'n', kind: 'device', sources: ['flutter'] }, 'sources'],
    [{ name: 'n', kind: 'host', sources: ['otlp'] }, 'sources'],
    [{ name: 'n', kind: 'api', sources: ['sdk'] }, 'sources'],
  ])('%j is rejected with the name of its field', async (body, field) => {
    const answer = await api('POST', '/api/v1/tokens', { who: { user: await makePerson() }, body })
    expect(answer).toMatchObject({ status: 400, code: 'invalid-input' })
    expect(answer.json.error.message).toContain(field)
  })

  test('an expired or revoked API token cannot list anything', async () => {
    const person = await makePerson()
    const expired = await makeToken(person, 'api', Date.now() - 1)
    expect(await api('GET', '/api/v1/devices', { who: { token: expired.token } })).toMatchObject({
      status: 401,
      code: 'token-expired',
    })
  })
})

describe('links', () => {
  test('the server gets a hash, opens the link for its key, and disconnects its viewers when it is revoked', async () => {
    const user = await makePerson()
    const { deviceId } = await makeSession(user, randomId())
    const key = deriveLinkKey(createLinkSecret())
    const body = { deviceId, authHash: hashLinkKey(key) }
    const made = await api('POST', '/api/v1/links', { who: { user }, body })
    expect(made).toMatchObject({ status: 201, json: { id: expect.any(String), expiresAtMs: expect.any(Number) } })
    const open = (key: string) => api('POST', `/api/v1/links/${made.json.id}/open`, { body: { key } })
    expect(await open(key)).toMatchObject({
      status: 200,
      json: {
        target: { device: deviceId },
        device: { name: 'Pixel', platform: 'android' },
        expiresAtMs: made.json.expiresAtMs,
      },
    })
    expect(await open(deriveLinkKey('guess'))).toMatchObject({ status: 404, code: 'link-unknown' })
    expect(await open('cut')).toMatchObject({ status: 400, code: 'link-malformed' })
    const listed = await api('GET', '/api/v1/links', { who: { user } })
    expect(listed.json.links).toMatchObject([{ id: made.json.id, deviceId, deviceName: 'Pixel', watchers: 0 }])
    await api('DELETE', `/api/v1/links/${made.json.id}`, { who: { user } })
    expect(relay.cuts).toEqual([[{ kind: 'link', id: made.json.id }, 'link-revoked']])
    expect(await open(key)).toMatchObject({ status: 410, code: 'link-revoked' })
  })

  test('a program without a browser may open a link', async () => {
    const headers = { origin: undefined, 'sec-fetch-site': undefined }
    const answer = await api('POST', '/api/v1/links/unknown-link/open', { body: { key: 'x'.repeat(43) }, headers })
    expect(answer).toMatchObject({ status: 404, code: 'link-unknown' })
  })

  test.each([
    { authHash: 'a'.repeat(64) },
    { sessionId: 'a', deviceId: 'b', authHash: 'a'.repeat(64) },
    { deviceId: 'b', authHash: 'short' },
    { deviceId: 'b', authHash: 'a'.repeat(64), expiresInMs: LIMITS.linkExpiryMaxMs + 1 },
    { deviceId: 'b', authHash: 'a'.repeat(64), expiresInMs: 0 },
  ])('%j is rejected', async (body) => {
    const answer = await api('POST', '/api/v1/links', { who: { user: await makePerson() }, body })
    expect(answer).toMatchObject({ status: 400, code: 'invalid-input' })
  })
})

describe('devices and sessions', () => {
  test('a device is renamed, and forgotten with its sessions and their links', async () => {
    const user = await makePerson()
    const who = { user }
    const { deviceId } = await makeSession(user, randomId())
    const renamed = await api('PATCH', `/api/v1/devices/${deviceId}`, { who, body: { name: 'Lab phone' } })
    expect(renamed).toMatchObject({ status: 200, json: { id: deviceId, name: 'Lab phone' } })
    const listed = await api('GET', '/api/v1/devices', { who })
    expect(listed.json.devices).toMatchObject([{ id: deviceId, name: 'Lab phone', liveSessionId: null }])
    expect((await api('DELETE', `/api/v1/devices/${deviceId}`, { who })).status).toBe(204)
    expect(relay.cuts).toEqual([[{ kind: 'device', id: deviceId }, 'not-found']])
    expect((await api('GET', '/api/v1/sessions', { who })).json).toEqual({ sessions: [], nextCursor: null })
  })

  test('a session is listed, also by device, and forgotten', async () => {
    const user = await makePerson()
    const who = { user }
    const id = randomId()
    const { deviceId } = await makeSession(user, id)
    const listed = await api('GET', `/api/v1/sessions?device=${deviceId}`, { who })
    expect(listed.json.sessions).toMatchObject([{ id, device: { id: deviceId, name: 'Pixel' } }])
    expect((await api('GET', '/api/v1/sessions?device=other', { who })).json.sessions).toEqual([])
    await api('DELETE', `/api/v1/sessions/${id}`, { who })
    expect(relay.cuts).toEqual([[{ kind: 'session', id }, 'session-unknown']])
    expect((await api('DELETE', `/api/v1/sessions/${id}`, { who })).status).toBe(404)
  })
})

describe('the caller’s account', () => {
  test('a ticket represents the caller', async () => {
    const user = await makePerson()
    const made = await api('POST', '/api/v1/viewer-ticket', { who: { user } })
    expect(made.status).toBe(201)
    expect(await redeemTicket(made.json.ticket, Date.now())).toEqual({
      userId: user.id,
      sessionVersion: user.sessionVersion,
      signInId: expect.any(String),
    })
  })

  test('[AC4] a new password closes every socket and keeps this browser signed in', async () => {
    const user = await makePerson({ passwordHash: await hashPassword('correct horse') })
    const body = { current: 'correct horse', next: 'battery staple' }
    const changed = await api('POST', '/api/v1/account/password', { who: { user }, body })
    expect(changed.status).toBe(204)
    expect(relay.cuts).toEqual([[{ kind: 'user', id: user.id }, 'session-revoked']])
    expect(await api('GET', '/api/v1/team', { who: { user } })).toMatchObject({ status: 401, code: 'session-revoked' })
    const cookie = changed.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(new RegExp(`^${sessionCookieName()}=.*HttpOnly.*SameSite=Lax`))
    expect(await userOfCookies(cookie.split(';')[0])).toMatchObject({ id: user.id })
  })

  test('a wrong current password changes nothing and closes no socket', async () => {
    const user = await makePerson({ passwordHash: await hashPassword('correct horse') })
    const body = { current: 'wrong horse', next: 'battery staple' }
    const answer = await api('POST', '/api/v1/account/password', { who: { user }, body })
    expect(answer).toMatchObject({ status: 401, code: 'wrong-credentials' })
    expect(relay.cuts).toEqual([])
  })

  test('[AC4] signing out everywhere ends every session and closes every socket', async () => {
    const user = await makePerson()
    expect((await api('POST', '/api/v1/account/sign-out-everywhere', { who: { user } })).status).toBe(204)
    expect(relay.cuts).toEqual([[{ kind: 'user', id: user.id }, 'session-revoked']])
    expect((await api('GET', '/api/v1/team', { who: { user } })).code).toBe('session-revoked')
  })

  test('the name can be changed', async () => {
    const user = await makePerson()
    await api('PATCH', '/api/v1/account', { who: { user }, body: { name: ' Grace  ' } })
    const { json } = await api('GET', '/api/v1/team', { who: { user } })
    expect(json.members).toMatchObject([{ name: 'Grace', role: 'owner' }])
  })
})

describe('the team', () => {
  test('an invitation is accepted by a signed-in person and cannot be used again', async () => {
    const [owner, guest, third] = [await makePerson(), await makePerson(), await makePerson()]
    const made = await api('POST', '/api/v1/team/invites', { who: { user: owner }, body: { role: 'member' } })
    expect(made).toMatchObject({ status: 201, json: { url: expect.stringContaining('/invite#') } })
    const invite = made.json.url.split('#')[1]
    const join = (user: typeof guest) => api('POST', '/api/v1/team/join', { who: { user }, body: { invite } })
    expect(await join(guest)).toMatchObject({ status: 200, json: { teamId: owner.teamId } })
    expect(await join(third)).toMatchObject({ status: 410, code: 'invite-invalid' })
  })

  test('a member who is removed or leaves is disconnected from the team', async () => {
    const [owner, guest] = [await makePerson(), await makePerson()]
    await joinTeam(owner.teamId, guest.id, 'viewer')
    const address = `/api/v1/team/members/${guest.id}?team=${owner.teamId}`
    expect((await api('DELETE', address, { who: { user: guest } })).status).toBe(204)
    expect(relay.cuts).toEqual([[{ kind: 'membership', userId: guest.id, teamId: owner.teamId }, 'forbidden']])
    expect((await api('GET', `/api/v1/team?team=${owner.teamId}`, { who: { user: guest } })).status).toBe(404)
  })

  test('the last owner cannot leave or step down', async () => {
    const user = await makePerson()
    const address = `/api/v1/team/members/${user.id}`
    expect(await api('DELETE', address, { who: { user } })).toMatchObject({ status: 409, code: 'conflict' })
    const demoted = await api('PATCH', address, { who: { user }, body: { role: 'viewer' } })
    expect(demoted).toMatchObject({ status: 409, code: 'conflict' })
  })
})

test('sign-up creates the owner of an empty server with the setup secret, then everybody else', async () => {
  await db().user.deleteMany()
  const setup = (await setupLink())?.split('#')[1]
  const body = { email: 'first@example.com', password: 'correct horse', name: 'First' }
  expect(await api('POST', '/api/v1/sign-up', { body })).toMatchObject({ status: 409, code: 'setup-required' })
  const made = await api('POST', '/api/v1/sign-up', { body: { ...body, setup } })
  expect(made).toMatchObject({ status: 201, json: { userId: expect.any(String) } })
  expect(await db().user.findUnique({ where: { id: made.json.userId } })).toMatchObject({ isServerOwner: true })
  const again = await api('POST', '/api/v1/sign-up', { body })
  expect(again).toMatchObject({ status: 201, json: { userId: expect.any(String) } })
  expect(await db().user.count()).toBe(1)
  expect(made.headers.getSetCookie()).toHaveLength(2)
  expect(again.headers.getSetCookie()).toEqual([])
  const bad = { ...body, email: 'not an address' }
  expect(await api('POST', '/api/v1/sign-up', { body: bad })).toMatchObject({ status: 400, code: 'invalid-input' })
})
