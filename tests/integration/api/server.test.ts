/** The server in numbers: what strangers, members and the server's owner are told. */
import { beforeEach, expect, test } from 'vitest'
import { serverStats } from '#app/server/_parts/stats-answer.ts'
import { config, putConfig } from '#lib/config/env.ts'
import { createUser } from '#lib/db/users.ts'
import { LimitHits, limitHits } from '#lib/limit-hits.ts'
import { api, recordRelay, STATS, type Who } from '../../support/api.ts'
import { makePerson, makeToken, withDatabase } from '../../support/database.ts'

withDatabase()

let people = 0
async function makeOwner() {
  const email = `server-owner${++people}@example.com`
  return createUser({ email, name: 'Olga', passwordHash: null, isServerOwner: true })
}
const stats = (who: Who = null) => api('GET', '/api/v1/server', { who })

beforeEach(() => {
  recordRelay()
})

test('[AC8] a stranger hears how many connect, since when, and the version', async () => {
  const { status, json, headers } = await stats()
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(serverStats.strict().parse(json)).toEqual(json)
  expect(json).toEqual({
    version: expect.any(String),
    startedAtMs: STATS.startedAtMs,
    nowMs: expect.any(Number),
    connections: 7,
    liveSessions: 3,
    details: null,
  })
})

test('[AC8] the owner of the server hears all of it; other members, and API tokens of the owner’s team, what strangers hear', async () => {
  limitHits.put(new LimitHits(() => {}))
  limitHits.get().hit('connectionsMax', 'test')
  const owner = await makeOwner()
  const { json } = await stats({ user: owner })
  expect(serverStats.parse(json)).toEqual(json)
  expect(json.details).toMatchObject({
    connections: STATS.connections,
    sessions: STATS.sessions,
    devicesLive: 3,
    watchers: 4,
    traffic: STATS.traffic,
    limitHits: { connectionsMax: 1 },
    memory: { residentBytes: expect.any(Number) },
    database: 'sqlite',
    nodes: 1,
  })
  const member = await makePerson()
  expect((await stats({ user: member })).json.details).toBeNull()
  expect((await stats({ token: (await makeToken(member, 'api')).token })).json.details).toBeNull()
})

test('who was signed out is a stranger here; a wrong token is told so', async () => {
  const owner = await makeOwner()
  const old = { ...owner, sessionVersion: owner.sessionVersion + 1 }
  expect(await stats({ user: old })).toMatchObject({ status: 200, json: { details: null } })
  expect(await stats({ token: 'agl_a_wrong' })).toMatchObject({ status: 401 })
})

test('[AC8] kept for members, a stranger is asked to sign in', async () => {
  const before = config()
  putConfig({ ...before, isServerPagePublic: false })
  try {
    expect(await stats()).toMatchObject({ status: 401, code: 'not-signed-in' })
    expect(await stats({ user: await makePerson() })).toMatchObject({ status: 200, json: { details: null } })
  } finally {
    putConfig(before)
  }
})
