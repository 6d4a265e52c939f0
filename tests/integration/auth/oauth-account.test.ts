/** Signing in with a provider: whose account it is, and when it is nobody's. */
import { beforeEach, expect, test } from 'vitest'
import { userOfProvider } from '#lib/auth/oauth-account.ts'
import { authOptions } from '#lib/auth/options.ts'
import { providerProfile } from '#lib/auth/providers.ts'
import { config, loadConfig, putConfig } from '#lib/config/env.ts'
import { findUser, renameUser } from '#lib/db/users.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { makePerson, withDatabase } from '../../support/database.ts'

withDatabase()

const refusal = (code: string) => expect.objectContaining({ code })
const account = () => ({ provider: 'github', providerAccountId: randomId() })
const profile = (email: string, isEmailVerified = true) => ({ email, isEmailVerified, name: 'Grace' })

beforeEach(async () => {
  putConfig({ ...config(), signUp: 'open' })
  await makePerson()
})

test('the first sign-in makes the account, the next ones find it, whatever the provider calls them by then', async () => {
  const key = account()
  const user = await userOfProvider(key, profile('grace@example.com'), 0)
  expect(user).toMatchObject({ email: 'grace@example.com', name: 'Grace', passwordHash: null, isServerOwner: false })
  await renameUser(user.id, 'Grace H.')
  expect((await userOfProvider(key, profile('new@example.com', false), 0)).id).toBe(user.id)
  expect((await findUser(user.id))?.email).toBe('grace@example.com')
})

test('an address that the provider has not verified makes no account and joins none', async () => {
  const { email } = await makePerson()
  for (const address of [email, 'unverified@example.com'])
    await expect(userOfProvider(account(), profile(address, false), 0)).rejects.toThrow(refusal('forbidden'))
  const without = { email: null, isEmailVerified: true }
  await expect(userOfProvider(account(), without, 0)).rejects.toThrow(refusal('forbidden'))
})

test('two providers that verified one address are one account', async () => {
  const first = await userOfProvider(account(), profile('both@example.com'), 0)
  const second = await userOfProvider({ ...account(), provider: 'google' }, profile('Both@Example.com'), 0)
  expect(second.id).toBe(first.id)
})

test('an account with a password is not joined by its address: a stranger may have prepared it', async () => {
  const { email } = await makePerson({ passwordHash: '$argon2id$…' })
  await expect(userOfProvider(account(), profile(email), 0)).rejects.toThrow(refusal('conflict'))
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

test('a profile counts as verified only when it says exactly so', () => {
  const isVerified = (email_verified: unknown) => providerProfile({ email: 'a@b.co', email_verified }).isEmailVerified
  expect([true, 'true', false, 'false', 1, 'yes', undefined, null].filter(isVerified)).toEqual([true, 'true'])
})

test('only configured providers are offered', () => {
  const before = config()
  const offered = () => authOptions().providers.map((provider) => provider.id)
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
  expect(authOptions().providers[2]).toMatchObject({
    wellKnown: 'https://id.example.com/.well-known/openid-configuration',
  })
  putConfig(before)
})
