/** Users, teams, invitations, tokens and links in both databases, and races between concurrent writers. */
import { expect, test } from 'vitest'
import { AppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { teamOf as namedTeam } from '#lib/server/auth/caller.ts'
import { findUserOfAccount, linkAccount } from '#lib/server/db/accounts.ts'
import { db, isUniqueViolation } from '#lib/server/db/client.ts'
import { consumeInvite, createInvite, findOpenInvite, joinTeam, releaseInvite } from '#lib/server/db/invites.ts'
import { consumeSetting, readSetting, writeSetting } from '#lib/server/db/settings.ts'
import { createLinkRow, listLinks, revokeLink } from '#lib/server/db/share-links.ts'
import { changeRole, listMembers, removeMember, renameTeam, roleInTeam, teamsOfUser } from '#lib/server/db/teams.ts'
import { findToken, listTokens, revokeToken, touchToken } from '#lib/server/db/tokens.ts'
import { changePasswordHash, createUser, findUserByEmail, raiseSessionVersion } from '#lib/server/db/users.ts'
import { describeOnBoth, makePerson, makeSession, makeToken, type Person } from '#tests/support/database.ts'

describeOnBoth('people', () => {
  test('a user gets their own team, and is found by any spelling of their address', async () => {
    const person = await makePerson({ email: 'Ada@Example.com ', name: 'Ada' })
    expect((await findUserByEmail(' aDA@example.COM'))?.id).toBe(person.id)
    expect(await teamsOfUser(person.id)).toEqual([
      { id: person.teamId, name: "Ada's team", role: 'owner', requiresSecondFactor: false },
    ])
  })

  test('one address is one account, even for two concurrent requests', async () => {
    const user = { email: 'twice@example.com', name: 'T', passwordHash: null, isServerOwner: false }
    const results = await Promise.allSettled([createUser(user), createUser(user)])
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(isUniqueViolation(refused[0]?.reason)).toBe(true)
    // The failed request left no team behind.
    expect(await db().team.count({ where: { name: "T's team" } })).toBe(1)
  })

  test('a new password and a sign-out everywhere raise the session version', async () => {
    const { id, sessionVersion } = await makePerson()
    expect(await changePasswordHash(id, 'hash')).toBe(sessionVersion + 1)
    await raiseSessionVersion(id)
    expect((await db().user.findUnique({ where: { id } }))?.sessionVersion).toBe(sessionVersion + 2)
  })

  test('a provider’s account is linked once', async () => {
    const [a, b] = [await makePerson(), await makePerson()]
    const key = { provider: 'github', providerAccountId: randomId() }
    await linkAccount(key, a.id)
    await linkAccount(key, b.id)
    expect((await findUserOfAccount(key))?.id).toBe(a.id)
  })

  async function teamOf(...roles: ('owner' | 'member' | 'viewer')[]): Promise<[teamId: string, people: Person[]]> {
    const first = await makePerson()
    const people = [first]
    for (const role of roles.slice(1)) {
      const person = await makePerson()
      await joinTeam(first.teamId, person.id, role)
      people.push(person)
    }
    return [first.teamId, people]
  }

  test('a team always has an owner', async () => {
    const [teamId, [owner, member]] = await teamOf('owner', 'member')
    expect(await changeRole(teamId, owner?.id ?? '', 'viewer')).toBe(false)
    expect(await removeMember(teamId, owner?.id ?? '')).toBe(false)
    expect(await changeRole(teamId, member?.id ?? '', 'owner')).toBe(true)
    expect(await removeMember(teamId, owner?.id ?? '')).toBe(true)
    expect(await listMembers(teamId)).toMatchObject([{ userId: member?.id, role: 'owner' }])
    expect(await removeMember(teamId, owner?.id ?? '')).toBe(false)
  })

  test('of two owners who leave at the same time, one stays', async () => {
    // Many pairs at once, so that some of them really overlap.
    const teams = await Promise.all(Array.from({ length: 20 }, () => teamOf('owner', 'owner')))
    const left = await Promise.all(
      teams.map(([teamId, people]) => Promise.all(people.map((person) => removeMember(teamId, person.id)))),
    )
    for (const pair of left) expect(pair.sort()).toEqual([false, true])
    for (const [teamId] of teams) expect(await listMembers(teamId)).toMatchObject([{ role: 'owner' }])
  })

  test('joining twice keeps the role', async () => {
    const [teamId, [owner]] = await teamOf('owner')
    await joinTeam(teamId, owner?.id ?? '', 'viewer')
    expect(await roleInTeam(owner?.id ?? '', teamId)).toBe('owner')
    await renameTeam(teamId, 'Crew')
    expect(await teamsOfUser(owner?.id ?? '')).toMatchObject([{ name: 'Crew' }])
  })

  test('an invitation can be used once, before it expires, and can be restored', async () => {
    const { id: createdById, teamId } = await makePerson()
    const hash = randomId()
    const { id, expiresAtMs } = await createInvite({ teamId, role: 'member', hash, createdById }, 1_000)
    expect(expiresAtMs).toBe(1_000 + LIMITS.inviteExpiryMs)
    expect(await findOpenInvite(hash, expiresAtMs - 1)).toMatchObject({ id, role: 'member' })
    expect(await findOpenInvite(hash, expiresAtMs)).toBeNull()
    const taken = await Promise.all([consumeInvite(id, 2_000), consumeInvite(id, 2_000)])
    expect(taken.sort()).toEqual([false, true])
    expect(await findOpenInvite(hash, 2_000)).toBeNull()
    await releaseInvite(id)
    expect(await findOpenInvite(hash, 2_000)).toMatchObject({ id })
  })

  test('someone who leaves, or is no longer an owner, has no invitation left with which to return', async () => {
    const [teamId, [owner, other]] = await teamOf('owner', 'owner')
    const invite = async (by: Person | undefined) => {
      const hash = randomId()
      await createInvite({ teamId, role: 'owner', hash, createdById: by?.id ?? '' }, 1_000)
      return hash
    }
    const [kept, first] = [await invite(owner), await invite(other)]
    expect(await changeRole(teamId, other?.id ?? '', 'owner')).toBe(true)
    expect(await findOpenInvite(first, 2_000)).not.toBeNull()
    expect(await changeRole(teamId, other?.id ?? '', 'member')).toBe(true)
    expect(await findOpenInvite(first, 2_000)).toBeNull()
    const second = await invite(other)
    expect(await removeMember(teamId, other?.id ?? '')).toBe(true)
    expect(await findOpenInvite(second, 2_000)).toBeNull()
    expect(await findOpenInvite(kept, 2_000)).not.toBeNull()
  })

  test('text that contains NUL, which PostgreSQL rejects, matches no address and no team', async () => {
    expect(await findUserByEmail('ada\0@example.com')).toBeNull()
    const { id: userId } = await makePerson()
    expect(() => namedTeam({ kind: 'api', tokenId: userId, tokenName: '', teamId: userId }, '\0')).toThrow(AppError)
  })

  test('a setting is taken once, and only if it has the expected value', async () => {
    await writeSetting('setup-hash', 'old')
    await writeSetting('setup-hash', 'new')
    expect(await consumeSetting('setup-hash', 'old')).toBe(false)
    const taken = await Promise.all([consumeSetting('setup-hash', 'new'), consumeSetting('setup-hash', 'new')])
    expect(taken.sort()).toEqual([false, true])
    expect(await readSetting('setup-hash')).toBeNull()
  })

  test('a token is listed until it is revoked, and its use is written at most once a minute', async () => {
    const person = await makePerson()
    const { row } = await makeToken(person)
    const use = async (nowMs: number) => touchToken((await findToken(row.id)) ?? row, nowMs)
    await use(1_000_000)
    await use(1_059_999)
    const [listed] = await listTokens(person.teamId)
    expect(listed).toMatchObject({
      id: row.id,
      last4: row.last4,
      lastUsedAtMs: 1_000_000,
      createdBy: { id: person.id },
    })
    await use(1_060_000)
    expect((await listTokens(person.teamId))[0]?.lastUsedAtMs).toBe(1_060_000)
    expect(await revokeToken(row.id, 5)).toBe(true)
    expect(await revokeToken(row.id, 6)).toBe(false)
    expect(await listTokens(person.teamId)).toEqual([])
    expect((await findToken(row.id))?.revokedAt?.getTime()).toBe(5)
  })

  test('[limit teamTokensMax] a team has a maximum number of tokens; revoking one makes room', async () => {
    const person = await makePerson()
    const data = { teamId: person.teamId, kind: 'device' as const, name: 'n', last4: '0000', createdById: person.id }
    const rows = Array.from({ length: LIMITS.teamTokensMax }, () => ({ ...data, hash: randomId() }))
    await db().token.createMany({ data: rows })
    const refusal = expect.objectContaining({ code: 'limit-reached', limit: 'teamTokensMax' })
    await expect(makeToken(person)).rejects.toThrow(refusal)
    await db().token.updateMany({ where: { hash: rows[0]?.hash ?? '' }, data: { revokedAt: new Date() } })
    await makeToken(person)
  })

  test('[limit teamLinksMax] a team has a maximum number of active links; an expired one makes room', async () => {
    const person = await makePerson()
    const { deviceId } = await makeSession(person, `for-many-links-${person.id}`)
    const nowMs = Date.now()
    const data = { teamId: person.teamId, authHash: 'h', createdById: person.id, deviceId, sessionId: null }
    const open = { ...data, expiresAt: new Date(nowMs + 60_000) }
    await db().shareLink.createMany({
      data: Array.from({ length: LIMITS.teamLinksMax }, () => ({ ...open, id: randomId() })),
    })
    const one = () => createLinkRow({ ...data, id: randomId(), expiresAtMs: nowMs + 60_000 }, nowMs)
    const refusal = expect.objectContaining({ code: 'limit-reached', limit: 'teamLinksMax' })
    await expect(one()).rejects.toThrow(refusal)
    const last = await listLinks(person.teamId, nowMs)
    await revokeLink(last[0]?.id ?? '', nowMs)
    await one()
  })

  test('active links are listed with the device they show, directly or through a session', async () => {
    const person = await makePerson()
    const { deviceId } = await makeSession(person, `for-links-${person.id}`)
    const nowMs = Date.now()
    const data = { teamId: person.teamId, authHash: 'h', createdById: person.id, expiresAtMs: nowMs + 1_000 }
    const byDevice = await createLinkRow({ ...data, id: randomId(), deviceId, sessionId: null }, nowMs)
    const bySession = await createLinkRow(
      { ...data, id: randomId(), deviceId: null, sessionId: `for-links-${person.id}` },
      nowMs,
    )
    const listed = await listLinks(person.teamId, nowMs)
    expect(listed.map((link) => link.id).sort()).toEqual([byDevice.id, bySession.id].sort())
    for (const link of listed) expect(link.deviceName).toBe('Pixel')
    expect(await listLinks(person.teamId, nowMs + 1_000)).toEqual([])
    expect(await revokeLink(byDevice.id, nowMs)).toBe(true)
    expect(await listLinks(person.teamId, nowMs)).toHaveLength(1)
  })
})
