/**
 * Peers that are too slow or too fast: F6 and F8. Compares the others' latencies within one run, in alternating slices with and
 * without the fault (ABBA), by the median of the slices' p99. Records are about 1 kB, so that the load leaves the relay its core.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { expectWhole, inScene, type Scene } from '#tests/support/fault-scene.ts'
import type { RelayProcess } from '#tests/support/relay-process.ts'
import { MiB, settledMemory } from '#tests/support/settled-memory.ts'
import { type DeviceReport, StreamProcess } from '#tests/support/stream-process.ts'
import { type CheckedViewer, median, quantile, until } from '#tests/support/verified-stream.ts'

const isLong = Boolean(process.env.LONG)
/**
 * [I7] The long mode's many slices enforce this strictly; a few slices on two shared cores differ by this much without
 * any fault.
 */
const NEIGHBOUR_RATIO_MAX = 1.2
const NOISE_MS = isLong ? 0 : 50

interface Turns {
  good: CheckedViewer[]
  rounds: number
  sliceMs: number
  on(): Promise<void> | void
  off(): Promise<void> | void
}

/** The median p99 of the good viewers in slices with the fault, divided by that without. */
async function p99Ratio({
  good,
  rounds,
  sliceMs,
  on,
  off,
}: Turns): Promise<{ ratio: number; onMs: number; offMs: number }> {
  const found = { on: [] as number[], off: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['off', 'on'] as const) : (['on', 'off'] as const)
    for (const turn of order) {
      await (turn === 'on' ? on() : off())
      for (const viewer of good) viewer.takeLatencies()
      await sleep(sliceMs)
      found[turn].push(
        quantile(
          good.flatMap((viewer) => viewer.takeLatencies()),
          0.99,
        ),
      )
    }
  }
  const onMs = median(found.on)
  const offMs = median(found.off)
  console.log(`p99 of the others: ${offMs} ms without, ${onMs} ms with the fault; slices ${found.off} | ${found.on}`)
  return { ratio: Math.max(0, onMs - NOISE_MS) / offMs, onMs, offMs }
}

test(
  '[F6][I6][I7][RL6] viewers that read 10 KiB/s while 2 MB/s are logged cost the relay at most 1 MiB each, and the others nothing',
  inScene(async (scene) => {
    // With this many, what the process keeps for itself, such as its young generation, is little beside what they cost.
    const SLOW = 40
    const relay = await scene.relay()
    const slowLink = await scene.proxy(relay.url, { bytesPerSecond: 10 * 1024 })
    const device = scene.device(relay.url, { recordBytes: 1_000 })
    await device.whenLive()
    const good = Array.from({ length: 3 }, () => scene.viewer(relay.url, device))
    const logging = device.run(2_000)
    for (const viewer of good) await viewer.has(10_000)
    const before = await settledMemory(relay)
    let slow: CheckedViewer[] = []
    const growth = { rssBytes: 0, usedBytes: 0 }
    const measure = async () => {
      // As before the slow viewers came: a single sample also holds what waits for the garbage collector.
      const now = await settledMemory(relay)
      growth.rssBytes = Math.max(growth.rssBytes, now.rssBytes - before.rssBytes)
      growth.usedBytes = Math.max(growth.usedBytes, now.usedBytes - before.usedBytes)
    }
    const { ratio } = await p99Ratio({
      good,
      // Five minutes of it in the long mode.
      rounds: isLong ? 75 : 11,
      sliceMs: 1_500,
      on: async () => {
        slow = Array.from({ length: SLOW }, () => scene.viewer(slowLink.url, device))
        await until(async () => (await relay.stats()).viewers >= good.length + SLOW, 20_000)
      },
      off: async () => {
        if (slow.length > 0) await measure()
        for (const viewer of slow.splice(0)) viewer.close()
        slowLink.reset()
        await until(async () => (await relay.stats()).viewers === good.length, 20_000)
      },
    })
    device.stop()
    await logging
    for (const viewer of good) await viewer.has(device.logged)
    for (const viewer of good) expectWhole(viewer, device)
    console.log(
      `growth per slow viewer: rss ${growth.rssBytes / SLOW / MiB} MiB, used ${growth.usedBytes / SLOW / MiB} MiB`,
    )
    expect(growth.usedBytes / SLOW).toBeLessThan(MiB)
    expect(growth.rssBytes / SLOW).toBeLessThan(MiB)
    expect(ratio).toBeLessThan(NEIGHBOUR_RATIO_MAX)
  }),
)

