/** Two relays in one process, joined by a real Redis: device on one, viewers on the other. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type BatchHeader, FLAG } from '#lib/protocol/batch.ts'
import type { SessionState, SessionSummary, Watcher } from '#lib/protocol/messages.ts'
import { inTime } from '#tests/support/in-time.ts'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'
import { batch, DEVICE, person, SESSION, TEAM } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

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
    expect([...(a.relay.cluster?.otherNodes ?? [])]).toHaveLength(1)
    expect([...(b.relay.cluster?.otherNodes ?? [])]).toHaveLength(1)
  })
})
afterEach(async () => {
  await a.close()
  await b.close()
})

const asPerson = (node: TestRelay) => node.viewer({ token: 'ada' })
const join = (viewer: TestViewer, target: object = { session: SESSION }) => viewer.emitWithAck('join', target as never)
const knows = (node: TestRelay, liveness = 'live') =>
  vi.waitFor(() => expect(node.relay.hub.sessions.get(SESSION)?.liveness).toBe(liveness))

async function deviceOn(node: TestRelay, changes = {}) {
  const device = node.device(changes)
  await next(device, 'welcome')
  return device
}

/** A viewer on the other node to which the device's node already sends. */
async function watchingOn(node: TestRelay, home: TestRelay) {
  const viewer = asPerson(node)
  const got: [BatchHeader, Buffer][] = []
  viewer.on('batch', (header, bytes) => void got.push([header, Buffer.from(bytes)]))
  const answer = await join(viewer)
  await vi.waitFor(() => expect(home.relay.hub.sessions.get(SESSION)?.viewerCount).toBeGreaterThan(0))
  return { viewer, got, answer }
}

test('[ND2][ND4] a viewer on another node gets the device’s bytes, unchanged and in order, and the device learns of it', async () => {
  const device = await deviceOn(a)
  const viewers: number[] = []
  device.on('viewers', (count) => void viewers.push(count))
  await knows(b)
  const { got, answer } = await watchingOn(b, a)
  expect(answer).toMatchObject({ ok: true, state: { liveness: 'live', viewers: 1 } })
  await vi.waitFor(() => expect(viewers).toEqual([1]))
  // A message that the bus lost before it was subscribed would leave a hole: the test is about messages after that.
  await flowing(device, got)
  const sent = Array.from({ length: 200 }, (_, i) => batch(1000 + i * 3, 3))
  for (const [header, bytes] of sent) device.emit('batch', header, bytes)
  const live = () => got.filter(([header]) => header[2] >= 1000)
  await vi.waitFor(() => expect(live()).toHaveLength(sent.length))
  live().forEach(([header, bytes], i) => {
    expect(header).toEqual(sent[i]?.[0])
    expect(bytes).toEqual(Buffer.from(sent[i]?.[1] ?? []))
  })
})

test('[DV4][ND3] a device that comes back to its node learns of viewers on the other at once', async () => {
  await deviceOn(a)
  await knows(b)
  await watchingOn(b, a)
  const again = a.device({ attempt: 2 })
  const [welcome] = await next<[{ viewers: number }]>(again, 'welcome')
  expect(welcome.viewers).toBe(1)
})

/** Sends single records until one arrives. */
async function flowing(device: Awaited<ReturnType<typeof deviceOn>>, got: unknown[]) {
  let seq = 0
  await vi.waitFor(() => {
    device.emit('batch', ...batch(++seq))
    expect(got.length).toBeGreaterThan(0)
  })
}

test('[ND3] while nobody watches elsewhere, no content goes to Redis', async () => {
  const device = await deviceOn(a)
  const here = asPerson(a)
  await join(here)
  let received = 0
  here.on('batch', () => void received++)
  await knows(b)
  const before = await publishedBytes()
  for (let i = 0; i < 200; i++) device.emit('batch', ...batch(1 + i * 100, 100))
  await vi.waitFor(() => expect(received).toBe(200))
  // 200 batches are over a megabyte; beats and announced counts are not.
  expect((await publishedBytes()) - before).toBeLessThan(20_000)
})

async function publishedBytes(): Promise<number> {
  const { Redis } = await import('ioredis')
  const client = new Redis(redis.url)
  const [, bytes] = /total_net_input_bytes:(\d+)/.exec(await client.info('stats')) ?? []
  client.disconnect()
  return Number(bytes)
}

