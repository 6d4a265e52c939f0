/** An unmodified app on one node, its viewers on another, over a real Redis. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { DartClient } from '#tests/support/dart-client.ts'
import { app, startFlutterRelay, watch } from '#tests/support/flutter-scene.ts'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'
import { TEAM } from '#tests/support/sessions.ts'

let redis: PrivateRedis
let a: Awaited<ReturnType<typeof startFlutterRelay>>
let b: typeof a
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())
beforeEach(async () => {
  const flutterViewerGrant = async (_request: unknown, session: string) => ({
    grant: { kind: 'user' as const, id: 'tim', name: 'Tim', teamIds: [TEAM], target: null, expiresAtMs: null },
    target: { session },
  })
  a = await startFlutterRelay({ redisUrl: redis.url, flutter: { flutterViewerGrant } })
  b = await startFlutterRelay({ redisUrl: redis.url, flutter: { flutterViewerGrant } })
  await vi.waitFor(() => expect([...(b.relay.cluster?.otherNodes ?? [])]).toHaveLength(1))
})
afterEach(async () => {
  await a.close()
  await b.close()
})

const homeKnowsOf = (session: string | null, viewers: number) =>
  vi.waitFor(() => expect(a.relay.hub.sessions.get(session as string)?.viewerCount).toBe(viewers))

test('[ND2][ND4] both kinds of viewers see its logs, and what nobody can send again', async () => {
  const client = await app(a.port)
  const id = client.sessionId as string
  client.log('unseen')
  await vi.waitFor(() => expect(b.relay.hub.sessions.get(id)?.head).toBe(1))
  const mine = await watch(b, id)
  expect(mine.state).toMatchObject({ delivery: 'at-most-once', head: 1, tail: 2 })
  const theirs = await DartClient.connect(b.port, { path: `/ws?type=web&session=${id}` })
  await homeKnowsOf(id, 2)
  mine.socket.emit('need', id, [[1, 1]])
  await mine.until(() => mine.gone.length === 1)
  expect(mine.gone).toEqual([{ range: [1, 1], reason: 'evicted' }])

  const timestamp = '2025-10-07T09:11:00.123456'
  client.log('Error: Something went wrong', { level: 'warning', error: 'Exception: x', stackTrace: '#0 y', timestamp })
  await mine.until(() => mine.records.length === 1)
  await theirs.until(() => theirs.said.length === 2)
  expect(JSON.parse(theirs.said[1] as string)).toEqual({
    type: 'log',
    data: {
      message: 'Error: Something went wrong',
      level: 'warning',
      timestamp,
      error: 'Exception: x',
      stackTrace: '#0 y',
      deviceId: expect.any(String),
    },
  })
})

test('[ND2] its end shows there too', async () => {
  const client = await app(a.port)
  await vi.waitFor(() => expect(b.relay.hub.sessions.has(client.sessionId as string)).toBe(true))
  const theirs = await DartClient.connect(b.port, { path: `/ws?type=web&session=${client.sessionId}` })
  await homeKnowsOf(client.sessionId, 1)
  client.kill()
  await theirs.until(() => theirs.said.some((text) => text.includes('"disconnected"')))
})