test(
  '[F8][I7][I12][I14][DV2][DV3] a device that logs 100,000 records a second is held at its limit, its loss declared to the record, its neighbours unharmed',
  inScene(async (scene) => {
    const RECORD_BYTES = 140
    const relay = await scene.relay()
    const neighbour = scene.device(relay.url, { recordBytes: RECORD_BYTES })
    await neighbour.whenLive()
    const good = [scene.viewer(relay.url, neighbour), scene.viewer(relay.url, neighbour)]
    const logging = neighbour.run(500)
    for (const viewer of good) await viewer.has(500)
    // Without the fault, the same flood runs against another relay: two cores carry it either way, and the others
    // share only a relay.
    const elsewhere = await floodOf(scene, await scene.relay(), RECORD_BYTES)
    const here = await floodOf(scene, relay, RECORD_BYTES)

    const sliceMs = 2_000
    let flooding: Promise<unknown> = Promise.resolve()
    let floodMs = 0
    const startedAtMs = performance.now()
    let report: DeviceReport | null = null
    const turnTo = async ({ device }: typeof here) => {
      await flooding
      // What the ring still holds is sent at the limit.
      for (const flood of [here, elsewhere]) {
        const isDrained = async () => {
          report = await flood.device.deviceReport()
          return report.isDrained
        }
        await until(isDrained, 30_000, () => `not drained: ${JSON.stringify(report)}`)
      }
      flooding = device.run(100_000, sliceMs / 1_000)
    }
    const { ratio } = await p99Ratio({
      good,
      rounds: isLong ? 25 : 6,
      sliceMs,
      on: () => {
        floodMs += sliceMs
        return turnTo(here)
      },
      off: () => turnTo(elsewhere),
    })
    await flooding
    const seconds = (performance.now() - startedAtMs) / 1_000
    neighbour.stop()
    await logging
    const { logged } = await here.device.deviceReport()
    await until(async () => (await here.viewer.viewerReport()).next > logged, 30_000)
    const seen = await here.viewer.viewerReport()
    for (const viewer of good) {
      await viewer.has(neighbour.logged)
      expectWhole(viewer, neighbour)
    }
    console.log(`flood ${logged / (floodMs / 1_000)} records/s; ${JSON.stringify(seen)} in ${seconds} s`)
    // The device was asked for 100,000 per second; at least two thirds must really be logged.
    expect(logged).toBeGreaterThan((100_000 * floodMs) / 1_000 / 1.5)
    expect(seen.violations).toEqual([])
    expect(seen.shown + seen.lost).toBe(logged)
    expect(seen.reasons.filter((reason) => reason !== 'overrun' && reason !== 'evicted')).toEqual([])
    const bytesMax = LIMITS.deviceBytesPerSecond * (seconds + 4)
    expect(seen.shown * RECORD_BYTES).toBeLessThan(bytesMax)
    expect(ratio).toBeLessThan(NEIGHBOUR_RATIO_MAX)
  }),
)

/** A device and its viewer in low-priority processes, which give way to the relay and to the others. */
async function floodOf(scene: Scene, relay: RelayProcess, recordBytes: number) {
  const [device, viewer] = await Promise.all([StreamProcess.start(), StreamProcess.start()])
  for (const child of [device, viewer]) scene.track(child, () => child.kill())
  const session = await device.device(relay.url, recordBytes)
  await viewer.viewer(relay.url, session)
  await until(
    async () => (await relay.stats()).sessions.some(({ id, viewers }) => id === session && viewers === 1),
    10_000,
  )
  return { device, viewer }
}
