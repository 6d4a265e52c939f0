/** Invitations, members and teams through the API: what joins whom to what, and what ends with a membership. */
import { beforeEach, describe, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import { heldInviteCookieName } from '#lib/server/auth/held-invite.ts'
import { userOfProvider } from '#lib/server/auth/oauth-account.ts'
import { config, putConfig } from '#lib/server/config/env.ts'
import { db } from '#lib/server/db/client.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { roleInTeam, teamsOfUser } from '#lib/server/db/teams.ts'
import { LimitHits, limitHits } from '#lib/server/limit-hits.ts'
import { takeMailOf } from '#lib/server/mail/sender-limiter.ts'
import { api, type RecordedRelay, recordRelay } from '#tests/support/api.ts'
import { makePerson, makeSession, makeToken, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

let relay: RecordedRelay
beforeEach(() => {
  relay = recordRelay()
})

const as = (user: Person) => ({ who: { user } })

async function invite(owner: Person, role = 'member') {
  const made = await api('POST', `/api/v1/team/invites?team=${owner.teamId}`, { ...as(owner), body: { role } })
  return { id: made.json.id as string, secret: made.json.url.split('#')[1] as string }
}

/** The cookies that an answer sets, as the next request sends them. */
const cookieOf = ({ headers }: { headers: Headers }) => headers.get('set-cookie')?.split(';')[0] ?? ''

describe('an invitation', () => {
  test('says which team, who invites and as what, to a caller with its secret in the body', async () => {
    const owner = await makePerson({ name: 'Olga' })
    const { secret } = await invite(owner, 'viewer')
    const preview = await api('POST', '/api/v1/team/invites/preview', { body: { invite: secret } })
    expect(preview).toMatchObject({
      status: 200,
      json: { team: { id: owner.teamId, name: "Olga's team" }, invitedBy: 'Olga', role: 'viewer', isMember: false },
    })
    expect(preview.headers.get('set-cookie')).toBeNull()
    const wrong = await api('POST', '/api/v1/team/invites/preview', { body: { invite: 'wrong' } })
    expect(wrong).toMatchObject({ status: 410, code: 'invite-invalid' })
    const none = await api('POST', '/api/v1/team/invites/preview', { body: {} })
    expect(none).toMatchObject({ status: 410, code: 'invite-invalid' })
  })

  test('is listed with creator and dates but without its secret, until it is used or withdrawn', async () => {
    const [owner, guest] = [await makePerson(), await makePerson()]
    const [used, withdrawn] = [await invite(owner), await invite(owner, 'owner')]
    const list = () => api('GET', '/api/v1/team/invites', as(owner))
    const listed = await list()
    expect(listed.json.invites).toHaveLength(2)
    expect(listed.json.invites).toContainEqual({
      id: withdrawn.id,
      role: 'owner',
      email: null,
      createdBy: { id: owner.id, name: owner.name },
      createdAtMs: expect.any(Number),
      expiresAtMs: expect.any(Number),
    })
    expect(listed.text).not.toContain(used.secret)
    await api('POST', '/api/v1/team/join', { ...as(guest), body: { invite: used.secret } })
    expect((await api('DELETE', `/api/v1/team/invites/${withdrawn.id}`, as(guest))).code).toBe('forbidden')
    expect((await api('DELETE', `/api/v1/team/invites/${withdrawn.id}`, as(owner))).status).toBe(204)
    expect((await list()).json.invites).toEqual([])
    const late = await api('POST', '/api/v1/team/join', {
      ...as(await makePerson()),
      body: { invite: withdrawn.secret },
    })
    expect(late.code).toBe('invite-invalid')
    expect((await api('DELETE', `/api/v1/team/invites/${used.id}`, as(owner))).code).toBe('not-found')
  })

  test('of another team looks as if it did not exist', async () => {
    const [owner, stranger] = [await makePerson(), await makePerson()]
    const { id } = await invite(owner)
    expect((await api('DELETE', `/api/v1/team/invites/${id}`, as(stranger))).code).toBe('not-found')
    expect((await api('GET', `/api/v1/team/invites?team=${owner.teamId}`, as(stranger))).code).toBe('not-found')
  })

  test('that is mailed is not shown, because using it proves the address', async () => {
    const owner = await makePerson()
    const post = () =>
      api('POST', '/api/v1/team/invites', { ...as(owner), body: { role: 'member', email: 'Guest@Example.com' } })
    expect(await post()).toMatchObject({ code: 'mail-off' })
    const before = config()
    putConfig({ ...before, mail: { smtpUrl: 'smtp://127.0.0.1:1', from: 'logs@example.com' } })
    try {
      expect((await post()).json).toMatchObject({ id: expect.any(String), url: null })
    } finally {
      putConfig(before)
    }
    const { json } = await api('GET', '/api/v1/team/invites', as(owner))
    expect(json.invites).toMatchObject([{ email: 'guest@example.com' }])
    expect(await db().outgoingMail.count({ where: { template: 'team-invite' } })).toBe(1)
  })

  test('is refused beyond LIMITS.teamInvitesMax open ones, also for many at once', async () => {
    const owner = await makePerson()
    const open = (i: number) => ({
      ...{ teamId: owner.teamId, role: 'member' as const, hash: `${owner.id} ${i}`, createdById: owner.id },
      expiresAt: new Date(Date.now() + 60_000),
    })
    const expired = { ...open(-1), expiresAt: new Date(1) }
    await db().invite.createMany({
      data: [expired, ...Array.from({ length: LIMITS.teamInvitesMax - 5 }, (_, i) => open(i))],
    })
    limitHits.put(new LimitHits(() => {}))
    const post = () => api('POST', '/api/v1/team/invites', { ...as(owner), body: { role: 'member' } })
    const answers = await Promise.all(Array.from({ length: 30 }, post))
    const made = answers.filter(({ status }) => status === 201).length
    expect(made).toBeLessThanOrEqual(5)
    const last = await post()
    expect([201, 409, 429, 403, 422]).toContain(last.status)
    for (let i = made; i < 6; i++) await post()
    expect(await post()).toMatchObject({ code: 'limit-reached' })
    expect(await db().invite.count({ where: { teamId: owner.teamId } })).toBe(LIMITS.teamInvitesMax)
    expect(limitHits.peek()?.counts.get('teamInvitesMax')).toBeGreaterThan(0)
  })

  test('[limit mailsPerSenderMax] is mailed to a bounded number of addresses in a day, whatever became of the earlier ones', async () => {
    const owner = await makePerson()
    for (let i = 0; i < LIMITS.mailsPerSenderMax; i++) await takeMailOf(owner.id)
    await expect(takeMailOf(owner.id)).rejects.toMatchObject({ code: 'too-many-requests' })
    const body = { role: 'member', email: 'flood@example.com' }
    const before = config()
    putConfig({ ...before, mail: { smtpUrl: 'smtp://127.0.0.1:1', from: 'logs@example.com' } })
    try {
      expect((await api('POST', '/api/v1/team/invites', { ...as(owner), body })).code).toBe('too-many-requests')
    } finally {
      putConfig(before)
    }
    expect((await api('GET', '/api/v1/team/invites', as(owner))).json.invites).toEqual([])
    expect((await api('POST', '/api/v1/team/invites', { ...as(owner), body: { role: 'member' } })).status).toBe(201)
  })

  test('can be looked at LIMITS.invitePreviewsPerMinute times from one address', async () => {
    const headers = { 'x-agent-logger-client': '203.0.113.77' }
    const look = () => api('POST', '/api/v1/team/invites/preview', { body: { invite: 'guess' }, headers })
    for (let i = 0; i < LIMITS.invitePreviewsPerMinute; i++) expect((await look()).code).toBe('invite-invalid')
    expect((await look()).code).toBe('too-many-requests')
  })
})

describe('accepting an invitation', () => {
  test('once more leads a member to the team, and nobody else', async () => {
    const [owner, guest, third] = [await makePerson(), await makePerson(), await makePerson()]
    const { secret } = await invite(owner)
    const join = (user: Person) => api('POST', '/api/v1/team/join', { ...as(user), body: { invite: secret } })
    expect(await join(guest)).toMatchObject({ json: { teamId: owner.teamId } })
    expect(await join(guest)).toMatchObject({ json: { teamId: owner.teamId } })
    expect(await join(third)).toMatchObject({ code: 'invite-invalid' })
    const preview = (user: Person) =>
      api('POST', '/api/v1/team/invites/preview', { ...as(user), body: { invite: secret } })
    expect(await preview(guest)).toMatchObject({ json: { isMember: true } })
    expect(await preview(third)).toMatchObject({ code: 'invite-invalid' })
  })

  test('by signing up makes a member of that team only', async () => {
    const owner = await makePerson()
    const { secret } = await invite(owner, 'viewer')
    const body = { email: 'by-invite@example.com', password: 'correct horse', name: 'Guest', invite: secret }
    const { json } = await api('POST', '/api/v1/sign-up', { body })
    expect(await teamsOfUser(json.userId)).toMatchObject([
      { id: owner.teamId, name: `${owner.name}'s team`, role: 'viewer' },
    ])
    expect(relay.changes).toContainEqual([owner.teamId, 'members'])
  })

  describe('that this browser holds', () => {
    async function held(owner: Person) {
      const { id, secret } = await invite(owner)
      const body = { invite: secret, hold: true }
      const answer = await api('POST', '/api/v1/team/invites/preview', { body })
      return { id, secret, cookie: cookieOf(answer), answer }
    }

    test('needs no secret, which is not in the cookie, and forgets the invitation', async () => {
      const [owner, guest] = [await makePerson(), await makePerson()]
      const { cookie, secret, answer } = await held(owner)
      expect(cookie).toMatch(new RegExp(`^${heldInviteCookieName()}=`))
      expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/)
      expect(answer.headers.get('set-cookie')).not.toContain(secret)
      // The test's own session cookie goes along with the held one.
      const { sealSession, sessionCookieName } = await import('#lib/server/auth/session-cookie.ts')
      const session = await sealSession({ sub: guest.id, sessionVersion: guest.sessionVersion })
      const headers = { cookie: `${sessionCookieName()}=${session}; ${cookie}` }
      const joined = await api('POST', '/api/v1/team/join', { headers, body: {} })
      expect(joined).toMatchObject({ status: 200, json: { teamId: owner.teamId } })
      expect(joined.headers.get('set-cookie')).toContain('Max-Age=0')
      expect(await roleInTeam(guest.id, owner.teamId)).toBe('member')
    })

    test('is worth nothing when it is forged, old, or was withdrawn', async () => {
      const owner = await makePerson()
      const { id, cookie } = await held(owner)
      const look = (cookie: string) => api('POST', '/api/v1/team/invites/preview', { headers: { cookie }, body: {} })
      expect((await look(cookie)).status).toBe(200)
      const other = await held(owner)
      expect((await look(cookie.replace(id, other.id))).code).toBe('invite-invalid')
      const { heldInviteCookie, heldInviteOf } = await import('#lib/server/auth/held-invite.ts')
      const at = (nowMs: number) => heldInviteOf(heldInviteCookie(id, 0).split(';')[0], nowMs)
      expect([at(LIMITS.inviteHoldMs - 1), at(LIMITS.inviteHoldMs)]).toEqual([id, null])
      await api('DELETE', `/api/v1/team/invites/${id}`, as(owner))
      expect((await look(cookie)).code).toBe('invite-invalid')
    })

    test('admits a new person who signs up through a provider, to that team only', async () => {
      const owner = await makePerson()
      const { id } = await held(owner)
      const key = { provider: 'github', providerAccountId: randomId() }
      const profile = { email: `${randomId()}@example.com`, isEmailVerified: true, name: 'Grace' }
      const user = await userOfProvider(key, profile, Date.now(), { heldInviteId: id })
      expect(await teamsOfUser(user.id)).toMatchObject([{ id: owner.teamId, role: 'member' }])
      // A used one admits nobody, and does not stand in the way of an ordinary sign-up either.
      const next = { provider: 'github', providerAccountId: randomId() }
      const second = await userOfProvider(next, { ...profile, email: `${randomId()}@example.com` }, Date.now(), {
        heldInviteId: id,
      })
      expect(await teamsOfUser(second.id)).toMatchObject([{ name: "Grace's team", role: 'owner' }])
    })
  })
})

describe('a member who is removed', () => {
  async function withThings(role: 'member' | 'viewer' | 'owner' = 'member') {
    const [owner, member] = [await makePerson(), await makePerson()]
    await joinTeam(owner.teamId, member.id, role)
    const inTeam = { ...member, teamId: owner.teamId }
    const [device, apiToken] = [await makeToken(inTeam, 'device'), await makeToken(inTeam, 'api')]
    const { deviceId } = await makeSession(owner, randomId())
    const body = { deviceId, authHash: hashLinkKey(deriveLinkKey(createLinkSecret())) }
    const link = await api('POST', '/api/v1/links', { ...as(member), body })
    const others = await api('POST', '/api/v1/links', { ...as(owner), body })
    relay = recordRelay()
    const isRevoked = async () => ({
      device: (await db().token.findUnique({ where: { id: device.row.id } }))?.revokedAt !== null,
      api: (await db().token.findUnique({ where: { id: apiToken.row.id } }))?.revokedAt !== null,
      link: (await db().shareLink.findUnique({ where: { id: link.json?.id ?? '' } }))?.revokedAt !== null,
      others: (await db().shareLink.findUnique({ where: { id: others.json.id } }))?.revokedAt !== null,
    })
    const address = `/api/v1/team/members/${member.id}`
    return {
      owner,
      member,
      device,
      apiToken,
      linkId: link.json?.id as string,
      isRevoked,
      address,
      of: `?team=${owner.teamId}`,
    }
  }

  test('is shown with what they created, which ends with them, and so do its viewers', async () => {
    const { owner, device, apiToken, linkId, isRevoked, address, of } = await withThings()
    expect((await api('GET', `${address}/created${of}`, as(owner))).json).toEqual({
      tokens: [{ id: device.row.id, name: 'test', kind: 'device' }],
      apiTokens: [{ id: apiToken.row.id, name: 'test', kind: 'api' }],
      links: [{ id: linkId, deviceName: 'Pixel' }],
    })
    expect((await api('DELETE', address + of, as(owner))).status).toBe(204)
    expect(await isRevoked()).toEqual({ device: true, api: true, link: true, others: false })
    expect(relay.cuts).toEqual(
      expect.arrayContaining([
        [{ kind: 'token', id: device.row.id }, 'token-revoked'],
        [{ kind: 'token', id: apiToken.row.id }, 'token-revoked'],
        [{ kind: 'link', id: linkId }, 'link-revoked'],
      ]),
    )
    expect(relay.cuts).toHaveLength(4)
  })

  test.each([
    ['none', { device: false, api: true, link: false, others: false }],
    ['tokens', { device: true, api: true, link: false, others: false }],
    ['links', { device: false, api: true, link: true, others: false }],
    ['links,tokens', { device: true, api: true, link: true, others: false }],
  ])('leaves what the owner wants to keep: revoke=%s', async (revoke, expected) => {
    const { owner, isRevoked, address, of } = await withThings()
    await api('DELETE', `${address}${of}&revoke=${revoke}`, as(owner))
    expect(await isRevoked()).toEqual(expected)
  })

  test('stays when the choice is not valid', async () => {
    const { owner, member, address, of } = await withThings()
    expect((await api('DELETE', `${address}${of}&revoke=all`, as(owner))).code).toBe('invalid-input')
    expect(await roleInTeam(member.id, owner.teamId)).toBe('member')
  })

  test('by leaving ends their links and API tokens; the team’s apps go on', async () => {
    const { member, isRevoked, address, of } = await withThings()
    expect((await api('DELETE', address + of, as(member))).status).toBe(204)
    expect(await isRevoked()).toEqual({ device: false, api: true, link: true, others: false })
  })

  test('becomes a viewer without anything that a viewer may not have', async () => {
    const { owner, isRevoked, address, of } = await withThings()
    const { json } = await api('PATCH', address + of, { ...as(owner), body: { role: 'viewer' } })
    expect(json).toMatchObject({ role: 'viewer' })
    expect(await isRevoked()).toEqual({ device: true, api: true, link: true, others: false })
  })

  test('keeps device tokens and links as a viewer if the owner wants that, but no API token', async () => {
    const { owner, apiToken, isRevoked, address, of } = await withThings()
    await api('PATCH', address + of, { ...as(owner), body: { role: 'viewer', revoke: [] } })
    expect(await isRevoked()).toEqual({ device: false, api: true, link: false, others: false })
    const refused = await api('GET', '/api/v1/tokens', { who: { token: apiToken.token } })
    expect(refused.code).toBe('token-revoked')
  })

  test('keeps everything as an owner who becomes a member, because a member may have it', async () => {
    const { owner, isRevoked, address, of } = await withThings('owner')
    await api('PATCH', address + of, { ...as(owner), body: { role: 'member' } })
    expect(await isRevoked()).toEqual({ device: false, api: false, link: false, others: false })
  })

  test('cannot save a token, link or invitation by creating it at the last moment', async () => {
    for (let round = 0; round < 5; round++) {
      const { owner, member, address, of } = await withThings('owner')
      const { deviceId } = await makeSession(owner, randomId())
      const link = { deviceId, authHash: hashLinkKey(deriveLinkKey(createLinkSecret())) }
      const tries = Array.from({ length: 4 }, () => [
        api('POST', `/api/v1/tokens${of}`, { ...as(member), body: { name: 'late', kind: 'device' } }),
        api('POST', '/api/v1/links', { ...as(member), body: link }),
        api('POST', `/api/v1/team/invites${of}`, { ...as(member), body: { role: 'owner' } }),
      ]).flat()
      await Promise.all([...tries.slice(0, 6), api('DELETE', address + of, as(owner)), ...tries.slice(6)])
      const where = { teamId: owner.teamId, createdById: member.id }
      expect(await db().token.count({ where: { ...where, revokedAt: null } })).toBe(0)
      expect(await db().shareLink.count({ where: { ...where, revokedAt: null } })).toBe(0)
      expect(await db().invite.count({ where })).toBe(0)
    }
  })
})

describe('a new team', () => {
  test('belongs to the person who creates it, up to LIMITS.userTeamsMax', async () => {
    const user = await makePerson()
    const create = () => api('POST', '/api/v1/teams', { ...as(user), body: { name: ' Lab ' } })
    const made = await create()
    expect(made).toMatchObject({ status: 201, json: { name: 'Lab' } })
    expect(await roleInTeam(user.id, made.json.id)).toBe('owner')
    for (let owned = 2; owned < LIMITS.userTeamsMax; owned++) expect((await create()).status).toBe(201)
    expect(await create()).toMatchObject({ code: 'limit-reached' })
  })

  test('is what somebody without a team can create', async () => {
    const user = await makePerson()
    await db().membership.deleteMany({ where: { userId: user.id } })
    const { json } = await api('POST', '/api/v1/teams', { ...as(user), body: { name: 'Mine' } })
    expect(await teamsOfUser(user.id)).toMatchObject([{ id: json.id, name: 'Mine', role: 'owner' }])
  })
})
