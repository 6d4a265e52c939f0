/** What viewers share when they are connected to two nodes. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Annotation } from '#lib/protocol/participants.ts'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'
import { person, SESSION } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let redis: PrivateRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

let a: TestRelay
let b: TestRelay
beforeEach(async () => {
  a = await startRelay({ redisUrl: redis.url })
  b = await startRelay({ redisUrl: redis.url })
  for (const node of [a, b]) {
    node.grants.set('ada', person())
    node.grants.set('guest', person({ kind: 'link', id: 'link1', name: 'Guest', target: { session: SESSION } }))
  }
  await vi.waitFor(() => {
    for (const node of [a, b]) expect([...(node.relay.cluster?.otherNodes ?? [])]).toHaveLength(1)
  })
  await next(a.device(), 'welcome')
  await vi.waitFor(() => expect(b.relay.hub.sessions.get(SESSION)?.liveness).toBe('live'))
})
afterEach(async () => {
  await a.close()
  await b.close()
})

async function taking(node: TestRelay, key: string) {
  const viewer = node.viewer({ token: key })
  await next(viewer, 'welcome')
  await viewer.emitWithAck('join', { session: SESSION })
  const answer = await viewer.emitWithAck('participate', SESSION, { name: '', browser: 'b' })
  if (!answer.ok) throw new Error(answer.error.code)
  return { viewer, ...answer }
}

test('[CO3][CO4][CO5] participants on two nodes see each other and get what the others share', async () => {
  const ada = await taking(a, 'ada')
  const guest = await taking(b, 'guest')
  for (const node of [a, b]) await vi.waitFor(() => expect(node.relay.hub.participants.list(SESSION)).toHaveLength(2))

  const got = next<[string, Annotation[]]>(guest.viewer, 'annotations')
  const answer = await ada.viewer.emitWithAck('annotate', SESSION, [{ item: 'm1', content: 'opaque' }])
  const mark = answer.ok ? (answer.annotations[0] as Annotation) : null
  expect(await got).toEqual([SESSION, [mark]])

  // The other node knows the stamp, and passes it on to one connection of the first.
  const passed = next<[string, Annotation[]]>(ada.viewer, 'annotations')
  expect(await guest.viewer.emitWithAck('pass', SESSION, ada.connection, [mark as Annotation])).toEqual({
    ok: true,
    refused: [],
  })
  expect(await passed).toEqual([SESSION, [mark]])

  const told = next(ada.viewer, 'told')
  guest.viewer.emit('tell', SESSION, ada.connection, 'here')
  expect(await told).toEqual([SESSION, { connection: guest.connection, author: guest.author }, 'here'])
})

test('[CO1] a participant of another node is gone with its connection, and with its node', async () => {
  const ada = await taking(a, 'ada')
  const guest = await taking(b, 'guest')
  await vi.waitFor(() => expect(a.relay.hub.participants.list(SESSION)).toHaveLength(2))
  guest.viewer.disconnect()
  await vi.waitFor(() => expect(a.relay.hub.participants.list(SESSION)).toMatchObject([{ connection: ada.connection }]))
})
