/** What the operator's command line does, and what it rejects. */
import { beforeEach, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { deviceGrant } from '#lib/server/auth/device-access.ts'
import { createLinkByOperator, createTokenByOperator, createUserByOperator } from '#lib/server/auth/operator.ts'
import { setupLink } from '#lib/server/auth/setup.ts'
import { signInWithPassword } from '#lib/server/auth/sign-in.ts'
import { viewerGrant } from '#lib/server/auth/viewer-access.ts'
import { db } from '#lib/server/db/client.ts'
import { teamsOfUser } from '#lib/server/db/teams.ts'
import { makePerson, makeSession, withDatabase } from '#tests/support/database.ts'

withDatabase()

const NOW_MS = 1_800_000_000_000
const refusal = (code: string, words = '') => expect.objectContaining({ code, message: expect.stringContaining(words) })
const ada = { email: 'Ada@example.com', password: 'correct horse' }

beforeEach(() => db().user.deleteMany())

test('the first user of an empty server owns it, and no more setup links are created', async () => {
  expect(await createUserByOperator(ada)).toMatchObject({ isServerOwner: true })
  expect(await setupLink()).toBeNull()
  expect(await createUserByOperator({ ...ada, email: 'bob@example.com' })).toMatchObject({ isServerOwner: false })
  const user = await signInWithPassword('ada@example.com', ada.password, 'operator')
  expect(user.name).toBe('ada')
})

test('an existing user, an invalid address and a short password are rejected', async () => {
  await createUserByOperator(ada)
  await expect(createUserByOperator({ ...ada, email: 'ADA@example.com' })).rejects.toThrow(refusal('conflict', 'ada@'))
  await expect(createUserByOperator({ ...ada, email: 'ada' })).rejects.toThrow(refusal('invalid-input', '"ada"'))
  await expect(createUserByOperator({ email: 'c@example.com', password: 'short' })).rejects.toThrow(
    refusal('invalid-input', 'password'),
  )
})

test("a token belongs to the user's own team", async () => {
  const { userId } = await createUserByOperator(ada)
  const token = await createTokenByOperator({ email: ada.email, name: 'Phone', kind: 'device' })
  const [team] = await teamsOfUser(userId)
  expect(await deviceGrant(token, NOW_MS, 'sdk')).toMatchObject({ teamId: team?.id, expiresAtMs: null })
  const nobody = createTokenByOperator({ email: 'x@example.com', name: 'Phone', kind: 'api' })
  await expect(nobody).rejects.toThrow(refusal('not-found', 'x@example.com'))
})

test('a link opens what it names', async () => {
  const person = await makePerson()
  await makeSession(person, 'session-of-operator')
  const address = await createLinkByOperator({ email: person.email, session: 'session-of-operator' }, NOW_MS)
  const [, id = '', secret = ''] = /^http:\/\/localhost:8080\/s\/(\w+)#(\w+)$/.exec(address) ?? []
  const grant = await viewerGrant({ version: PROTOCOL_VERSION, link: { id, key: deriveLinkKey(secret) } }, NOW_MS)
  expect(grant).toMatchObject({
    target: { session: 'session-of-operator' },
    expiresAtMs: NOW_MS + LIMITS.linkExpiryDefaultMs,
  })
})

test('a link to a missing or foreign target, to both or to neither, is rejected', async () => {
  const [person, other] = [await makePerson(), await makePerson()]
  const { deviceId } = await makeSession(other, 'session-of-other')
  const { email } = person
  await expect(createLinkByOperator({ email, session: 'gone' })).rejects.toThrow(refusal('not-found', 'Session gone'))
  await expect(createLinkByOperator({ email, session: 'session-of-other' })).rejects.toThrow(refusal('not-found'))
  await expect(createLinkByOperator({ email, device: deviceId })).rejects.toThrow(refusal('not-found', 'Device'))
  await expect(createLinkByOperator({ email })).rejects.toThrow(refusal('invalid-input'))
  await expect(createLinkByOperator({ email, device: 'a', session: 'b' })).rejects.toThrow(refusal('invalid-input'))
  const expiresInMs = LIMITS.linkExpiryMaxMs + 1
  const tooLong = createLinkByOperator({ email: other.email, device: deviceId, expiresInMs })
  await expect(tooLong).rejects.toThrow(refusal('invalid-input', '30 days'))
})
