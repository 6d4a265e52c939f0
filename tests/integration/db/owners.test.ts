/** A server and a team always keep an owner, in both databases, however many owners act at the same time. */
import { expect, test } from 'vitest'
import { disableUser, isLastServerOwner, makeOrdinary, makeServerOwner } from '#lib/server/auth/last-owner.ts'
import { db } from '#lib/server/db/client.ts'
import { createInvite, findOpenInvite, joinTeam } from '#lib/server/db/invites.ts'
import { listMembers, transferTeam } from '#lib/server/db/teams.ts'
import { findUser } from '#lib/server/db/users.ts'
import { describeOnBoth, makePerson } from '#tests/support/database.ts'

const NOW_MS = 1_800_000_000_000
const conflict = expect.objectContaining({ code: 'conflict' })

async function twoServerOwners() {
  await db().user.updateMany({ data: { isServerOwner: false } })
  const [a, b] = [await makePerson(), await makePerson()]
  await makeServerOwner(a.id)
  await makeServerOwner(b.id)
  return [a, b] as const
}

const enabledOwners = () => db().user.count({ where: { isServerOwner: true, disabledAt: null } })

describeOnBoth('owners', () => {
  test('the last owner of the server can be neither disabled nor demoted', async () => {
    const [a, b] = await twoServerOwners()
    expect(await isLastServerOwner({ ...a, isServerOwner: true })).toBe(false)
    expect(await disableUser(a.id, NOW_MS)).toBe(true)
    expect((await findUser(a.id))?.disabledAt?.getTime()).toBe(NOW_MS)
    expect(await disableUser(a.id, NOW_MS)).toBe(false)
    await expect(disableUser(b.id, NOW_MS)).rejects.toThrow(conflict)
    await expect(makeOrdinary(b.id)).rejects.toThrow(conflict)
    expect(await isLastServerOwner({ ...b, isServerOwner: true })).toBe(true)
    expect(await makeOrdinary(a.id)).toBe(true)
    await expect(makeServerOwner(a.id)).rejects.toThrow(conflict)
    const ordinary = await makePerson()
    expect(await disableUser(ordinary.id, NOW_MS)).toBe(true)
    expect(await makeOrdinary(ordinary.id)).toBe(false)
    await expect(disableUser('nobody', NOW_MS)).rejects.toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  test('of two owners who are disabled or demoted at the same time, one remains', async () => {
    for (let round = 0; round < 8; round++) {
      const [a, b] = await twoServerOwners()
      const results = await Promise.allSettled([
        disableUser(a.id, NOW_MS),
        round % 2 ? makeOrdinary(b.id) : disableUser(b.id, NOW_MS),
      ])
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await enabledOwners()).toBe(1)
    }
  })

  test('a team goes to another member, and the former owner keeps no invitation', async () => {
    const [owner, member, stranger] = [await makePerson(), await makePerson(), await makePerson()]
    const { teamId } = owner
    await joinTeam(teamId, member.id, 'viewer')
    const hash = `hash-${teamId}`
    await createInvite({ teamId, role: 'owner', hash, createdById: owner.id }, NOW_MS)
    expect(await transferTeam(teamId, owner.id, stranger.id)).toBe(false)
    expect(await transferTeam(teamId, owner.id, owner.id)).toBe(false)
    expect(await transferTeam(teamId, member.id, owner.id)).toBe(false)
    expect(await transferTeam(teamId, owner.id, member.id)).toBe(true)
    const roles = (await listMembers(teamId)).map(({ userId, role }) => [userId, role])
    expect(new Map(roles as [string, string][])).toEqual(
      new Map([
        [owner.id, 'member'],
        [member.id, 'owner'],
      ]),
    )
    expect(await findOpenInvite(hash, NOW_MS)).toBeNull()
    expect(await transferTeam(teamId, owner.id, member.id)).toBe(false)
  })

  test('a team does not go to a disabled account', async () => {
    const [owner, member] = [await makePerson(), await makePerson()]
    await joinTeam(owner.teamId, member.id, 'member')
    await db().user.update({ where: { id: member.id }, data: { disabledAt: new Date(NOW_MS) } })
    expect(await transferTeam(owner.teamId, owner.id, member.id)).toBe(false)
    expect((await listMembers(owner.teamId)).find(({ userId }) => userId === owner.id)?.role).toBe('owner')
  })

  test('two owners who hand the team to each other at the same time leave it with an owner', async () => {
    const [a, b] = [await makePerson(), await makePerson()]
    await joinTeam(a.teamId, b.id, 'owner')
    await Promise.all([transferTeam(a.teamId, a.id, b.id), transferTeam(a.teamId, b.id, a.id)])
    expect((await listMembers(a.teamId)).filter(({ role }) => role === 'owner').length).toBeGreaterThanOrEqual(1)
  })
})
