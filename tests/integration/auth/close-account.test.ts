/** Closing an account and ending a team: shown beforehand, asked for with proof, and at once for everybody concerned. */
import { beforeEach, describe, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { deleteAccount } from '#lib/server/auth/disable-account.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { db } from '#lib/server/db/client.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { createLinkRow } from '#lib/server/db/share-links.ts'
import { listMembers, roleInTeam, teamsOfUser } from '#lib/server/db/teams.ts'
import { findUser } from '#lib/server/db/users.ts'
import { api, type RecordedRelay, recordRelay } from '#tests/support/api.ts'
import { makePerson, makeSession, makeToken, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

const PASSWORD = 'correct horse battery'
let relay: RecordedRelay
beforeEach(() => {
  relay = recordRelay()
})

const preview = async (person: Person) => (await api('GET', '/api/v1/account/closing', { who: { user: person } })).json
const close = (person: Person, body: object) =>
  api('DELETE', '/api/v1/account', { who: { user: person }, body: { email: person.email, ...body } })

async function linkOf(person: Person, teamId: string): Promise<string> {
  const id = randomId()
  const { deviceId } = await makeSession({ ...person, teamId }, randomId())
  const link = { id, teamId, deviceId, sessionId: null, authHash: 'h', createdById: person.id }
  await createLinkRow({ ...link, expiresAtMs: Date.now() + 60_000 }, Date.now())
  return id
}

describe('closing an account', () => {
  test('shows what goes with it, asks for the address and the password, and takes it along', async () => {
    const [person, owner] = [await makePerson({ passwordHash: await hashPassword(PASSWORD) }), await makePerson()]
    await joinTeam(owner.teamId, person.id, 'member')
    const there = { ...person, teamId: owner.teamId }
    const api1 = await makeToken(there, 'api')
    await makeToken(there)
    const link = await linkOf(person, owner.teamId) // Makes a device token as well.
    expect(await preview(person)).toEqual({
      isLastServerOwner: false,
      ownerlessTeams: [],
      deletedTeams: [{ id: person.teamId, name: `${person.name}'s team` }],
      leftTeams: [{ id: owner.teamId, name: `${owner.name}'s team` }],
      apiTokens: 1,
      deviceTokens: 2,
      links: 1,
    })
    expect(await close(person, { email: 'other@example.com', password: PASSWORD })).toMatchObject({ status: 400 })
    expect(await close(person, { password: 'wrong password' })).toMatchObject({ code: 'wrong-credentials' })
    expect(await close(person, {})).toMatchObject({ code: 'invalid-input' })
    expect(await findUser(person.id)).not.toBeNull()
    expect((await close(person, { password: PASSWORD })).status).toBe(204)
    expect(await findUser(person.id)).toBeNull()
    expect(await db().team.findUnique({ where: { id: person.teamId } })).toBeNull()
    expect(relay.cuts).toEqual(
      expect.arrayContaining([
        [{ kind: 'user', id: person.id }, 'session-revoked'],
        [{ kind: 'token', id: api1.row.id }, 'token-revoked'],
        [{ kind: 'link', id: link }, 'link-revoked'],
      ]),
    )
    const event = await db().auditEvent.findFirst({ where: { action: 'account.closed', actorId: person.id } })
    expect(event?.actorName).toBe(person.email)
  })

  test('is refused for the last owner of the server, and for the last owner of a team with others', async () => {
    const person = await makePerson({ passwordHash: await hashPassword(PASSWORD) })
    await db().user.update({ where: { id: person.id }, data: { isServerOwner: true } })
    expect((await preview(person)).isLastServerOwner).toBe(true)
    expect(await close(person, { password: PASSWORD })).toMatchObject({ code: 'conflict' })
    const other = await makePerson()
    await db().user.update({ where: { id: other.id }, data: { isServerOwner: true } })
    await joinTeam(person.teamId, other.id, 'member')
    expect(await preview(person)).toMatchObject({ isLastServerOwner: false, ownerlessTeams: [{ id: person.teamId }] })
    expect(await close(person, { password: PASSWORD })).toMatchObject({ code: 'conflict' })
    expect((await findUser(person.id))?.disabledAt).toBeNull()
  })

  test('of two owners of a team at the same time never leaves it without one', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b, member] = [await makePerson(), await makePerson(), await makePerson()]
      await joinTeam(a.teamId, b.id, 'owner')
      await joinTeam(a.teamId, member.id, 'member')
      await Promise.allSettled([deleteAccount(a.id, Date.now()), deleteAccount(b.id, Date.now())])
      const owners = (await listMembers(a.teamId)).filter(({ role }) => role === 'owner')
      expect(owners).toHaveLength(1)
      expect((await findUser(owners[0]?.userId ?? ''))?.disabledAt).toBeNull()
    }
  })
})

describe('a team', () => {
  test('is deleted with its typed name, and everybody who is connected by it is cut', async () => {
    const [owner, member] = [await makePerson(), await makePerson()]
    await joinTeam(owner.teamId, member.id, 'member')
    const token = await makeToken(owner)
    const link = await linkOf(owner, owner.teamId)
    const [team] = await teamsOfUser(owner.id)
    const remove = (who: Person, name: string) =>
      api('DELETE', `/api/v1/team?team=${owner.teamId}`, { who: { user: who }, body: { name } })
    expect(await remove(member, team?.name ?? '')).toMatchObject({ status: 403 })
    expect(await remove(owner, 'something else')).toMatchObject({ status: 400, code: 'invalid-input' })
    expect((await remove(owner, team?.name ?? '')).status).toBe(204)
    expect(await db().team.findUnique({ where: { id: owner.teamId } })).toBeNull()
    expect(relay.cuts).toEqual(
      expect.arrayContaining([
        [{ kind: 'token', id: token.row.id }, 'token-revoked'],
        [{ kind: 'link', id: link }, 'link-revoked'],
        [{ kind: 'membership', userId: member.id, teamId: owner.teamId }, 'forbidden'],
      ]),
    )
    expect(await findUser(member.id)).not.toBeNull()
    expect(await remove(owner, team?.name ?? '')).toMatchObject({ status: 404 })
  })

  test('is transferred by an owner to a member, and to nobody else', async () => {
    const [owner, member, stranger] = [await makePerson(), await makePerson(), await makePerson()]
    await joinTeam(owner.teamId, member.id, 'viewer')
    const transfer = (who: Person, userId: string) =>
      api('POST', `/api/v1/team/transfer?team=${owner.teamId}`, { who: { user: who }, body: { userId } })
    expect(await transfer(member, member.id)).toMatchObject({ status: 403 })
    expect(await transfer(owner, stranger.id)).toMatchObject({ status: 404 })
    expect(await transfer(owner, 'a\0b')).toMatchObject({ status: 400 })
    expect(await transfer(owner, owner.id)).toMatchObject({ code: 'conflict' })
    expect(await transfer(owner, member.id)).toMatchObject({ json: { userId: member.id, role: 'owner' } })
    expect(await roleInTeam(owner.id, owner.teamId)).toBe('member')
  })
})
