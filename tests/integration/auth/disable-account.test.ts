/** Disabled and deleted accounts: what stops at once, what works again, and who cannot be removed. */
import { beforeEach, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import type { ViewerHello } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { deviceGrant, recheckDeviceGrant } from '#lib/server/auth/device-access.ts'
import { deleteAccount, disableAccount, enableAccount } from '#lib/server/auth/disable-account.ts'
import { createHostKey, hostKeyGrant } from '#lib/server/auth/host-key.ts'
import { inviteToTeam } from '#lib/server/auth/invite.ts'
import { linkGrant } from '#lib/server/auth/link-access.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { sealSession, sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { hashToken } from '#lib/server/auth/token-format.ts'
import { recheckGrant, viewerGrant } from '#lib/server/auth/viewer-access.ts'
import { db } from '#lib/server/db/client.ts'
import { findOpenInvite, joinTeam } from '#lib/server/db/invites.ts'
import { createLinkRow } from '#lib/server/db/share-links.ts'
import { findUser } from '#lib/server/db/users.ts'
import { type RecordedRelay, recordRelay } from '#tests/support/api.ts'
import { describeOnBoth, makePerson, makeSession, makeToken, type Person } from '#tests/support/database.ts'

const refusal = (code: string) => expect.objectContaining({ code })
const NOW_MS = 1_800_000_000_000
const SEEN = { address: '203.0.113.7', userAgent: 'Browser' }

/** Everything that a person can make, with a way to use each; resolves when it works. */
async function everythingOf(person: Person) {
  const [device, reading] = [await makeToken(person, 'device'), await makeToken(person, 'api')]
  const key = createHostKey()
  const host = await db().token.create({
    data: {
      teamId: person.teamId,
      kind: 'host',
      name: 'k',
      createdById: person.id,
      hash: hashToken(key),
      last4: 'last',
    },
  })
  const { deviceId } = await makeSession(person, randomId())
  const linkKey = deriveLinkKey(createLinkSecret())
  const link = await createLinkRow(
    {
      id: randomId(),
      teamId: person.teamId,
      sessionId: null,
      deviceId,
      authHash: hashLinkKey(linkKey),
      createdById: person.id,
      expiresAtMs: NOW_MS + 3600_000,
    },
    NOW_MS,
  )
  const { url } = await inviteToTeam({ teamId: person.teamId, role: 'member', createdById: person.id }, NOW_MS)
  const asViewer = { version: PROTOCOL_VERSION, token: reading.token } as ViewerHello
  return {
    ids: { device: device.row.id, reading: reading.row.id, host: host.id, link: link.id },
    uses: {
      device: () => deviceGrant(device.token, NOW_MS, 'sdk'),
      reading: () => viewerGrant(asViewer, NOW_MS),
      host: () => hostKeyGrant(key, NOW_MS, 'flutter'),
      link: () => linkGrant({ id: link.id, key: linkKey }, NOW_MS),
    },
    rechecks: {
      device: () => recheckDeviceGrant(device.row.id, NOW_MS),
      link: () =>
        recheckGrant(
          { kind: 'link', id: link.id, name: 'Guest', teamIds: [person.teamId], target: null, expiresAtMs: null },
          NOW_MS,
        ),
    },
    invite: () => findOpenInvite(hashToken(url.split('#')[1] ?? ''), NOW_MS),
  }
}

describeOnBoth('an account', () => {
  let relay: RecordedRelay
  beforeEach(async () => {
    relay = recordRelay()
    await db().team.deleteMany()
    await db().user.deleteMany()
  })

  test('that is disabled stops everything its person made at once, and enabling it brings all of it back', async () => {
    const person = await makePerson()
    const made = await everythingOf(person)
    const claims = await openSignIn(person, { method: 'password', secondFactorAtMs: null }, SEEN, NOW_MS)
    const cookie = `${sessionCookieName()}=${await sealSession(claims)}`
    for (const use of Object.values(made.uses)) expect(await use()).toBeTruthy()

    await disableAccount(person.id, NOW_MS)
    for (const use of Object.values(made.uses)) await expect(use()).rejects.toThrow(/disabled|revoked/)
    expect(await made.rechecks.device()).toMatchObject({ code: 'token-revoked' })
    expect(await made.rechecks.link()).toMatchObject({ code: 'link-revoked' })
    expect(await made.invite()).toBeNull()
    await expect(userOfCookies(cookie, { nowMs: NOW_MS })).rejects.toThrow(refusal('account-disabled'))
    const { device, reading, host, link } = made.ids
    expect(relay.cuts[0]).toEqual([{ kind: 'user', id: person.id }, 'session-revoked'])
    const cutIds = relay.cuts.slice(1).map(([target]) => (target as { id: string }).id)
    expect(cutIds).toEqual(expect.arrayContaining([device, reading, host, link]))

    await enableAccount(person.id)
    for (const use of Object.values(made.uses)) expect(await use()).toBeTruthy()
    expect(await made.rechecks.device()).toBeNull()
    expect(await made.invite()).not.toBeNull()
    // The browsers have to sign in again.
    await expect(userOfCookies(cookie, { nowMs: NOW_MS })).rejects.toThrow(refusal('session-revoked'))
  })

  test('that is disabled does not touch what others made', async () => {
    const [person, colleague] = [await makePerson(), await makePerson()]
    const made = await everythingOf({ ...colleague, teamId: person.teamId })
    await disableAccount(person.id, NOW_MS)
    for (const use of Object.values(made.uses)) expect(await use()).toBeTruthy()
  })

  test('of the last server owner can be neither disabled nor deleted, not even by two of them at once', async () => {
    const [a, b] = [await makePerson(), await makePerson()]
    await db().user.updateMany({ data: { isServerOwner: true } })
    await Promise.allSettled([disableAccount(a.id, NOW_MS), disableAccount(b.id, NOW_MS)])
    expect(await db().user.count({ where: { disabledAt: null } })).toBeGreaterThan(0)
    await db().user.updateMany({ data: { disabledAt: null } })
    await disableAccount(b.id, NOW_MS)
    await expect(disableAccount(a.id, NOW_MS)).rejects.toThrow(refusal('conflict'))
    await expect(deleteAccount(a.id, NOW_MS)).rejects.toThrow(refusal('conflict'))
    expect((await findUser(a.id))?.disabledAt).toBeNull()
    await expect(disableAccount('nobody-here', NOW_MS)).rejects.toThrow(refusal('not-found'))
  })

  test('that is deleted takes its own team along and leaves the device tokens of others’ teams running', async () => {
    const [person, owner] = [await makePerson(), await makePerson()]
    await joinTeam(owner.teamId, person.id, 'member')
    const shared = await everythingOf({ ...person, teamId: owner.teamId })
    const own = await makeToken(person)
    await deleteAccount(person.id, NOW_MS)
    expect(await findUser(person.id)).toBeNull()
    expect(await db().team.findUnique({ where: { id: person.teamId } })).toBeNull()
    expect(await shared.uses.device()).toMatchObject({ teamId: owner.teamId })
    expect(await shared.uses.host()).toMatchObject({ teamId: owner.teamId })
    await expect(shared.uses.reading()).rejects.toThrow(refusal('token-unknown'))
    await expect(shared.uses.link()).rejects.toThrow(refusal('link-unknown'))
    await expect(deviceGrant(own.token, NOW_MS, 'sdk')).rejects.toThrow(refusal('token-unknown'))
    expect(relay.changes).toContainEqual([owner.teamId, 'members'])
  })

  test('that owns a team with other members cannot be deleted before there is another owner', async () => {
    const [owner, member] = [await makePerson(), await makePerson()]
    await joinTeam(owner.teamId, member.id, 'member')
    await expect(deleteAccount(owner.id, NOW_MS)).rejects.toThrow(refusal('conflict'))
    expect((await findUser(owner.id))?.disabledAt).toBeNull()
    await db().membership.updateMany({ where: { userId: member.id, teamId: owner.teamId }, data: { role: 'owner' } })
    await deleteAccount(owner.id, NOW_MS)
    expect(await findUser(owner.id)).toBeNull()
  })
})
