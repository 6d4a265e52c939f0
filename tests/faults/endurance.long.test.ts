/**
 * Faults that need time: F9, F25, F29 and F30, for `npm run test:long`. FAULT_TIME_SCALE shortens them for a trial run, for
 * example 0.05. Record counts do not change, and results that need the full time are then only printed.
 */
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { CountingViewer } from '#tests/support/counting-viewer.ts'
import { expectWhole, inScene } from '#tests/support/fault-scene.ts'
import { startRedis } from '#tests/support/redis.ts'
import { StreamProcess } from '#tests/support/stream-process.ts'
import { CheckedDevice, until } from '#tests/support/verified-stream.ts'

const SCALE = Number(process.env.FAULT_TIME_SCALE ?? 1)
const MiB = 1024 * 1024
const minutesMs = (minutes: number) => minutes * 60_000 * SCALE
/** Longer than a session waits for its device, whatever the scale. */
const PAST_GRACE_MS = LIMITS.pingIntervalMs + LIMITS.pingTimeoutMs + LIMITS.sessionGraceMs + 5_000

test(
  '[F9][DV3][I14] a device is offline for 10 minutes at 500 records/s: the last 50,000 arrive, the rest is one marker',
  inScene(async (scene) => {
    const relay = await scene.relay()
    const link = await scene.proxy(relay.url)
    // Small enough that the ring fills by number and not by bytes.
    const device = scene.device(link.url, { recordBytes: 100 })
    await device.whenLive()
    const viewer = scene.viewer(relay.url, device)
    await device.run(500, 2)
    await viewer.has(device.logged)
    const online = device.logged
    link.partition()
    link.reset()
    await device.run(500 / SCALE, minutesMs(10) / 1_000)
    const offline = device.logged - online
    link.heal()
    const tookMs = await viewer.has(device.logged, 60_000)
    await device.run(500, 2)
    await viewer.has(device.logged)
    console.log(`${offline} logged offline; lost ${JSON.stringify(viewer.lost)}; back in ${tookMs} ms`)
    expect(offline).toBe(300_000)
    expect(viewer.violations).toEqual([])
    expect(viewer.lost).toEqual([{ from: online + 1, to: expect.any(Number), reason: 'overrun' }])
    const kept = offline - viewer.lostCount
    // The ring drops whole batches.
    expect(kept).toBeGreaterThan(LIMITS.ringRecordsMax - LIMITS.batchRecordsMax)
    expect(kept).toBeLessThanOrEqual(LIMITS.ringRecordsMax)
    expect(viewer.shown + viewer.lostCount).toBe(device.logged)
    expect(tookMs).toBeLessThan(5_000)
  }),
)

test(
  '[F29][RL9] a device sleeps for 5 minutes: it is shown as lost, then as ended, and continues where it left off',
  inScene(async (scene) => {
    const relay = await scene.relay()
    const sleeper = scene.track(await StreamProcess.start(), (child) => child.kill())
    const watcher = scene.track(await StreamProcess.start(), (child) => child.kill())
    const session = await sleeper.device(relay.url, 140)
    await watcher.viewer(relay.url, session)
    const { logged } = await sleeper.run(500, 3)
    await until(async () => (await watcher.viewerReport()).next > logged, 10_000)
    sleeper.process.kill('SIGSTOP')
    await sleep(Math.max(PAST_GRACE_MS, minutesMs(5)))
    expect((await watcher.viewerReport()).liveness).toEqual(['live', 'reconnecting', 'ended'])
    sleeper.process.kill('SIGCONT')
    const awake = await sleeper.run(500, 3)
    await until(async () => (await watcher.viewerReport()).next > awake.logged, 10_000)
    const { violations, shown, lost, liveness } = await watcher.viewerReport()
    expect({ violations, shown, lost, liveness }).toEqual({
      violations: [],
      shown: awake.logged,
      lost: 0,
      liveness: ['live', 'reconnecting', 'ended', 'live'],
    })
  }),
)

test(
  '[F30][I6][I14] a tab is frozen for 10 minutes: the relay buffers nothing for it, and then it shows what the ring has and declares the rest lost',
  inScene(async (scene) => {
    const relay = await scene.relay()
    // Small enough that the ring fills by number and not by bytes.
    const device = scene.device(relay.url, { recordBytes: 100 })
    await device.whenLive()
    const tab = scene.track(await StreamProcess.start(), (child) => child.kill())
    await tab.viewer(relay.url, device.logger.session)
    // Keeps the stream going, and the relay's memory comparable.
    const other = scene.viewer(relay.url, device)
    await device.run(500, 3)
    await until(async () => (await tab.viewerReport()).next > device.logged, 10_000)
    const before = (await relay.stats()).usedBytes
    const shownBefore = device.logged
    tab.process.kill('SIGSTOP')
    await device.run(500 / SCALE, Math.max(LIMITS.viewerStalledMs + 10_000, minutesMs(10)) / 1_000)
    await other.has(device.logged)
    other.takeLatencies()
    const growth = (await relay.stats()).usedBytes - before
    tab.process.kill('SIGCONT')
    await until(async () => (await tab.viewerReport()).next > device.logged, 60_000)
    const { violations, shown, lost, reasons } = await tab.viewerReport()
    console.log(
      `${device.logged - shownBefore} logged while frozen; ${shown} shown, ${lost} lost; grown by ${growth} bytes`,
    )
    expect({ violations, reasons }).toEqual({ violations: [], reasons: ['evicted'] })
    expect(shown + lost).toBe(device.logged)
    expect(shown).toBeGreaterThan(LIMITS.ringRecordsMax - LIMITS.batchRecordsMax)
    expect(growth).toBeLessThan(MiB)
    expectWhole(other, device)
  }),
)

