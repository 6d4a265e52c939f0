/** Rules for creating an account: the one-time link of an empty server, the policies, invitations, and races. */
import { hash } from '@node-rs/argon2'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { acceptInvite, inviteToTeam } from '#lib/server/auth/invite.ts'
import { userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { setupLink } from '#lib/server/auth/setup.ts'
import { signUp } from '#lib/server/auth/sign-up.ts'
import { config, putConfig, type SignUpPolicy } from '#lib/server/config/env.ts'
import { db } from '#lib/server/db/client.ts'
import { listMembers, teamsOfUser } from '#lib/server/db/teams.ts'
import { api } from '#tests/support/api.ts'
import { makePerson, withDatabase } from '#tests/support/database.ts'

// The real function, with its calls counted.
vi.mock('@node-rs/argon2', async (importOriginal) => {
  const real = await importOriginal<typeof import('@node-rs/argon2')>()
  return { ...real, hash: vi.fn(real.hash) }
})

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
  await db().auditEvent.deleteMany()
})

describe('an empty server', () => {
  test('rejects everyone without its setup link, whatever the policy', async () => {
    await setupLink()
    for (const policy of ['open', 'invite', 'closed'] as const) {
      setPolicy(policy)
      await expect(signUp(request(), 0)).rejects.toThrow(refusal('setup-required'))
      await expect(signUp(request({ setup: 'guess' }), 0)).rejects.toThrow(refusal('setup-invalid'))
    }
    expect(await db().user.count()).toBe(0)
  })

  test('the link creates its owner once, has its secret in the fragment, and is then gone', async () => {
    const link = await setupLink()
    expect(link).toMatch(/^http:\/\/localhost:8080\/setup#[0-9A-Za-z]{32}$/)
    setPolicy('closed')
    const owner = await newPerson(request({ setup: secretOf(link) }))
    expect(owner.isServerOwner).toBe(true)
    expect(await setupLink()).toBeNull()
    setPolicy('open')
    await expect(signUp(request({ setup: secretOf(link) }), 0)).rejects.toThrow(refusal('setup-invalid'))
    expect((await newPerson(request())).isServerOwner).toBe(false)
  })

  test('each start invalidates the previous link', async () => {
    const first = secretOf(await setupLink())
    const second = secretOf(await setupLink())
    await expect(signUp(request({ setup: first }), 0)).rejects.toThrow(refusal('setup-invalid'))
    expect((await newPerson(request({ setup: second }))).isServerOwner).toBe(true)
  })

  test('of two who use the link at once, one becomes the owner', async () => {
    const setup = secretOf(await setupLink())
    const results = await Promise.allSettled([signUp(request({ setup }), 0), signUp(request({ setup }), 0)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db().user.count()).toBe(1)
  })

  test('a rejected password does not use up the link', async () => {
    const setup = secretOf(await setupLink())
    await expect(signUp(request({ setup, password: 'short' }), 0)).rejects.toThrow(refusal('invalid-input'))
    expect((await newPerson(request({ setup }))).isServerOwner).toBe(true)
  })

  test('the database stores a hash of the secret, not the secret', async () => {
    const secret = secretOf(await setupLink())
    expect(JSON.stringify(await db().setting.findMany())).not.toContain(secret)
  })
})

test('where passwords are off, the owner of an empty server is signed in by the answer, and nobody else gets a password', async () => {
  const before = config()
  putConfig({ ...before, isPasswordSignInOn: false })
  const setup = secretOf(await setupLink())
  const made = await api('POST', '/api/v1/sign-up', { body: request({ setup }) })
  const cookie = made.headers.getSetCookie().map((line) => line.split(';')[0])
  expect(await userOfCookies(cookie.join('; '))).toMatchObject({ isServerOwner: true, signIn: { method: 'setup' } })
  await expect(signUp(request(), 0)).rejects.toThrow(refusal('password-sign-in-off'))
  expect(await signUp({ ...request(), password: null }, 0)).toMatchObject({ passwordHash: null })
  putConfig(before)
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
    const { url } = await inviteToTeam({ teamId: host.teamId, role: 'member', createdById: host.id }, 0)
    setPolicy(policy)
    const invite = { none: undefined, good: secretOf(url), wrong: 'wrong' }[kind]
    const attempt = newPerson(request(invite === undefined ? {} : { invite }))
    if (outcome !== 'ok') return expect(attempt).rejects.toThrow(refusal(outcome))
    const teams = await teamsOfUser((await attempt).id)
    // People who come by invite get no empty team of their own.
    const expected = kind === 'good' ? { id: host.teamId, role: 'member' } : { name: "New's team", role: 'owner' }
    expect(teams).toEqual([expect.objectContaining(expected)])
  })

  test('an invitation admits one person, even if two use it at once, and expires after a week', async () => {
    const host = await makePerson()
    const invite = secretOf((await inviteToTeam({ teamId: host.teamId, role: 'viewer', createdById: host.id }, 0)).url)
    const results = await Promise.allSettled([signUp(request({ invite }), 1), signUp(request({ invite }), 1)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await listMembers(host.teamId)).toHaveLength(2)
    const late = secretOf((await inviteToTeam({ teamId: host.teamId, role: 'viewer', createdById: host.id }, 0)).url)
    await expect(signUp(request({ invite: late }), LIMITS.inviteExpiryMs)).rejects.toThrow(refusal('invite-invalid'))
  })

  test('an existing user joins with it', async () => {
    const [host, guest] = [await makePerson(), await makePerson()]
    const { url } = await inviteToTeam({ teamId: host.teamId, role: 'member', createdById: host.id }, 0)
    const [key, other] = [{ secret: secretOf(url) }, await makePerson()]
    expect(await acceptInvite(key, guest.id, 1)).toMatchObject({ teamId: host.teamId, role: 'member' })
    // Once more is harmless: a page that was loaded again asks twice.
    expect(await acceptInvite(key, guest.id, 1)).toMatchObject({ teamId: host.teamId, role: null })
    await expect(acceptInvite(key, other.id, 1)).rejects.toThrow(refusal('invite-invalid'))
  })

  test('an address that already has an account, in any spelling, creates nothing and keeps the invitation', async () => {
    const host = await makePerson({ email: 'taken@example.com' })
    const invite = secretOf((await inviteToTeam({ teamId: host.teamId, role: 'member', createdById: host.id }, 0)).url)
    expect(await signUp(request({ invite, email: 'Taken@Example.com' }), 1)).toBeNull()
    expect(await db().user.count()).toBe(1)
    expect(await db().auditEvent.count()).toBe(0)
    expect(await listMembers(host.teamId)).toHaveLength(1)
    expect(await newPerson(request({ invite }))).toBeTruthy()
  })

  test('of two sign-ups with one address at once, one creates the account and neither fails', async () => {
    await makePerson()
    const email = 'twice@example.com'
    const results = await Promise.all([signUp(request({ email }), 1), signUp(request({ email }), 1)])
    expect(results.filter((user) => user !== null)).toHaveLength(1)
  })

  test('nothing that a known address answers differs from an unknown one, with a good password or a bad one', async () => {
    const { email } = await makePerson()
    const ask = async (body: object) => {
      const { status, json, headers } = await api('POST', '/api/v1/sign-up', { body })
      return { status, json: { ...json, userId: shapeOf(json.userId) }, headers: [...headers.keys()] }
    }
    for (const password of ['x', 'correct horse', 'x'.repeat(201)]) {
      vi.mocked(hash).mockClear()
      const known = await ask(request({ email, password }))
      const hashes = vi.mocked(hash).mock.calls.length
      expect(await ask(request({ password }))).toEqual(known)
      // The time of an answer is the time of its hash.
      expect(vi.mocked(hash).mock.calls.length).toBe(2 * hashes)
      expect(hashes).toBe(password === 'correct horse' ? 1 : 0)
    }
  })
})

async function newPerson(fields: ReturnType<typeof request>) {
  const user = await signUp(fields, 1)
  if (!user) throw new Error('the address was in use')
  return user
}

/** The length and kinds of characters of an id. */
function shapeOf(id: string | undefined): string | undefined {
  return id && `${id.length} ${/^[0-9A-Za-z]+$/.test(id)}`
}
