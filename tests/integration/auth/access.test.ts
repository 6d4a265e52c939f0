/** What tokens, tickets and links grant (rule AC1) in every state, and when they stop (AC4). */
import { describe, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { SOURCE_KINDS } from '#lib/protocol/source-kinds.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { deviceGrant, recheckDeviceGrant } from '#lib/server/auth/device-access.ts'
import { hostKeyGrant } from '#lib/server/auth/host-key.ts'
import { createTicket } from '#lib/server/auth/ticket.ts'
import { createToken } from '#lib/server/auth/token-format.ts'
import { recheckGrant, viewerGrant } from '#lib/server/auth/viewer-access.ts'
import { db } from '#lib/server/db/client.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { createLinkRow, revokeLink } from '#lib/server/db/share-links.ts'
import { removeMember } from '#lib/server/db/teams.ts'
import { findToken, revokeToken } from '#lib/server/db/tokens.ts'
import { raiseSessionVersion } from '#lib/server/db/users.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { makePerson, makeSession, makeToken, withDatabase } from '#tests/support/database.ts'

withDatabase()

const NOW_MS = 1_800_000_000_000
const refusal = (code: string) => expect.objectContaining({ code })
const hello = (right: object) => ({ version: PROTOCOL_VERSION, ...right }) as ViewerHello
const mistyped = (token: string) => token.slice(0, -1) + (token.endsWith('x') ? 'y' : 'x')

describe('[AC1] a token', () => {
  async function tokens() {
    const person = await makePerson()
    const [device, api] = [await makeToken(person), await makeToken(person, 'api')]
    const [expired, expiredApi] = [await makeToken(person, 'device', NOW_MS), await makeToken(person, 'api', NOW_MS)]
    const [revoked, revokedApi] = [await makeToken(person), await makeToken(person, 'api')]
    await revokeToken(revoked.row.id, 1)
    await revokeToken(revokedApi.row.id, 1)
    return { person, device, api, expired, expiredApi, revoked, revokedApi }
  }

  test('opens its namespace for its team, and nothing in any other state', async () => {
    const { person, device, api, expired, expiredApi, revoked, revokedApi } = await tokens()
    expect(await deviceGrant(device.token, NOW_MS, 'sdk')).toEqual({
      tokenId: device.row.id,
      teamId: person.teamId,
      expiresAtMs: null,
    })
    expect(await viewerGrant(hello({ token: api.token }), NOW_MS)).toMatchObject({
      kind: 'api',
      id: api.row.id,
      teamIds: [person.teamId],
      target: null,
    })
    const table: [token: string, atDevice: string, atViewer: string][] = [
      [device.token, 'ok', 'token-wrong-kind'],
      [api.token, 'token-wrong-kind', 'ok'],
      [expired.token, 'token-expired', 'token-wrong-kind'],
      [expiredApi.token, 'token-wrong-kind', 'token-expired'],
      [revoked.token, 'token-revoked', 'token-wrong-kind'],
      [revokedApi.token, 'token-wrong-kind', 'token-revoked'],
      [createToken('device'), 'token-unknown', 'token-wrong-kind'],
      [createToken('api'), 'token-wrong-kind', 'token-unknown'],
      [mistyped(device.token), 'token-malformed', 'token-malformed'],
      [device.token.slice(0, 20), 'token-malformed', 'token-malformed'],
      ['', 'token-malformed', 'token-malformed'],
      ["' OR 1=1 --", 'token-malformed', 'token-malformed'],
    ]
    for (const [token, atDevice, atViewer] of table) {
      const device = await deviceGrant(token, NOW_MS, 'sdk').then(
        () => 'ok',
        (error) => error.code,
      )
      const viewer = await viewerGrant(hello({ token }), NOW_MS).then(
        () => 'ok',
        (error) => error.code,
      )
      expect([device, viewer], token.slice(0, 8)).toEqual([atDevice, atViewer])
    }
  })

  test('that expires later works until then, and reports its expiry', async () => {
    const { token } = await makeToken(await makePerson(), 'device', NOW_MS + 10)
    expect(await deviceGrant(token, NOW_MS + 9, 'sdk')).toMatchObject({ expiresAtMs: NOW_MS + 10 })
    await expect(deviceGrant(token, NOW_MS + 10, 'sdk')).rejects.toThrow(refusal('token-expired'))
  })

  test('that is limited to kinds of sources refuses the others, and names them', async () => {
    const person = await makePerson()
    const { token, row } = await makeToken(person, 'device', null, ['otlp', 'syslog'])
    expect(await deviceGrant(token, NOW_MS, 'syslog')).toMatchObject({ tokenId: row.id })
    for (const source of ['sdk', 'ingest', 'loki', 'journal', 'flutter'] as const)
      await expect(deviceGrant(token, NOW_MS, source)).rejects.toMatchObject({
        code: 'source-not-allowed',
        message: expect.stringContaining('only for OpenTelemetry (OTLP), syslog.'),
        about: { teamId: person.teamId, tokenId: row.id },
      })
    await expect(deviceGrant(token, NOW_MS, 'sdk')).rejects.toThrow('not for the SDK and the command line')
    const key = await makeToken(person, 'host', null, ['syslog'])
    expect(await hostKeyGrant(key.token, NOW_MS, 'syslog')).toMatchObject({ tokenId: key.row.id })
    await expect(hostKeyGrant(key.token, NOW_MS, 'flutter')).rejects.toThrow(refusal('source-not-allowed'))
  })

  test('of before there were kinds works for all, and one that only names unknown kinds for none', async () => {
    const { token, row } = await makeToken(await makePerson())
    for (const source of SOURCE_KINDS) expect(await deviceGrant(token, NOW_MS, source)).toBeDefined()
    await db().token.update({ where: { id: row.id }, data: { sources: 'hologram' } })
    for (const source of SOURCE_KINDS)
      await expect(deviceGrant(token, NOW_MS, source)).rejects.toThrow(refusal('source-not-allowed'))
  })

  test('that is mistyped is rejected without a database query', async () => {
    const { token } = await makeToken(await makePerson())
    const client = processSlot<object>('db.client')
    const open = client.get()
    const refuse = () => {
      throw new Error('the database was asked')
    }
    client.put(new Proxy({}, { get: refuse }))
    try {
      await expect(deviceGrant(mistyped(token), NOW_MS, 'sdk')).rejects.toThrow(refusal('token-malformed'))
      await expect(deviceGrant(token, NOW_MS, 'sdk')).rejects.toThrow('the database was asked')
    } finally {
      client.put(open)
    }
  })

  test('is stored only as a hash and its last four characters', async () => {
    const { token, row } = await makeToken(await makePerson())
    const stored = JSON.stringify(await db().token.findMany())
    expect(stored).toContain(row.last4)
    expect(stored).not.toContain(token)
    expect(stored).not.toContain(token.slice(6, 30))
  })

  test('records when it was last used', async () => {
    const { token, row } = await makeToken(await makePerson())
    await deviceGrant(token, NOW_MS, 'sdk')
    expect((await findToken(row.id))?.lastUsedAt?.getTime()).toBe(NOW_MS)
  })

  test('[AC4] that was revoked is detected by a recheck', async () => {
    const person = await makePerson()
    const device = await makeToken(person, 'device', NOW_MS + 10)
    const api = await makeToken(person, 'api')
    const grant = await viewerGrant(hello({ token: api.token }), NOW_MS)
    expect(await recheckDeviceGrant(device.row.id, NOW_MS)).toBeNull()
    expect(await recheckDeviceGrant(device.row.id, NOW_MS + 10)).toMatchObject({ code: 'token-expired' })
    expect(await recheckGrant(grant, NOW_MS)).toBeNull()
    await revokeToken(api.row.id, NOW_MS)
    await db().token.delete({ where: { id: device.row.id } })
    expect(await recheckGrant(grant, NOW_MS)).toMatchObject({ code: 'token-revoked' })
    expect(await recheckDeviceGrant(device.row.id, NOW_MS)).toMatchObject({ code: 'token-unknown' })
  })
})

describe('[AC2] a ticket', () => {
  const ticketOf = (user: { id: string; sessionVersion: number }) =>
    hello({
      ticket: createTicket({ userId: user.id, sessionVersion: user.sessionVersion, signInId: null }, NOW_MS).ticket,
    })

  test('opens the teams of its user, once', async () => {
    const [person, host] = [await makePerson({ name: 'Ada' }), await makePerson()]
    await joinTeam(host.teamId, person.id, 'viewer')
    const right = ticketOf(person)
    const grant = await viewerGrant(right, NOW_MS)
    expect(grant).toMatchObject({ kind: 'user', id: person.id, name: 'Ada', teamIds: [person.teamId, host.teamId] })
    await expect(viewerGrant(right, NOW_MS)).rejects.toThrow(refusal('ticket-invalid'))
    expect(await recheckGrant(grant, NOW_MS)).toBeNull()
    await removeMember(host.teamId, person.id)
    expect(await recheckGrant(grant, NOW_MS)).toMatchObject({ code: 'forbidden' })
  })

  test('[AC4] is invalid after a sign-out everywhere, and so is what it opened', async () => {
    const person = await makePerson()
    const grant = await viewerGrant(ticketOf(person), NOW_MS)
    const unused = ticketOf(person)
    await raiseSessionVersion(person.id)
    await expect(viewerGrant(unused, NOW_MS)).rejects.toThrow(refusal('session-revoked'))
    expect(await recheckGrant(grant, NOW_MS)).toMatchObject({ code: 'session-revoked' })
  })
})

describe('[AC1] a link', () => {
  async function link(fields: { expiresAtMs?: number; byDevice?: boolean } = {}) {
    const person = await makePerson()
    const session = randomId()
    const { deviceId } = await makeSession(person, session)
    const secret = createLinkSecret()
    const key = deriveLinkKey(secret)
    const row = await createLinkRow(
      {
        id: randomId(),
        teamId: person.teamId,
        sessionId: fields.byDevice ? null : session,
        deviceId: fields.byDevice ? deviceId : null,
        authHash: hashLinkKey(key),
        createdById: person.id,
        expiresAtMs: fields.expiresAtMs ?? NOW_MS + 1_000,
      },
      NOW_MS,
    )
    return { person, session, deviceId, secret, key, id: row.id, right: hello({ link: { id: row.id, key } }) }
  }

  test('opens its session or device, as a guest', async () => {
    const one = await link()
    expect(await viewerGrant(one.right, NOW_MS)).toEqual({
      kind: 'link',
      id: one.id,
      name: 'Guest',
      teamIds: [one.person.teamId],
      target: { session: one.session },
      expiresAtMs: NOW_MS + 1_000,
    })
    const other = await link({ byDevice: true })
    expect(await viewerGrant(other.right, NOW_MS)).toMatchObject({ target: { device: other.deviceId } })
  })

  test('opens nothing with a wrong secret, after its end, or when it is malformed', async () => {
    const good = await link()
    const expired = await link({ expiresAtMs: NOW_MS })
    const revoked = await link()
    await revokeLink(revoked.id, 1)
    const wrongKey = deriveLinkKey('another secret')
    const table: [link: unknown, code: string][] = [
      [{ id: good.id, key: wrongKey }, 'link-unknown'],
      [{ id: randomId(), key: good.key }, 'link-unknown'],
      [{ id: good.id, key: (await link()).key }, 'link-unknown'],
      [{ id: expired.id, key: expired.key }, 'link-expired'],
      [{ id: revoked.id, key: revoked.key }, 'link-revoked'],
      // Only someone with the secret may learn that it has ended.
      [{ id: revoked.id, key: wrongKey }, 'link-unknown'],
      [{ id: expired.id, key: wrongKey }, 'link-unknown'],
      [{ id: good.id, key: good.secret.slice(1) }, 'link-malformed'],
      [{ id: good.id, key: '' }, 'link-malformed'],
      [{ id: good.id }, 'link-malformed'],
      [{ id: { contains: '' }, key: good.key }, 'link-malformed'],
      [{}, 'link-malformed'],
    ]
    for (const [right, code] of table)
      await expect(viewerGrant(hello({ link: right }), NOW_MS), code).rejects.toThrow(refusal(code))
  })

  test('[AC3] is stored without its secret or its key', async () => {
    const { secret, key } = await link()
    const stored = JSON.stringify(await db().shareLink.findMany())
    expect(stored).not.toContain(secret)
    expect(stored).not.toContain(key)
  })

  test('[AC4] that was revoked is detected by a recheck', async () => {
    const { id, right } = await link()
    const grant = await viewerGrant(right, NOW_MS)
    expect(await recheckGrant(grant, NOW_MS + 999)).toBeNull()
    expect(await recheckGrant(grant, NOW_MS + 1_000)).toMatchObject({ code: 'link-expired' })
    await revokeLink(id, NOW_MS)
    expect(await recheckGrant(grant, NOW_MS)).toMatchObject({ code: 'link-revoked' })
  })
})

test('a hello without credentials is not signed in', async () => {
  for (const right of [{}, { token: 5 }, { ticket: null }, { link: null }])
    await expect(viewerGrant(hello(right), NOW_MS)).rejects.toThrow(refusal('not-signed-in'))
})