test(
  '[F25][I6] an hour of devices, viewers and 20 new connections per second in 128 MiB: the heap grows at most 1 MiB, nothing stays open',
  inScene(async (scene) => {
    const redis = scene.track(await startRedis(), (started) => started.stop())
    const relay = await scene.relay({ redisUrl: redis.url }, ['--max-old-space-size=128'])
    const asking = scene.track(new Redis(redis.url), (client) => client.disconnect())
    const held = async () => ({
      descriptors: readdirSync(`/proc/${relay.pid}/fd`).length,
      timers: (await relay.stats()).resources.Timeout ?? 0,
      channels: ((await asking.call('PUBSUB', 'CHANNELS')) as string[]).length,
    })
    await relay.stats()
    const before = await held()

    const devices = Array.from({ length: 10 }, () => scene.device(relay.url))
    for (const device of devices) await device.whenLive()
    const viewers = devices.map((device) => scene.viewer(relay.url, device))
    viewers.push(...Array.from({ length: 10 }, () => scene.viewer(relay.url, devices[0] as (typeof devices)[0])))
    const logging = devices.map((device) => device.run(100))

    const endsAtMs = performance.now() + minutesMs(60)
    const samples: { hours: number; usedBytes: number; rssBytes: number }[] = []
    const startedAtMs = performance.now()
    let sampleAtMs = startedAtMs
    let connections = 0
    while (performance.now() < endsAtMs) {
      const turn = sleep(1_000)
      // Half of the new clients are devices, each with a new session. Nothing here may hold on to them: this process
      // must last too.
      const devicesOfTurn = Array.from({ length: 10 }, () => new CheckedDevice(relay.url))
      const viewersOfTurn = devices.map(({ logger }) => new CountingViewer(relay.url, logger.session, 100))
      connections += devicesOfTurn.length + viewersOfTurn.length
      await turn
      for (const viewer of viewersOfTurn) viewer.close()
      await Promise.all(devicesOfTurn.map((device) => device.close()))
      if (performance.now() < sampleAtMs) continue
      sampleAtMs += minutesMs(60) / 60
      const { usedBytes, rssBytes } = await relay.stats()
      samples.push({ hours: (performance.now() - startedAtMs) / 3600_000, usedBytes, rssBytes })
      for (const viewer of viewers) viewer.takeLatencies()
    }
    for (const device of devices) device.stop()
    await Promise.all(logging)
    for (const [i, viewer] of viewers.entries()) {
      const device = devices[i < devices.length ? i : 0] as (typeof devices)[0]
      await viewer.has(device.logged)
      expectWhole(viewer, device)
      viewer.close()
    }
    for (const device of devices) await device.close()
    await until(async () => (await relay.stats()).sessions.length === 0, 2 * PAST_GRACE_MS)
    const after = await held()
    const { usedBytes: leftBytes } = await relay.stats()
    // The first tenth is warm-up.
    const slope = slopeOf(samples.slice(Math.floor(samples.length / 10)))
    console.log(
      `${connections} connections; ${slope / MiB} MiB/h; ${JSON.stringify({ before, after, leftBytes, first: samples[0], last: samples.at(-1) })}`,
    )
    // A timer that happened to run at the first measurement may be gone.
    for (const kind of ['descriptors', 'timers', 'channels'] as const)
      expect(after[kind], kind).toBeLessThanOrEqual(before[kind])
    // Over less than its hour, the slope is only garbage collection.
    if (SCALE >= 1) expect(slope).toBeLessThan(MiB)
  }),
)

/** Least squares, in bytes per hour. */
function slopeOf(samples: readonly { hours: number; usedBytes: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(samples.map(({ hours }) => hours))
  const y = mean(samples.map(({ usedBytes }) => usedBytes))
  const over = samples.reduce((sum, { hours, usedBytes }) => sum + (hours - x) * (usedBytes - y), 0)
  return over / samples.reduce((sum, { hours }) => sum + (hours - x) ** 2, 0)
}
