/** The Dart relay's paths: live devices and sessions, for callers with rights, readable by pages on the listed origins. */
import { beforeEach, describe, expect, test } from 'vitest'
import { deviceRow, sessionRow } from '#app/_queries/live-rows.ts'
import { NO_COUNTERS, type SessionSummary } from '#lib/protocol/messages.ts'
import { joinTeam } from '#lib/server/db/invites.ts'
import { api, recordRelay, type Who } from '#tests/support/api.ts'
import { makePerson, makeToken, type Person, withDatabase } from '#tests/support/database.ts'

const LISTED = 'https://tools.example.com'
withDatabase('sqlite', { CORS_ORIGINS: `http://other.example.com,${LISTED}` })

const ADDRESSES = [
  '/devices',
  '/sessions',
  '/session/session-of-the-lab',
  '/api/devices',
  '/api/sessions',
  '/api/session/session-of-the-lab',
]

function live(teamId: string, session: string, deviceId: string, changes: Partial<SessionSummary> = {}) {
  const device = {
    id: deviceId,
    name: 'Pixel',
    platform: 'android',
    os: '',
    model: '',
    appName: 'Shop',
    appVersion: '1',
  }
  return {
    teamId,
    session,
    deviceId,
    device,
    tokenId: null,
    bytesPerSecond: 0,
    liveness: 'live' as const,
    tail: 1,
    head: 7,
    counters: { ...NO_COUNTERS, records: 7, bytes: 700 },
    startedAtMs: Date.parse('2026-03-01T10:00:00Z'),
    endedAtMs: null,
    viewers: 2,
    ...changes,
  }
}

let owner: Person
let stranger: Person
beforeEach(async () => {
  owner = await makePerson()
  stranger = await makePerson()
  const lab = await makePerson()
  await joinTeam(lab.teamId, owner.id, 'viewer')
  recordRelay([
    live(owner.teamId, 'session-of-today', 'device-1', { startedAtMs: Date.parse('2026-03-01T12:00:00Z') }),
    live(owner.teamId, 'session-before', 'device-1', { viewers: 1 }),
    live(owner.teamId, 'session-lost', 'device-2', { liveness: 'reconnecting' }),
    live(lab.teamId, 'session-of-the-lab', 'device-3', { startedAtMs: Date.parse('2026-03-01T11:00:00Z') }),
    live(stranger.teamId, 'session-of-strangers', 'device-4'),
  ])
})

describe.each(['', '/api'])('[FP13] below %j', (prefix) => {
  test("/devices lists the connected devices of all the person's teams, each once", async () => {
    const { status, json, headers } = await api('GET', `${prefix}/devices`, { who: { user: owner } })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(json.devices).toMatchObject([
      {
        deviceId: 'device-1',
        sessionId: 'session-of-today',
        sessionIds: ['session-of-today', 'session-before'],
        connectedAt: '2026-03-01T12:00:00.000Z',
        clients: 3,
        name: 'Pixel',
      },
      { deviceId: 'device-3', sessionId: 'session-of-the-lab', clients: 2 },
    ])
    for (const row of json.devices) expect(deviceRow.strict().parse(row)).toEqual(row)
  })

  test('/sessions lists live sessions, including one whose device may come back', async () => {
    const { json } = await api('GET', `${prefix}/sessions`, { who: { user: owner } })
    expect(json.sessions.map((row: { sessionId: string; status: string }) => [row.sessionId, row.status])).toEqual([
      ['session-of-today', 'live'],
      ['session-of-the-lab', 'live'],
      ['session-before', 'live'],
      ['session-lost', 'reconnecting'],
    ])
    for (const row of json.sessions) expect(sessionRow.strict().parse(row)).toEqual(row)
  })

  test('/session/{id} is one of them; another team’s session and one that never existed get the same answer', async () => {
    const one = (id: string, who: Who) => api('GET', `${prefix}/session/${id}`, { who })
    expect((await one('session-of-today', { user: owner })).json).toMatchObject({
      sessionId: 'session-of-today',
      deviceId: 'device-1',
      connectedAt: '2026-03-01T12:00:00.000Z',
      clients: 2,
      records: 7,
      url: expect.stringMatching(/\/dashboard\/sessions\/session-of-today$/),
    })
    const foreign = await one('session-of-strangers', { user: owner })
    expect(foreign).toMatchObject({ status: 404, code: 'session-unknown' })
    const missing = await one('session-that-never-was', { user: owner })
    expect(missing).toEqual({ ...foreign, headers: expect.anything() })
    expect(await one('x', { user: owner })).toMatchObject({ status: 404 })
  })

  test('an API token sees its own team and nothing of others', async () => {
    const { token } = await makeToken(owner, 'api')
    const mine = await api('GET', `${prefix}/sessions`, { who: { token } })
    expect(mine.json.sessions).toHaveLength(3)
    const theirs = await api('GET', `${prefix}/devices`, { who: { user: stranger } })
    expect(theirs.json.devices.map((row: { deviceId: string }) => row.deviceId)).toEqual(['device-4'])
  })
})

test.each(ADDRESSES)('%s does not answer anonymous callers', async (address) => {
  expect(await api('GET', address)).toMatchObject({ status: 401, code: 'not-signed-in' })
  const { token } = await makeToken(owner, 'device')
  expect(await api('GET', address, { who: { token } })).toMatchObject({ status: 403, code: 'token-wrong-kind' })
  expect(await api('GET', address, { who: { token: 'agl_a_wrong' } })).toMatchObject({ status: 401 })
})

describe.each(ADDRESSES)('%s across origins', (address) => {
  const foreign = (origin: string) => ({ origin, 'sec-fetch-site': 'cross-site' })

  test('[AC7] a listed origin reads answers and errors with a token or a cookie; every answer varies by origin', async () => {
    const { token } = await makeToken(owner, 'api')
    for (const who of [{ token }, { user: owner }, null]) {
      const { headers } = await api('GET', address, { who, headers: foreign(LISTED) })
      expect(headers.get('access-control-allow-origin')).toBe(LISTED)
      expect(headers.get('access-control-allow-credentials')).toBe('true')
      expect(headers.get('vary')).toBe('Origin')
    }
  })

  test.each(['https://evil.test', 'null', 'https://tools.example.com.evil.test'])('%s may not read', async (origin) => {
    for (const method of ['GET', 'OPTIONS'] as const) {
      const { headers } = await api(method, address, { who: { user: owner }, headers: foreign(origin) })
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(headers.get('vary')).toMatch(/^Origin/)
    }
  })

  test('a preflight allows reading and nothing else', async () => {
    const asks = { ...foreign(LISTED), 'access-control-request-method': 'DELETE' }
    const { status, headers } = await api('OPTIONS', address, { headers: asks })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(LISTED)
    expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD')
    expect(headers.get('access-control-allow-headers')).toContain('authorization')
  })
})

test('[AC7] a listed origin may read but not change anything', async () => {
  const headers = { origin: LISTED, 'sec-fetch-site': 'cross-site' }
  const answer = await api('POST', '/api/v1/tokens', {
    who: { user: owner },
    body: { name: 'n', kind: 'api' },
    headers,
  })
  expect(answer).toMatchObject({ status: 403, code: 'origin-refused' })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
})
