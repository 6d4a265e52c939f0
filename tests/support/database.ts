/** A migrated database for one test file, installed in this process, and the users and other rows that tests need. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { DeviceDescription } from '#lib/protocol/messages.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import { issueToken } from '#lib/server/auth/issue-token.ts'
import { type Env, loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb } from '#lib/server/db/client.ts'
import { migrate } from '#lib/server/db/migrate.ts'
import { recordSessionStart } from '#lib/server/db/sessions.ts'
import { teamsOfUser } from '#lib/server/db/teams.ts'
import { createUser, type User } from '#lib/server/db/users.ts'
import { type PrivatePostgres, startPostgres } from './postgres.ts'

export type Provider = 'sqlite' | 'postgresql'

/** Runs the suite once per database. */
export function describeOnBoth(name: string, suite: () => void): void {
  for (const provider of ['sqlite', 'postgresql'] as const)
    describe(`${name} (${provider})`, () => {
      withDatabase(provider)
      suite()
    })
}

/** For the tests of the surrounding describe block or file; `settings` are environment variables. */
export function withDatabase(provider: Provider = 'sqlite', settings: Env = {}): void {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'agent-logger-db-'))
  let postgres: PrivatePostgres | null = null
  beforeAll(async () => {
    // Only tests of the audit log look at its lines.
    const env: Env = { AGENT_LOGGER_DATA_DIR: dataDir, AUDIT_STDOUT: 'off', ...settings }
    if (provider === 'postgresql') {
      postgres = await startPostgres()
      env.DATABASE_URL = await postgres.createDatabase('app')
    }
    putConfig(loadConfig(env))
    await migrate()
  })
  afterAll(async () => {
    await closeDb()
    await postgres?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
}

let made = 0

export interface Person extends User {
  teamId: string
}

export async function makePerson(fields: Partial<Pick<User, 'email' | 'name' | 'passwordHash'>> = {}): Promise<Person> {
  made++
  const { email = `person${made}@example.com`, name = `Person ${made}`, passwordHash = null } = fields
  const user = await createUser({ email, name, passwordHash, isServerOwner: false })
  const [team] = await teamsOfUser(user.id)
  if (!team) throw new Error('a person has a team')
  return { ...user, teamId: team.id }
}

export async function makeToken(
  person: Person,
  kind: 'device' | 'api' | 'host' = 'device',
  expiresAtMs: number | null = null,
  sources: readonly SourceKind[] | null = null,
) {
  return issueToken({ teamId: person.teamId, kind, name: 'test', createdById: person.id, expiresAtMs, sources })
}

export function describeDevice(fields: Partial<DeviceDescription> = {}): DeviceDescription {
  return {
    installationId: 'installation-1',
    name: 'Pixel',
    platform: 'android',
    os: 'Android 16',
    model: 'Pixel 9',
    appName: 'Shop',
    appVersion: '1.2.3',
    sdkVersion: '0.1.0',
    ...fields,
  }
}

/** A session of a device of the user's team. */
export async function makeSession(
  person: Person,
  id: string,
  startedAtMs = Date.now(),
  installationId = 'installation-1',
) {
  const { row } = await makeToken(person)
  const device = describeDevice({ installationId })
  return recordSessionStart({ id, teamId: person.teamId, tokenId: row.id, startedAtMs, device }, startedAtMs)
}
