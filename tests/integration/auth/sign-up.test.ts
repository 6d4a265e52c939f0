/** Who may make an account: the one-time link of an empty server, the policies, invitations, and races between two. */
import { beforeEach, describe, expect, test } from 'vitest'
import { acceptInvite, inviteToTeam } from '#lib/auth/invite.ts'
import { setupLink } from '#lib/auth/setup.ts'
import { signUp } from '#lib/auth/sign-up.ts'
import { config, putConfig, type SignUpPolicy } from '#lib/config/env.ts'
import { db } from '#lib/db/client.ts'
import { listMembers, teamsOfUser } from '#lib/db/teams.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { makePerson, withDatabase } from '../../support/database.ts'

withDatabase()

const refusal = (code: string) => expect.objectContaining({ code })
let made = 0
const request = (fields: { setup?: string; invite?: string; email?: string; password?: string } = {}) => ({
  email: `new${++made}@example.com`,
  password: 'correct horse',
  name: 'New',
  ...fields,
})
const setPolicy = (policy: SignUpPolicy) => putConfig({ ...config(), signUp: policy })
const secretOf = (url: string | null) => url?.split('#')[1] ?? ''

beforeEach(async () => {
  setPolicy('open')
  await db().user.deleteMany()
  await db().setting.deleteMany()
})

describe('an empty server', () => {
  test('takes nobody without its set-up link, whatever the policy', async () => {
    await setupLink()
    for (const policy of ['open', 'invite', 'closed'] as const) {
      setPolicy(policy)
      await expect(signUp(request(), 0)).rejects.toThrow(refusal('setup-required'))
      await expect(signUp(request({ setup: 'guess' }), 0)).rejects.toThrow(refusal('setup-invalid'))
    }
    expect(await db().user.count()).toBe(0)
  })

  test('the link makes its owner once, has its secret in the fragment, and is gone after that', async () => {
    const link = await setupLink()
    expect(link).toMatch(/^http:\/\/localhost:8080\/setup#[0-9A-Za-z]{32}$/)
    setPolicy('closed')
    const owner = await signUp(request({ setup: secretOf(link) }), 0)
    expect(owner.isServerOwner).toBe(true)
    expect(await setupLink()).toBeNull()
    setPolicy('open')
    await expect(signUp(request({ setup: secretOf(link) }), 0)).rejects.toThrow(refusal('setup-invalid'))
    expect((await signUp(request(), 0)).isServerOwner).toBe(false)
  })

  test('each start makes the link before it worthless', async () => {
    const first = secretOf(await setupLink())
    const second = secretOf(await setupLink())
    await expect(signUp(request({ setup: first }), 0)).rejects.toThrow(refusal('setup-invalid'))
    expect((await signUp(request({ setup: second }), 0)).isServerOwner).toBe(true)
  })

  test('of two who use the link at once one becomes the owner', async () => {
    const setup = secretOf(await setupLink())
    const results = await Promise.allSettled([signUp(request({ setup }), 0), signUp(request({ setup }), 0)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db().user.count()).toBe(1)
  })

  test('a password that is refused does not use the link up', async () => {
    const setup = secretOf(await setupLink())
    await expect(signUp(request({ setup, password: 'short' }), 0)).rejects.toThrow(refusal('invalid-input'))
    expect((await signUp(request({ setup }), 0)).isServerOwner).toBe(true)
  })

  test('the database holds a hash of its secret, not the secret', async () => {
    const secret = secretOf(await setupLink())
    expect(JSON.stringify(await db().setting.findMany())).not.toContain(secret)
  })
})

describe('a server with an owner', () => {
  const table: [policy: SignUpPolicy, invite: 'none' | 'good' | 'wrong', outcome: string][] = [
    ['open', 'none', 'ok'],
    ['open', 'good', 'ok'],
    ['open', 'wrong', 'invite-invalid'],
    ['invite', 'none', 'invite-required'],
    ['invite', 'good', 'ok'],
    ['invite', 'wrong', 'invite-invalid'],
    ['closed', 'none', 'sign-up-closed'],
    ['closed', 'good', 'sign-up-closed'],
    ['closed', 'wrong', 'sign-up-closed'],
  ]

  test.each(table)('policy %s, invitation %s: %s', async (policy, kind, outcome) => {
    const host = await makePerson()
    const { url } = await inviteToTeam(host.teamId, 'member', host.id, 0)
    setPolicy(policy)
    const invite = { none: undefined, good: secretOf(url), wrong: 'wrong' }[kind]
    const attempt = signUp(request(invite === undefined ? {} : { invite }), 1)
    if (outcome !== 'ok') return expect(attempt).rejects.toThrow(refusal(outcome))
    const teams = await teamsOfUser((await attempt).id)
    expect(teams).toHaveLength(kind === 'good' ? 2 : 1)
    // Their own team comes first, with them as its owner.
    expect(teams[0]).toMatchObject({ name: "New's team", role: 'owner' })
    if (kind === 'good') expect(teams[1]).toMatchObject({ id: host.teamId, role: 'member' })
  })

  test('an invitation lets one person in, also when two come at once, and ends with its week', async () => {
    const host = await makePerson()
    const invite = secretOf((await inviteToTeam(host.teamId, 'viewer', host.id, 0)).url)
    const results = await Promise.allSettled([signUp(request({ invite }), 1), signUp(request({ invite }), 1)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await listMembers(host.teamId)).toHaveLength(2)
    const late = secretOf((await inviteToTeam(host.teamId, 'viewer', host.id, 0)).url)
    await expect(signUp(request({ invite: late }), LIMITS.inviteExpiryMs)).rejects.toThrow(refusal('invite-invalid'))
  })

  test('somebody with an account joins with it', async () => {
    const [host, guest] = [await makePerson(), await makePerson()]
    const { url } = await inviteToTeam(host.teamId, 'member', host.id, 0)
    expect(await acceptInvite(secretOf(url), guest.id, 1)).toBe(host.teamId)
    await expect(acceptInvite(secretOf(url), guest.id, 1)).rejects.toThrow(refusal('invite-invalid'))
  })

  test('an address that has an account is refused, in any spelling, and the invitation stays good', async () => {
    const host = await makePerson({ email: 'taken@example.com' })
    const invite = secretOf((await inviteToTeam(host.teamId, 'member', host.id, 0)).url)
    await expect(signUp(request({ invite, email: 'Taken@Example.com' }), 1)).rejects.toThrow(refusal('conflict'))
    await signUp(request({ invite }), 1)
  })
})
