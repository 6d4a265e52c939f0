/** Server statistics: what anonymous callers, members and the server's owner get. */
import { beforeEach, expect, test } from 'vitest'
import { serverStats } from '#app/server/_parts/stats-answer.ts'
import { config, putConfig } from '#lib/server/config/env.ts'
import { createUser } from '#lib/server/db/users.ts'
import { LimitHits, limitHits } from '#lib/server/limit-hits.ts'
import { ProxyWatch, proxyWatch } from '#lib/server/transports/proxy-watch.ts'
import { api, recordRelay, STATS, type Who } from '#tests/support/api.ts'
import { makePerson, makeToken, withDatabase } from '#tests/support/database.ts'

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

test('[AC8] an anonymous caller gets the number of connections, the start time and the version', async () => {
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

test('[AC8] the owner of the server gets the details; other members and API tokens get what anonymous callers get', async () => {
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
    proxy: null,
    nodes: 1,
  })
  const publicUrl = 'https://logs.example.com'
  proxyWatch.put(new ProxyWatch({ trustedProxies: [], publicUrl }, () => {}))
  expect((await stats({ user: owner })).json.details.proxy).toEqual({ kind: 'missing', peer: null })
  const member = await makePerson()
  expect((await stats({ user: member })).json.details).toBeNull()
  expect((await stats({ token: (await makeToken(member, 'api')).token })).json.details).toBeNull()
})

test('a signed-out person counts as anonymous; a wrong token is an error', async () => {
  const owner = await makeOwner()
  const old = { ...owner, sessionVersion: owner.sessionVersion + 1 }
  expect(await stats({ user: old })).toMatchObject({ status: 200, json: { details: null } })
  expect(await stats({ token: 'agl_a_wrong' })).toMatchObject({ status: 401 })
})

test('[AC8] if statistics are for members, an anonymous caller must sign in', async () => {
  const before = config()
  putConfig({ ...before, isServerPagePublic: false })
  try {
    expect(await stats()).toMatchObject({ status: 401, code: 'not-signed-in' })
    expect(await stats({ user: await makePerson() })).toMatchObject({ status: 200, json: { details: null } })
  } finally {
    putConfig(before)
  }
})