test('[RL7] a need crosses to the device’s node, and its fill comes back to the viewer that waits', async () => {
  const device = await deviceOn(a, { head: 100, tail: 1 })
  await knows(b)
  const { viewer, got } = await watchingOn(b, a)
  const bystander = await watchingOn(b, a)
  const needed = next<[ranges: unknown]>(device, 'need')
  viewer.emit('need', SESSION, [[11, 20]])
  expect((await needed)[0]).toEqual([[11, 20]])
  const [header, bytes] = batch(1, 30)
  device.emit('fill', header, bytes)
  await vi.waitFor(() => expect(got).toHaveLength(1))
  expect(got[0]).toEqual([[header[0], FLAG.fill, 1, 30, header[4]], Buffer.from(bytes)])
  expect(bystander.got).toEqual([])
  const gone = next(viewer, 'gone')
  viewer.emit('need', SESSION, [[31, 40]])
  await next(device, 'need')
  device.emit('gone', [31, 40], 'evicted')
  expect(await gone).toEqual([SESSION, [31, 40], 'evicted'])
})

test('each node counts sessions and watchers of all nodes, and its own connections and traffic', async () => {
  const device = await deviceOn(a)
  await knows(b)
  const ada = asPerson(b)
  await join(ada)
  // The device's node sends once it knows of the viewer.
  await vi.waitFor(() => expect(a.relay.hub.sessions.get(SESSION)?.viewerCount).toBe(1))
  const [header, bytes] = batch(1, 5)
  const arrived = next(ada, 'batch')
  device.emit('batch', header, bytes)
  await arrived
  await vi.waitFor(() => {
    const [ofA, ofB] = [a.live.stats(), b.live.stats()]
    for (const stats of [ofA, ofB])
      expect(stats).toMatchObject({ nodes: 2, sessions: { live: 1 }, devicesLive: 1, watchers: 1 })
    expect(ofA.connections).toMatchObject({ devices: 1, viewers: 0 })
    expect(ofB.connections).toMatchObject({ devices: 0, viewers: 1 })
    expect([ofA.traffic.in.bytes, ofA.traffic.out.bytes]).toEqual([bytes.byteLength, 0])
    expect([ofB.traffic.in.bytes, ofB.traffic.out.bytes]).toEqual([0, bytes.byteLength])
  })
})

test('[ND3] people on all nodes see each other; the holder of a link sees nobody', async () => {
  await deviceOn(a)
  await knows(b)
  const ada = asPerson(a)
  const seen: Watcher[][] = []
  ada.on('watchers', (_session, watchers) => void seen.push(watchers))
  await join(ada)
  const guest = b.viewer({ link: { id: 'guest', key: 'k' } })
  await join(guest)
  await vi.waitFor(() =>
    expect(
      seen
        .at(-1)
        ?.map(({ name }) => name)
        .sort(),
    ).toEqual(['Ada', 'Guest']),
  )
  expect(Object.keys(seen.at(-1)?.[0] ?? {}).sort()).toEqual(['id', 'kind', 'name', 'sinceMs'])
  expect(a.live.linkWatchers(TEAM)).toEqual(new Map([['link1', 1]]))
  expect(b.live.linkWatchers(TEAM)).toEqual(new Map([['link1', 1]]))
  guest.disconnect()
  await vi.waitFor(() => expect(seen.at(-1)?.map(({ name }) => name)).toEqual(['Ada']))
  expect(a.live.linkWatchers(TEAM)).toEqual(new Map())
})

test('[ND2] dashboards of all nodes list the session, and learn of its end', async () => {
  const dashboard = asPerson(b)
  const told: SessionSummary[] = []
  dashboard.on('team', (_team, sessions) => void told.push(...sessions))
  expect(await dashboard.emitWithAck('watchTeam', TEAM)).toEqual({ ok: true, sessions: [] })
  const device = await deviceOn(a)
  await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ session: SESSION, liveness: 'live' }))
  expect(b.live.liveSessions(TEAM)).toHaveLength(1)
  device.emit('bye', { tail: 1, head: 3, counters: { records: 3, bytes: 9, levels: [0, 0, 3, 0, 0, 0, 0] } })
  await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ liveness: 'ended', head: 3 }))
})

test('[VW1] a follower of a device on one node joins the session that it starts on another', async () => {
  const follower = asPerson(b)
  const began = next<[string, SessionState]>(follower, 'device')
  expect(await join(follower, { device: DEVICE })).toMatchObject({ ok: true, state: null })
  await deviceOn(a)
  const [device, state] = await began
  expect(device).toBe(DEVICE)
  expect(state).toMatchObject({ session: SESSION, liveness: 'live' })
})

