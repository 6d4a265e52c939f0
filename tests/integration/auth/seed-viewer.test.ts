/** What viewers of the original may watch, who have only an address: §13.2.4, and rule AC1. */
import { expect, test } from 'vitest'
import { seedViewerGrant } from '#lib/auth/seed-viewer.ts'
import { sealSession, sessionCookieName } from '#lib/auth/session-cookie.ts'
import { createLinkRow, revokeLink } from '#lib/db/share-links.ts'
import { setTeamSwitches } from '#lib/db/teams.ts'
import { raiseSessionVersion } from '#lib/db/users.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import { newSeedSessionId } from '#lib/seed/ids.ts'
import { makePerson, makeSession, type Person, withDatabase } from '../../support/database.ts'

withDatabase()

const NOW_MS = Date.now()

async function scene({ isAllowed = true } = {}) {
  const person = await makePerson()
  const session = { id: newSeedSessionId() }
  await makeSession(person, session.id)
  await setTeamSwitches(person.teamId, { allowsSeedViewers: isAllowed })
  return { person, session }
}

async function cookieOf({ id, sessionVersion }: Person) {
  return `${sessionCookieName()}=${await sealSession({ sub: id, sessionVersion })}`
}

async function linkTo(person: Person, sessionId: string, expiresAtMs = NOW_MS + 60_000) {
  const secret = createLinkSecret()
  const key = await deriveLinkKey(secret)
  const id = randomId()
  const authHash = await hashLinkKey(key)
  await createLinkRow(
    { id, teamId: person.teamId, sessionId, deviceId: null, authHash, createdById: person.id, expiresAtMs },
    NOW_MS,
  )
  return { id, key, secret }
}

test('[S13.2.4] a signed-in person may watch a session of their team, and by that no other', async () => {
  const { person, session } = await scene()
  const found = await seedViewerGrant(await cookieOf(person), session.id, NOW_MS)
  expect(found).toMatchObject({
    target: { session: session.id },
    grant: { kind: 'user', id: person.id, name: person.name, teamIds: [person.teamId], expiresAtMs: null },
  })
})

test('[S13.2.4] nobody may where the team has not allowed it: not its people, not holders of its links', async () => {
  const { person, session } = await scene({ isAllowed: false })
  const link = await linkTo(person, session.id)
  expect(await seedViewerGrant(await cookieOf(person), session.id, NOW_MS)).toBeNull()
  expect(await seedViewerGrant(undefined, `${link.id}.${link.key}`, NOW_MS)).toBeNull()
})

test('[B2] a session id alone opens nothing, nor does the cookie of another team', async () => {
  const { session } = await scene()
  expect(await seedViewerGrant(undefined, session.id, NOW_MS)).toBeNull()
  expect(await seedViewerGrant(await cookieOf(await makePerson()), session.id, NOW_MS)).toBeNull()
  expect(await seedViewerGrant('agent-logger.session=forged', session.id, NOW_MS)).toBeNull()
  expect(await seedViewerGrant(await cookieOf(await makePerson()), "x' OR 1=1", NOW_MS)).toBeNull()
})

test('a person who was signed out everywhere is told so', async () => {
  const { person, session } = await scene()
  const cookie = await cookieOf(person)
  await raiseSessionVersion(person.id)
  await expect(seedViewerGrant(cookie, session.id, NOW_MS)).rejects.toMatchObject({ code: 'session-revoked' })
})

test('[AC3] a link opens with its key and not with its public part, a wrong key or its secret', async () => {
  const { person, session } = await scene()
  const { id, key, secret } = await linkTo(person, session.id)
  expect(await seedViewerGrant(undefined, `${id}.${key}`, NOW_MS)).toMatchObject({
    target: { session: session.id },
    grant: { kind: 'link', id, name: 'Guest', target: { session: session.id }, expiresAtMs: NOW_MS + 60_000 },
  })
  expect(await seedViewerGrant(undefined, id, NOW_MS)).toBeNull()
  for (const wrong of [`${id}.${secret}`, `${id}.${key.slice(1)}x`, `${randomId()}.${key}`])
    await expect(seedViewerGrant(undefined, wrong, NOW_MS)).rejects.toMatchObject({ code: 'link-unknown' })
  await expect(seedViewerGrant(undefined, `${id}.`, NOW_MS)).rejects.toMatchObject({ code: 'link-malformed' })
})

test('[AC4] a link that has expired or was revoked says so to who has its key', async () => {
  const { person, session } = await scene()
  const expired = await linkTo(person, session.id, NOW_MS + 1)
  await expect(seedViewerGrant(undefined, `${expired.id}.${expired.key}`, NOW_MS + 1)).rejects.toMatchObject({
    code: 'link-expired',
  })
  const revoked = await linkTo(person, session.id)
  await revokeLink(revoked.id, NOW_MS)
  await expect(seedViewerGrant(undefined, `${revoked.id}.${revoked.key}`, NOW_MS)).rejects.toMatchObject({
    code: 'link-revoked',
  })
})
