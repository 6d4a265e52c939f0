/**
 * A data folder of the first version, opened by this one. first-version.json holds the rows that the code of commit 5fc0fdd
 * wrote for a small team, with its secrets; only the two migrations of that version run before them.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deriveLinkKey } from '#lib/protocol/link-secret.ts'
import { deviceGrant } from '#lib/server/auth/device-access.ts'
import { hostKeyGrant } from '#lib/server/auth/host-key.ts'
import { acceptInvite } from '#lib/server/auth/invite.ts'
import { linkGrant } from '#lib/server/auth/link-access.ts'
import { sessionCookieName, userOfCookies } from '#lib/server/auth/session-cookie.ts'
import { signInWithPassword } from '#lib/server/auth/sign-in.ts'
import { derivedKey } from '#lib/server/auth/signing-key.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb, db } from '#lib/server/db/client.ts'
import { migrate } from '#lib/server/db/migrate.ts'
import { openTarget } from '#lib/server/db/migration-target.ts'
import { recordSessionStart } from '#lib/server/db/sessions.ts'
import { listSignIns } from '#lib/server/db/sign-ins.ts'
import { api, recordRelay } from '#tests/support/api.ts'
import { describeDevice } from '#tests/support/database.ts'
import old from '#tests/support/first-version.json' with { type: 'json' }
import { type PrivatePostgres, startPostgres } from '#tests/support/postgres.ts'

const ITS_MIGRATIONS = ['20261123050338_init', '20261123134000_pairing']
/** When its rows were written, within the life of its open invite. */
const NOW_MS = Date.UTC(2026, 10, 29, 12)

function insertsOf(provider: 'sqlite' | 'postgresql'): string {
  const literal = (value: unknown): string => {
    if (value === null) return 'NULL'
    if (typeof value === 'boolean') return provider === 'sqlite' ? String(Number(value)) : String(value)
    return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
  }
  const inserts = Object.entries(old.rows).flatMap(([table, rows]) =>
    rows.map((row: object) => {
      const columns = Object.keys(row).map((name) => `"${name}"`)
      return `INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${Object.values(row).map(literal).join(', ')});`
    }),
  )
  return inserts.join('\n')
}

/** The cookie as that version sealed it: without the sign-in that it belongs to. */
async function itsCookie(sessionVersion = 1): Promise<string> {
  const token = { sub: old.ada, sessionVersion }
  return `${sessionCookieName()}=${await encode({ token, secret: derivedKey('session'), maxAge: 30 * 24 * 3600 })}`
}