test('[RL3][F16] of two connections of one session on two nodes the higher attempt owns it, within a second', async () => {
  const first = await deviceOn(a, { attempt: 1 })
  await knows(b)
  const fault = next<[{ code: string }]>(first, 'fault')
  const startedAtMs = performance.now()
  const second = await deviceOn(b, { attempt: 2 })
  expect((await fault)[0]).toMatchObject({ code: 'session-superseded' })
  expect(performance.now() - startedAtMs).toBeLessThan(inTime(1_000))
  expect(second.connected).toBe(true)
  expect(a.relay.hub.sessions.get(SESSION)).toMatchObject({ liveness: 'live', ownership: { connectionEpoch: 2 } })
  const late = a.device({ attempt: 1 })
  const refused = next<[{ code: string }]>(late, 'fault')
  expect((await refused)[0]).toMatchObject({ code: 'session-superseded' })
})

test('[RL9] a device that is lost on one node and comes back on another is live again for all', async () => {
  const device = await deviceOn(a)
  await knows(b)
  const { viewer } = await watchingOn(b, a)
  const states: string[] = []
  viewer.on('state', ({ liveness }) => void (states.at(-1) === liveness || states.push(liveness)))
  device.disconnect()
  await knows(b, 'reconnecting')
  const again = await deviceOn(b, { attempt: 2 })
  await knows(a)
  await vi.waitFor(() => expect(states).toEqual(['reconnecting', 'live']))
  expect(again.connected).toBe(true)
})

test('[AC4] a right that is revoked on one node is cut on the other', async () => {
  const device = await deviceOn(a, { token: 'agl_d_1' })
  const guest = b.viewer({ link: { id: 'guest', key: 'k' } })
  await next(guest, 'welcome')
  b.grants.set('laptop', person({ signInId: 'sign-in-1' }))
  const laptop = b.viewer({ token: 'laptop' })
  await next(laptop, 'welcome')
  const faults = Promise.all([device, guest, laptop].map((socket) => next<[{ code: string }]>(socket, 'fault')))
  b.live.cut({ kind: 'token', id: 'agl_d_1' }, 'token-revoked')
  a.live.cut({ kind: 'link', id: 'link1' }, 'link-revoked')
  a.live.cut({ kind: 'sign-in', id: 'sign-in-1' }, 'session-revoked')
  expect((await faults).map(([{ code }]) => code)).toEqual(['token-revoked', 'link-revoked', 'session-revoked'])
})

test('[ND1] a node that starts later learns of all sessions and viewers', async () => {
  await deviceOn(a)
  await watchingOn(a, a)
  const c = await startRelay({ redisUrl: redis.url })
  await vi.waitFor(() => expect(c.relay.hub.sessions.get(SESSION)).toMatchObject({ liveness: 'live', viewerCount: 1 }))
  await c.close()
})

test('[ND5] the sessions of a node that leaves are waited for, and its viewers no longer count', async () => {
  await deviceOn(a)
  await knows(b)
  const { answer } = await watchingOn(b, a)
  expect(answer.ok).toBe(true)
  await a.close()
  await vi.waitFor(() =>
    expect(b.relay.hub.sessions.get(SESSION)).toMatchObject({ liveness: 'reconnecting', ownerNode: null }),
  )
  a = await startRelay({ redisUrl: redis.url })
})

test('[ND7][PA8] a device that waits on one node is seen and claimed on the other, once', async () => {
  const claims: object[] = []
  const waiting = { id: 'socket-1', sessionId: 'session_1', deviceId: 'device_k7qm4t9x', userAgent: 'Dart' }
  const onClaimed = (claim: object) => {
    claims.push(claim)
    return 'session_0'
  }
  a.pairingQueue.add({ ...waiting, address: '203.0.113.7' }, onClaimed, Date.now())
  await vi.waitFor(() => expect(b.clusterPairing.near('203.0.113.7')).toMatchObject([{ code: 'k7qm4t9x' }]))
  expect(b.clusterPairing.near('203.0.113.8')).toEqual([])
  const claim = { teamId: TEAM, tokenId: null, userId: 'ada' }
  expect(await b.clusterPairing.claim('socket-1', claim)).toBe('session_0')
  expect(claims).toEqual([claim])
  expect(await b.clusterPairing.claim('socket-1', claim)).toBe(null)
  await vi.waitFor(() => expect(b.clusterPairing.near('203.0.113.7')).toEqual([]))
})
