/** Signing in through a provider: which account it opens, and when it opens none. */
import { beforeEach, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { userOfProvider } from '#lib/server/auth/oauth-account.ts'
import { authOptions } from '#lib/server/auth/options.ts'
import { providerProfile } from '#lib/server/auth/providers.ts'
import { config, loadConfig, putConfig } from '#lib/server/config/env.ts'
import { changeEmail, findUser, renameUser } from '#lib/server/db/users.ts'
import { makePerson, withDatabase } from '#tests/support/database.ts'

withDatabase()

const refusal = (code: string) => expect.objectContaining({ code })
const account = () => ({ provider: 'github', providerAccountId: randomId() })
const profile = (email: string, isEmailVerified = true) => ({ email, isEmailVerified, name: 'Grace' })

beforeEach(async () => {
  putConfig({ ...config(), signUp: 'open' })
  await makePerson()
})

test('the first sign-in creates the account and later ones find it, even if the profile has changed', async () => {
  const key = account()
  const user = await userOfProvider(key, profile('grace@example.com'), 0)
  expect(user).toMatchObject({ email: 'grace@example.com', name: 'Grace', passwordHash: null, isServerOwner: false })
  await renameUser(user.id, 'Grace H.')
  expect((await userOfProvider(key, profile('new@example.com', false), 0)).id).toBe(user.id)
  expect((await findUser(user.id))?.email).toBe('grace@example.com')
})

test('an unverified address neither creates nor opens an account', async () => {
  const { email } = await makePerson()
  for (const address of [email, 'unverified@example.com'])
    await expect(userOfProvider(account(), profile(address, false), 0)).rejects.toThrow(refusal('forbidden'))
  const without = { email: null, isEmailVerified: true }
  await expect(userOfProvider(account(), without, 0)).rejects.toThrow(refusal('forbidden'))
})

test('two providers that verified the same address open the same account', async () => {
  const first = await userOfProvider(account(), profile('both@example.com'), 0)
  const second = await userOfProvider({ ...account(), provider: 'google' }, profile('Both@Example.com'), 0)
  expect(second.id).toBe(first.id)
})

test('an account with a password is never linked by its address, because a stranger may have created it', async () => {
  const { email } = await makePerson({ passwordHash: '$argon2id$…' })
  await expect(userOfProvider(account(), profile(email), 0)).rejects.toThrow(refusal('conflict'))
})

test('an account whose owner has changed its address without proof is not linked to the owner of that address', async () => {
  const [key, email] = [account(), `victim-${randomId()}@example.com`]
  const attacker = await userOfProvider(key, profile(`attacker-${randomId()}@example.com`), 0)
  // As on a server without mail.
  await changeEmail(attacker.id, email, null)
  await expect(userOfProvider({ ...account(), provider: 'google' }, profile(email), 0)).rejects.toThrow(
    refusal('conflict'),
  )
  // The provider says again that the address is theirs: an account of an earlier version, or one that got it back.
  expect((await userOfProvider(key, profile(email.toUpperCase()), 5)).id).toBe(attacker.id)
  expect((await findUser(attacker.id))?.emailVerifiedAt).toEqual(new Date(5))
})

test.each([
  ['closed', 'sign-up-closed'],
  ['invite', 'invite-required'],
] as const)('the policy %s holds for providers too, for new people', async (signUp, code) => {
  const key = account()
  const known = await userOfProvider(key, profile(`${randomId()}@example.com`), 0)
  putConfig({ ...config(), signUp })
  await expect(userOfProvider(account(), profile(`${randomId()}@example.com`), 0)).rejects.toThrow(refusal(code))
  expect((await userOfProvider(key, profile(known.email), 0)).id).toBe(known.id)
})

test('a profile counts as verified only if it says exactly that', () => {
  const isVerified = (email_verified: unknown) => providerProfile({ email: 'a@b.co', email_verified }).isEmailVerified
  expect([true, 'true', false, 'false', 1, 'yes', undefined, null].filter(isVerified)).toEqual([true, 'true'])
})

test('only configured providers are offered', () => {
  const before = config()
  const offered = () =>
    authOptions({ address: '203.0.113.9', userAgent: 'Browser' }).providers.map((provider) => provider.id)
  expect(offered()).toEqual(['credentials'])
  const keys = {
    GITHUB_ID: 'a',
    GITHUB_SECRET: 'b',
    OIDC_ISSUER: 'https://id.example.com/',
    OIDC_ID: 'c',
    OIDC_SECRET: 'd',
  }
  putConfig({ ...before, providers: loadConfig(keys).providers })
  expect(offered()).toEqual(['credentials', 'github', 'oidc'])
  expect(authOptions({ address: '203.0.113.9', userAgent: 'Browser' }).providers[2]).toMatchObject({
    wellKnown: 'https://id.example.com/.well-known/openid-configuration',
  })
  putConfig(before)
})
