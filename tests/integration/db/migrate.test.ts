/** Migrating databases: both kinds, twice, concurrently, and everything that can be wrong with them. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb, db } from '#lib/server/db/client.ts'
import { migrate } from '#lib/server/db/migrate.ts'
import { openTarget } from '#lib/server/db/migration-target.ts'
import { teamSwitches } from '#lib/server/db/teams.ts'
import { createTokenRow } from '#lib/server/db/tokens.ts'
import { type PrivatePostgres, startPostgres } from '#tests/support/postgres.ts'

const INIT = '20261123050338_init'
/** Every migration of the program, in order. */
const ALL = readdirSync('prisma/sqlite/migrations').filter((name) => /^\d/.test(name))
const run = promisify(execFile)
let postgres: PrivatePostgres
let dir: string

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-migrate-'))
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres.stop()
  rmSync(dir, { recursive: true, force: true })
})

let made = 0
const emptyDatabase = {
  sqlite: async () => `file:${path.join(dir, `db${++made}/app.db`)}`,
  postgresql: () => postgres.createDatabase(`db${++made}`),
}

/** A user with a team, a token, a device and a session, as the first version wrote them. */
const FIRST_VERSION_ROWS = `
  INSERT INTO "User" ("id", "email", "name") VALUES ('u', 'u@example.com', 'U');
  INSERT INTO "Team" ("id", "name") VALUES ('t', 'T');
  INSERT INTO "Token" ("id", "teamId", "kind", "name", "hash", "last4", "createdById")
    VALUES ('k', 't', 'device', 'K', 'h', 'last', 'u');
  INSERT INTO "Device" ("id", "teamId", "installationId", "name") VALUES ('d', 't', 'i', 'D');
  INSERT INTO "Session" ("id", "teamId", "deviceId", "tokenId") VALUES ('session-1', 't', 'd', 'k');
`

const refusal = (code: string, ...words: string[]) =>
  expect.objectContaining({ code, message: expect.stringMatching(words.join('.*')) })

test('two processes that open a new SQLite database at the same time both succeed', async () => {
  const folder = path.join(dir, 'at-once')
  mkdirSync(folder)
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'tests/support/open-at-once.ts', folder])
  expect(stdout).toBe('0 failed\n0 failed\n')
})

describe.each(['sqlite', 'postgresql'] as const)('%s', (provider) => {
  test('an empty database gets every migration, and the second run does nothing', async () => {
    const databaseUrl = await emptyDatabase[provider]()
    expect(await migrate({ databaseUrl })).toEqual(ALL)
    expect(await migrate({ databaseUrl })).toEqual([])
  })

  test('an installation of the first version is migrated and keeps its data', async () => {
    const databaseUrl = await emptyDatabase[provider]()
    const old = path.join(dir, `root${++made}`)
    const folder = `prisma/${provider}/migrations/${INIT}`
    cpSync(folder, path.join(old, folder), { recursive: true })
    expect(await migrate({ databaseUrl, root: old })).toEqual([INIT])
    const before = await openTarget(databaseUrl)
    await before.run('rows', FIRST_VERSION_ROWS)
    await before.close()

    expect(await migrate({ databaseUrl })).toEqual(ALL.slice(1))
    putConfig(loadConfig({ DATABASE_URL: databaseUrl }))
    expect(await teamSwitches('t')).toEqual({
      allowsSeedViewers: false,
      adoptsRestarts: true,
      requiresSecondFactor: false,
    })
    expect(await db().session.findMany()).toMatchObject([{ id: 'session-1', tokenId: 'k', claimedById: null }])
    const key = { teamId: 't', kind: 'host' as const, name: 'app', last4: 'aaaa', createdById: 'u', expiresAtMs: null }
    expect(await createTokenRow({ ...key, hash: 'h2' })).toMatchObject({ kind: 'host' })
    await closeDb()
  })

  test('of two processes that start at once, one migrates and both continue', async () => {
    const databaseUrl = await emptyDatabase[provider]()
    const once = () => run(process.execPath, ['--import', 'tsx', 'tests/support/migrate-once.ts', databaseUrl])
    const outputs = await Promise.all([once(), once()])
    expect(outputs.map(({ stdout }) => stdout).sort()).toEqual([JSON.stringify(ALL), '[]'])
  })

  test('a database written by a newer version is rejected', async () => {
    const databaseUrl = await emptyDatabase[provider]()
    await migrate({ databaseUrl })
    const target = await openTarget(databaseUrl)
    await target.record(['id-of-a-later-one', 'sum', '20991231000000_later'])
    await target.close()
    await expect(migrate({ databaseUrl })).rejects.toThrow(refusal('database-newer', '20991231000000_later'))
  })

  test('a failing migration changes nothing and is named', async () => {
    const databaseUrl = await emptyDatabase[provider]()
    const folder = path.join(dir, `root${++made}/prisma`, provider, 'migrations')
    for (const [name, sql] of Object.entries({ '1_good': 'CREATE TABLE a (id TEXT)', '2_bad': 'CREATE TABLE b (' })) {
      mkdirSync(path.join(folder, name), { recursive: true })
      writeFileSync(path.join(folder, name, 'migration.sql'), sql)
    }
    const root = path.join(dir, `root${made}`)
    await expect(migrate({ databaseUrl, root })).rejects.toThrow(refusal('database-broken', '2_bad'))
    // The good one was rolled back with it, so the program's own migrations find an empty database.
    expect(await migrate({ databaseUrl })).toEqual(ALL)
  })

  test('a program without its migrations says where it looked', async () => {
    const databaseUrl = await emptyDatabase[provider]()
    await expect(migrate({ databaseUrl, root: dir })).rejects.toThrow(refusal('database-broken', dir))
  })
})

