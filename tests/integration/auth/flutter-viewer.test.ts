/** What viewers from the Flutter package, which send only an address, may watch [FB10][AC1]. */
import { expect, test } from 'vitest'
import { newFlutterSessionId } from '#lib/flutter/ids.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import { flutterViewerGrant } from '#lib/server/auth/flutter-viewer.ts'
import { sealSession, sessionCookieName } from '#lib/server/auth/session-cookie.ts'
import { createLinkRow, revokeLink } from '#lib/server/db/share-links.ts'
import { setTeamSwitches } from '#lib/server/db/teams.ts'
import { raiseSessionVersion } from '#lib/server/db/users.ts'
import { makePerson, makeSession, type Person, withDatabase } from '#tests/support/database.ts'

withDatabase()

const NOW_MS = Date.now()

async function scene({ isAllowed = true } = {}) {
  const person = await makePerson()
  const session = { id: newFlutterSessionId() }
  await makeSession(person, session.id)
  await setTeamSwitches(person.teamId, { allowsSeedViewers: isAllowed })
  return { person, session }
}

async function cookieOf({ id, sessionVersion }: Person) {
  return `${sessionCookieName()}=${await sealSession({ sub: id, sessionVersion })}`
}

async function linkTo(person: Person, sessionId: string, expiresAtMs = NOW_MS + 60_000) {
  const secret = createLinkSecret()
  const key = deriveLinkKey(secret)
  const id = randomId()
  const authHash = hashLinkKey(key)
  await createLinkRow(
    { id, teamId: person.teamId, sessionId, deviceId: null, authHash, createdById: person.id, expiresAtMs },
    NOW_MS,
  )
  return { id, key, secret }
}

test('[FB10] a signed-in user may watch a session of their team, and no other with the same address', async () => {
  const { person, session } = await scene()
  const found = await flutterViewerGrant(await cookieOf(person), session.id, NOW_MS)
  expect(found).toMatchObject({
    target: { session: session.id },
    grant: { kind: 'user', id: person.id, name: person.name, teamIds: [person.teamId], expiresAtMs: null },
  })
})

test('[FB10] nobody may watch where the team has not allowed it: neither its members nor holders of its links', async () => {
  const { person, session } = await scene({ isAllowed: false })
  const link = await linkTo(person, session.id)
  expect(await flutterViewerGrant(await cookieOf(person), session.id, NOW_MS)).toBeNull()
  expect(await flutterViewerGrant(undefined, `${link.id}.${link.key}`, NOW_MS)).toBeNull()
})

test('[FB10] a session id alone opens nothing, nor does another team’s cookie', async () => {
  const { session } = await scene()
  expect(await flutterViewerGrant(undefined, session.id, NOW_MS)).toBeNull()
  expect(await flutterViewerGrant(await cookieOf(await makePerson()), session.id, NOW_MS)).toBeNull()
  expect(await flutterViewerGrant('agent-logger.session=forged', session.id, NOW_MS)).toBeNull()
  expect(await flutterViewerGrant(await cookieOf(await makePerson()), "x' OR 1=1", NOW_MS)).toBeNull()
})

test('a user who was signed out everywhere gets that error', async () => {
  const { person, session } = await scene()
  const cookie = await cookieOf(person)
  await raiseSessionVersion(person.id)
  await expect(flutterViewerGrant(cookie, session.id, NOW_MS)).rejects.toMatchObject({ code: 'session-revoked' })
})

test('[AC3] a link opens with its key, and not with its public part, a wrong key or its secret', async () => {
  const { person, session } = await scene()
  const { id, key, secret } = await linkTo(person, session.id)
  expect(await flutterViewerGrant(undefined, `${id}.${key}`, NOW_MS)).toMatchObject({
    target: { session: session.id },
    grant: { kind: 'link', id, name: 'Guest', target: { session: session.id }, expiresAtMs: NOW_MS + 60_000 },
  })
  expect(await flutterViewerGrant(undefined, id, NOW_MS)).toBeNull()
  for (const wrong of [`${id}.${secret}`, `${id}.${key.slice(1)}x`, `${randomId()}.${key}`])
    await expect(flutterViewerGrant(undefined, wrong, NOW_MS)).rejects.toMatchObject({ code: 'link-unknown' })
  await expect(flutterViewerGrant(undefined, `${id}.`, NOW_MS)).rejects.toMatchObject({ code: 'link-malformed' })
})

test('[AC4] an expired or revoked link says so to a client with its key', async () => {
  const { person, session } = await scene()
  const expired = await linkTo(person, session.id, NOW_MS + 1)
  await expect(flutterViewerGrant(undefined, `${expired.id}.${expired.key}`, NOW_MS + 1)).rejects.toMatchObject({
    code: 'link-expired',
  })
  const revoked = await linkTo(person, session.id)
  await revokeLink(revoked.id, NOW_MS)
  await expect(flutterViewerGrant(undefined, `${revoked.id}.${revoked.key}`, NOW_MS)).rejects.toMatchObject({
    code: 'link-revoked',
  })
})
