/** Faults of two nodes and of the Redis between them: F12, F13, F14, F27. */
import { setTimeout as lasting } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Balancer, startBalancer } from '#tests/support/balancer.ts'
import { FaultProxy } from '#tests/support/fault-proxy.ts'
import { inTime } from '#tests/support/in-time.ts'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'
import { RelayProcess } from '#tests/support/relay-process.ts'
import { CheckedDevice, CheckedViewer, quantile } from '#tests/support/verified-stream.ts'

const MiB = 1024 * 1024
const RECORDS_PER_SECOND = 500

let redis: PrivateRedis
/** The proxy between the nodes and Redis. */
let link: FaultProxy
let home: RelayProcess
let other: RelayProcess
let balancer: Balancer
let device: CheckedDevice
let viewers: CheckedViewer[]

beforeEach(async () => {
  redis = await startRedis()
  link = await FaultProxy.before(redis.port)
  const redisUrl = `redis://127.0.0.1:${link.port}`
  ;[home, other] = await Promise.all([RelayProcess.start({ redisUrl }), RelayProcess.start({ redisUrl })])
  balancer = await startBalancer([home.port, other.port])
  device = new CheckedDevice(balancer.url, { compress: true })
  await device.whenLive()
  viewers = []
})

afterEach(async () => {
  device.stop()
  for (const viewer of viewers) viewer.close()
  await device.close()
  await Promise.all([home.kill(), other.kill()])
  await balancer.close()
  await link.close()
  await redis.stop()
})

async function watch(...servers: string[]): Promise<CheckedViewer[]> {
  viewers = servers.map((server) => new CheckedViewer(server, device.logger.session))
  await vi.waitUntil(() => device.logger.status.viewers === viewers.length)
  device.log(10)
  await Promise.all(viewers.map((viewer) => viewer.has(10)))
  return viewers
}

async function expectAllShown(withinMs: number): Promise<void> {
  const head = device.logged
  const took = await Promise.all(viewers.map((viewer) => viewer.has(head, 30_000)))
  expect(viewers.flatMap(({ violations }) => violations)).toEqual([])
  expect(viewers.map(({ shown, lostCount }) => [shown, lostCount])).toEqual(viewers.map(() => [head, 0]))
  expect(Math.max(...took)).toBeLessThanOrEqual(inTime(withinMs))
}

test('[F12] the device’s node crashes: viewers on the other node have everything within 5 s of its return', async () => {
  await watch(other.url, other.url)
  const running = device.run(RECORDS_PER_SECOND)
  await viewers[0]?.has(200)
  await home.kill('SIGKILL')
  await vi.waitUntil(() => device.logger.status.state === 'live', { interval: 5 })
  device.stop()
  await running
  await expectAllShown(5_000)
  expect(viewers.map(({ lostConnections }) => lostConnections)).toEqual([0, 0])
})

test('[F13] Redis restarts: local viewers notice nothing, remote ones have everything within 5 s, no node exits', async () => {
  const [local] = await watch(home.url, other.url)
  const running = device.run(RECORDS_PER_SECOND)
  await local?.has(200)
  await redis.crash()
  local?.takeLatencies()
  await lasting(2_000)
  expect(quantile(local?.takeLatencies() ?? [], 0.99)).toBeLessThan(inTime(250))
  await redis.start()
  device.stop()
  await running
  await expectAllShown(5_000)
  expect(viewers.map(({ lostConnections }) => lostConnections)).toEqual([0, 0])
  expect([home.isAlive, other.isAlive]).toEqual([true, true])
})

test('[F13] Redis is silent for 20 s: the same, and the nodes buffer at most 16 MiB for it', async () => {
  const [local] = await watch(home.url, other.url)
  const running = device.run(RECORDS_PER_SECOND)
  await local?.has(1000)
  const before = await Promise.all([home.stats(), other.stats()])
  link.blackHole()
  local?.takeLatencies()
  await lasting(20_000)
  expect(quantile(local?.takeLatencies() ?? [], 0.99)).toBeLessThan(inTime(250))
  const during = await Promise.all([home.stats(), other.stats()])
  link.heal()
  device.stop()
  await running
  await expectAllShown(5_000)
  during.forEach(({ usedBytes }, i) => {
    expect(usedBytes - (before[i]?.usedBytes ?? 0)).toBeLessThan(16 * MiB)
  })
  expect([home.isAlive, other.isAlive]).toEqual([true, true])
})

test('[F14] Redis keeps disconnecting the subscribers: lost messages are detected by their number and repaired', async () => {
  await watch(other.url)
  const running = device.run(RECORDS_PER_SECOND)
  const operator = new Redis(redis.url)
  for (let kill = 0; kill < 5; kill++) {
    await viewers[0]?.has(device.logged + 100)
    await operator.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  }
  operator.disconnect()
  device.stop()
  await running
  await expectAllShown(5_000)
})

test('[F27] both nodes restart one after the other: nothing is lost, and the view pauses for at most 2 s', async () => {
  await watch(balancer.url)
  const pauses = longestPause(viewers[0] as CheckedViewer)
  const running = device.run(RECORDS_PER_SECOND)
  const redisUrl = `redis://127.0.0.1:${link.port}`
  for (const node of [home, other]) {
    await viewers[0]?.has(device.logged + 500)
    const next = await RelayProcess.start({ redisUrl })
    balancer.targets = [next.port, ...balancer.targets.filter((port) => port !== node.port)]
    await node.ask('close')
    await node.kill()
    if (node === home) home = next
    else other = next
  }
  await viewers[0]?.has(device.logged + 500)
  device.stop()
  await running
  await expectAllShown(5_000)
  expect(pauses()).toBeLessThanOrEqual(inTime(2_000))
})

/** Measures the viewer's longest time without a new record so far, in milliseconds. */
function longestPause(viewer: CheckedViewer): () => number {
  let longestMs = 0
  let shown = viewer.shown
  let atMs = performance.now()
  const timer = setInterval(() => {
    const nowMs = performance.now()
    if (viewer.shown !== shown) {
      shown = viewer.shown
      atMs = nowMs
    } else longestMs = Math.max(longestMs, nowMs - atMs)
  }, 5)
  return () => {
    clearInterval(timer)
    return longestMs
  }
}