describe('an unusable DATABASE_URL', () => {
  test.each(['mysql://localhost/app', 'postgresql://user:pa ss@:x/', 'file:', 'app.db', 'postgres:'])(
    '%s is an invalid setting',
    (DATABASE_URL) => {
      expect(() => loadConfig({ DATABASE_URL })).toThrow(refusal('config-invalid', 'DATABASE_URL'))
    },
  )

  test('a server that does not answer is named, without user and password', async () => {
    const attempt = migrate({ databaseUrl: 'postgresql://canary-user:canary-pass@127.0.0.1:1/app' })
    await expect(attempt).rejects.toThrow(refusal('database-unreachable', '127.0.0.1:1', 'app', 'ECONNREFUSED'))
    await expect(attempt).rejects.not.toThrow(/canary/)
  })

  test('a host that does not exist is named', async () => {
    const databaseUrl = 'postgresql://u:p@nowhere.invalid/app'
    await expect(migrate({ databaseUrl })).rejects.toThrow(refusal('database-unreachable', 'nowhere.invalid'))
  })

  test('a missing database and an unknown user give different errors', async () => {
    const at = `127.0.0.1:${postgres.port}`
    await expect(migrate({ databaseUrl: `postgresql://tester@${at}/gone` })).rejects.toThrow(
      refusal('database-unreachable', 'gone', 'does not exist'),
    )
    await expect(migrate({ databaseUrl: `postgresql://canary@${at}/postgres` })).rejects.toThrow(
      refusal('database-unreachable', 'user name or password'),
    )
  })

  test('a file that is not a database is rejected', async () => {
    const file = path.join(dir, 'text.db')
    writeFileSync(file, 'not a database '.repeat(100))
    await expect(migrate({ databaseUrl: `file:${file}` })).rejects.toThrow(refusal('database-broken', 'text.db'))
  })

  test('a folder in place of the file is rejected', async () => {
    mkdirSync(path.join(dir, 'folder.db'))
    const databaseUrl = `file:${path.join(dir, 'folder.db')}`
    await expect(migrate({ databaseUrl })).rejects.toThrow(refusal('database-unreachable', 'folder.db'))
  })

  test('a folder that cannot be created is named', async () => {
    writeFileSync(path.join(dir, 'plain'), '')
    const databaseUrl = `file:${path.join(dir, 'plain/below/app.db')}`
    await expect(migrate({ databaseUrl })).rejects.toThrow(refusal('data-dir-unwritable', 'plain/below'))
  })
})
