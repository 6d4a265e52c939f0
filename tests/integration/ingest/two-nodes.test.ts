/** Sources whose requests come to two nodes in turn, over a real Redis. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'
import { watchSource } from '#tests/support/source-watcher.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let redis: PrivateRedis
let a: TestRelay
let b: TestRelay
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())
beforeEach(async () => {
  a = await startRelay({ redisUrl: redis.url })
  b = await startRelay({ redisUrl: redis.url })
  for (const node of [a, b]) await vi.waitFor(() => expect([...(node.relay.cluster?.otherNodes ?? [])]).toHaveLength(1))
})
afterEach(async () => {
  await a.close()
  await b.close()
})

const post = async (node: TestRelay, body: RequestInit['body'], query = '?name=shop') => {
  const answer = await fetch(`${node.url}/api/v1/ingest${query}`, {
    method: 'POST',
    headers: { authorization: 'Bearer agl_d_shop' },
    body: body as string,
    duplex: 'half',
  } as RequestInit)
  return { status: answer.status, ...(await answer.json()) }
}

test('requests that land on two nodes in turn are one session, and its numbers have no hole', async () => {
  const onA = await watchSource(a)
  const onB = await watchSource(b)
  const sessions = new Set<string>()
  for (let i = 1; i <= 12; i++) {
    const { status, sessionId } = await post(i % 2 ? a : b, `record ${i}`)
    expect(status).toBe(200)
    sessions.add(sessionId)
    // A node learns of the other's session by a message; a client that is quicker than that begins another one.
    const [here, there] = i % 2 ? [a, b] : [b, a]
    await vi.waitFor(() => expect(there.relay.hub.sessions.get(sessionId)?.ownerNode).not.toBeNull())
    // What a session's first node holds for followers does not move with it, so let both have it.
    for (const watcher of [onA, onB]) await vi.waitFor(() => expect(watcher.records).toHaveLength(i))
    expect(here.sources.sessions.size).toBe(1)
    expect(there.sources.sessions.size).toBe(0)
  }
  expect(sessions.size).toBe(1)
  const expected = Array.from({ length: 12 }, (_, i) => `record ${i + 1}`)
  for (const watcher of [onA, onB]) await vi.waitFor(() => expect(watcher.bodies()).toEqual(expected))
  for (const watcher of [onA, onB]) expect(watcher.gone).toEqual([])
})

test('a session with an open upload stays on its node: a request elsewhere begins another one beside it', async () => {
  let write: (text: string) => void = () => {}
  let end: () => void = () => {}
  const stream = new ReadableStream({
    start: (controller) => {
      write = (text) => controller.enqueue(new TextEncoder().encode(text))
      end = () => controller.close()
    },
  })
  const upload = post(a, stream as never)
  write('streamed\n')
  await vi.waitFor(() => expect(a.sources.sessions.size).toBe(1))
  const [session] = a.sources.sessions.all()
  await vi.waitFor(() => expect(b.relay.hub.sessions.has(String(session?.id))).toBe(true))
  const other = await post(b, 'posted')
  expect(other.sessionId).not.toBe(session?.id)
  end()
  expect(await upload).toMatchObject({ accepted: 1, sessionId: session?.id })
})

test('a node that leaves takes its sessions with it: the next request begins a new one', async () => {
  const before = await post(a, 'one')
  await vi.waitFor(() => expect(b.relay.hub.sessions.has(before.sessionId)).toBe(true))
  await a.close()
  const after = await post(b, 'two')
  expect(after.status).toBe(200)
  expect(after.sessionId).not.toBe(before.sessionId)
  a = await startRelay({ redisUrl: redis.url })
})