describe.each(['sqlite', 'postgresql'] as const)('a data folder of the first version (%s)', (provider) => {
  let dir: string
  let postgres: PrivatePostgres | null = null
  let applied: string[]

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-upgrade-'))
    if (provider === 'postgresql') postgres = await startPostgres()
    const databaseUrl = (await postgres?.createDatabase('app')) ?? `file:${path.join(dir, 'agent-logger.db')}`
    for (const name of ITS_MIGRATIONS) {
      const folder = `prisma/${provider}/migrations/${name}`
      cpSync(folder, path.join(dir, 'first', folder), { recursive: true })
    }
    await migrate({ databaseUrl, root: path.join(dir, 'first') })
    const target = await openTarget(databaseUrl)
    await target.run('rows', insertsOf(provider))
    await target.close()

    const env = { AGENT_LOGGER_DATA_DIR: dir, DATABASE_URL: databaseUrl, AUTH_SECRET: old.authSecret }
    putConfig(loadConfig(env))
    recordRelay()
    applied = await migrate()
  })
  afterAll(async () => {
    await closeDb()
    await postgres?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('is migrated and keeps every row', async () => {
    expect(applied[0]).not.toBe(ITS_MIGRATIONS[0])
    expect(applied.length).toBeGreaterThan(0)
    const [user, team, membership, token, device, session, shareLink, invite] = await Promise.all([
      db().user.count(),
      db().team.count(),
      db().membership.count(),
      db().token.count(),
      db().device.count(),
      db().session.count(),
      db().shareLink.count(),
      db().invite.count(),
    ])
    const counts = Object.fromEntries(Object.entries(old.rows).map(([table, rows]) => [table, rows.length]))
    expect(counts).toEqual({
      ...{ User: user, Team: team, Membership: membership, Token: token },
      ...{ Device: device, Session: session, ShareLink: shareLink, Invite: invite },
    })
    // Nobody is asked for what the first version did not know.
    const people = await db().user.findMany({ include: { passkeys: true } })
    expect(people.every((person) => person.disabledAt === null && person.totpConfirmedAt === null)).toBe(true)
  })

  test('people stay signed in, and see that sign-in in their list', async () => {
    const cookie = await itsCookie()
    expect(await userOfCookies(cookie)).toMatchObject({ id: old.ada, isServerOwner: true, stage: 'complete' })
    expect(await userOfCookies(cookie)).toMatchObject({ id: old.ada })
    expect(await listSignIns(old.ada)).toMatchObject([{ method: 'earlier' }])
    const page = await api('GET', '/api/v1/sessions', { headers: { cookie } })
    expect(page.json).toMatchObject({ sessions: [{ id: old.session }] })
    const settings = await api('PATCH', '/api/v1/account', { headers: { cookie }, body: { name: 'Ada L' } })
    expect(settings.status).toBe(200)
  })

  test('people whose sign-in was ended before the update learn why they are signed out', async () => {
    await expect(userOfCookies(await itsCookie(0))).rejects.toMatchObject({ code: 'session-revoked' })
  })

  test('signing out everywhere ends a cookie of the first version too', async () => {
    const cookie = await itsCookie()
    expect((await api('POST', '/api/v1/account/sign-out-everywhere', { headers: { cookie } })).status).toBe(204)
    await expect(userOfCookies(cookie)).rejects.toMatchObject({ code: 'session-revoked' })
  })

  test('passwords still open their accounts', async () => {
    expect(await signInWithPassword('ada@example.com', 'correct horse battery', '192.0.2.1')).toMatchObject({
      id: old.ada,
    })
    expect(await signInWithPassword('Bob@example.com', 'staple battery horse', '192.0.2.1')).toMatchObject({
      id: old.bob,
    })
  })

  test('device tokens, API tokens and host keys still work', async () => {
    const { teamId, tokens } = old
    expect(await deviceGrant(tokens.device, NOW_MS, 'sdk')).toMatchObject({ teamId })
    expect(await hostKeyGrant(tokens.host, NOW_MS, 'flutter')).toMatchObject({ teamId })
    const devices = await api('GET', '/api/v1/devices', { who: { token: tokens.api } })
    expect(devices.json).toMatchObject({ devices: [{ id: old.device, name: 'Pixel' }] })
  })

  test('a device that comes back is the same device', async () => {
    const { id: tokenId } = await db().token.findFirstOrThrow({ where: { name: 'phones' } })
    const run = { id: 'a-later-run-of-the-app', teamId: old.teamId, tokenId, startedAtMs: NOW_MS }
    const device = describeDevice({ installationId: 'installation-1' })
    expect(await recordSessionStart({ ...run, device }, NOW_MS)).toMatchObject({ deviceId: old.device })
  })

  test('share links still open, each with its own secret', async () => {
    const [ofSession, ofDevice] = old.links.map(({ id, secret }) => ({ id, key: deriveLinkKey(secret) }))
    if (!ofSession || !ofDevice) throw new Error('there are two')
    expect(await linkGrant(ofSession, NOW_MS)).toMatchObject({ target: { session: old.session } })
    expect(await linkGrant(ofDevice, NOW_MS)).toMatchObject({ target: { device: old.device } })
    await expect(linkGrant({ ...ofSession, key: ofDevice.key }, NOW_MS)).rejects.toMatchObject({ code: 'link-unknown' })
  })

  test('an invite that was open can be accepted, once', async () => {
    const [guest, late] = await Promise.all(
      ['guest', 'late'].map((name) => db().user.create({ data: { email: `${name}@example.com`, name } })),
    )
    if (!guest || !late) throw new Error('both exist')
    expect(await acceptInvite({ secret: old.openInvite }, guest.id, NOW_MS)).toMatchObject({ teamId: old.teamId })
    await expect(acceptInvite({ secret: old.openInvite }, late.id, NOW_MS)).rejects.toMatchObject({
      code: 'invite-invalid',
    })
  })
})
