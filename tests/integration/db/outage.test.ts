/** PostgreSQL stops or freezes while people sign in: every answer says so, soon, and nobody is locked out for trying. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { hashPassword } from '#lib/server/auth/password.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb } from '#lib/server/db/client.ts'
import { migrate } from '#lib/server/db/migrate.ts'
import { api } from '#tests/support/api.ts'
import { signInByForm } from '#tests/support/auth-endpoint.ts'
import { makePerson } from '#tests/support/database.ts'
import { FaultProxy } from '#tests/support/fault-proxy.ts'
import { type PrivatePostgres, startPostgres } from '#tests/support/postgres.ts'

const PASSWORD = 'correct horse'
const dataDir = mkdtempSync(path.join(tmpdir(), 'agent-logger-db-'))
let postgres: PrivatePostgres
let link: FaultProxy

beforeAll(async () => {
  postgres = await startPostgres()
  link = await FaultProxy.before(postgres.port)
  const url = await postgres.createDatabase('app')
  const env = { AGENT_LOGGER_DATA_DIR: dataDir, DATABASE_URL: url.replace(`:${postgres.port}/`, `:${link.port}/`) }
  putConfig(loadConfig(env))
  await migrate()
})
afterAll(async () => {
  await closeDb()
  await link?.close()
  await postgres?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a database that is away or silent gives typed errors within seconds, and sign-in works once it is back', async () => {
  const person = await makePerson({ passwordHash: await hashPassword(PASSWORD) })
  const means = { method: 'password', secondFactorAtMs: null }
  const earlier = await openSignIn(person, means, { address: '', userAgent: '' }, Date.now())
  const signIn = async () => String((await signInByForm(person.email, PASSWORD)).answer.body.url)

  link.partition()
  link.reset()
  // More often than wrong passwords would be forgiven.
  for (let i = 0; i <= LIMITS.signInFailuresPerAccount; i++) expect(await signIn()).toContain('error=server-busy')
  const busy = { status: 503, code: 'server-busy' }
  expect(await api('GET', '/api/v1/account/sign-ins', { who: { user: person, signIn: earlier } })).toMatchObject(busy)
  const body = { email: 'new@example.com', password: PASSWORD, name: 'New' }
  expect(await api('POST', '/api/v1/sign-up', { body })).toMatchObject(busy)

  link.heal()
  expect(await signIn()).not.toContain('error=')

  // It accepts the query and never answers; the page would give up after 20 s.
  link.blackHole()
  expect(await signIn()).toContain('error=server-busy')
  link.reset()
  link.heal()
  expect(await signIn()).not.toContain('error=')
})
