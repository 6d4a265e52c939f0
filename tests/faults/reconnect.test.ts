/**
 * Lost and restored connections and processes, and links that are merely slow: F1–F5, F24 and F28 of the fault table. Each
 * test has its own relay process. The tests run concurrently because they mostly wait.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { expectWhole, inScene } from '#tests/support/fault-scene.ts'
import { inTime } from '#tests/support/in-time.ts'
import { RelayProcess } from '#tests/support/relay-process.ts'
import type { CheckedDevice } from '#tests/support/verified-stream.ts'

/** [I11] Time limit after the last fault heals. */
const CONVERGE_MS = inTime(5_000)
/** Three times as much of what only repeats. */
const isLong = Boolean(process.env.LONG)
const RESET_SECONDS = isLong ? 60 : 20
const DROPS = isLong ? 12 : 4
const IDLE_SECONDS = isLong ? 60 : 30

describe.concurrent('faults of links and of the relay', () => {
  test(
    `[F1][I1][I2][I3][I4][I14] the device is reset every 2 s for ${RESET_SECONDS} s at 500 records/s: all delivered, none twice, none out of order`,
    inScene(async (scene) => {
      const relay = await scene.relay()
      const proxy = await scene.proxy(relay.url)
      const device = scene.device(proxy.url)
      await device.whenLive()
      const viewer = scene.viewer(relay.url, device)
      const logging = device.run(500, RESET_SECONDS)
      const resets = RESET_SECONDS / 2 - 1
      for (let reset = 1; reset <= resets; reset++) {
        await sleep(2_000)
        // On a busy machine the device may still be on its way back; a reset without a connection would count for nothing.
        await proxy.hasAccepted(reset)
        proxy.reset()
      }
      await proxy.hasAccepted(resets + 1)
      await logging
      const took = await viewer.has(device.logged)
      expect(device.logged).toBe(500 * RESET_SECONDS)
      expect(took).toBeLessThan(CONVERGE_MS)
      expectWhole(viewer, device)
    }),
  )

  test(
    `[F2][I5][I2][I3][I4] a viewer is dropped for 2 s, ${DROPS} times: each gap is closed within 2 s of its return`,
    inScene(async (scene) => {
      const relay = await scene.relay()
      const proxy = await scene.proxy(relay.url)
      const device = scene.device(relay.url)
      await device.whenLive()
      const viewer = scene.viewer(proxy.url, device)
      const logging = device.run(500)
      await viewer.has(100)
      const closedIn: number[] = []
      const healedIn: number[] = []
      for (let drop = 1; drop <= DROPS; drop++) {
        proxy.partition()
        proxy.reset()
        await sleep(2_000)
        proxy.heal()
        const healedAtMs = performance.now()
        await viewer.has(device.logged)
        closedIn.push(performance.now() - Math.max(healedAtMs, viewer.liveAtMs))
        healedIn.push(performance.now() - healedAtMs)
      }
      device.stop()
      await logging
      await viewer.has(device.logged)
      expect(viewer.lostConnections).toBeGreaterThanOrEqual(DROPS)
      expect(Math.max(...closedIn)).toBeLessThan(inTime(2_000))
      expect(Math.max(...healedIn)).toBeLessThan(CONVERGE_MS)
      expectWhole(viewer, device)
    }),
  )

  test(
    '[F3][I11][RL10] the relay is killed and back after 1.5 s, 50 viewers at 1,000 records/s: all converge within 5 s, nothing lost',
    inScene(async (scene) => {
      const first = await scene.relay()
      const second = scene.track(await RelayProcess.load(), (relay) => relay.kill())
      const device = scene.device(first.url)
      await device.whenLive()
      const viewers = Array.from({ length: 50 }, () => scene.viewer(first.url, device))
      const logging = device.run(1_000)
      for (const viewer of viewers) await viewer.has(1_000)
      await first.kill()
      await sleep(1_500)
      await second.listen({ port: first.port })
      const backAtMs = performance.now()
      const whileAway = device.logged
      for (const viewer of viewers) await viewer.has(whileAway)
      const converged = performance.now() - backAtMs
      device.stop()
      await logging
      for (const viewer of viewers) await viewer.has(device.logged)
      for (const viewer of viewers) expectWhole(viewer, device)
      expect(converged).toBeLessThan(CONVERGE_MS)
    }),
  )

  test(
    '[F4][I11] the relay is stopped for 10 s: nothing crashes, everything converges within 5 s',
    inScene(async (scene) => {
      const relay = await scene.relay()
      const device = scene.device(relay.url)
      await device.whenLive()
      const viewers = Array.from({ length: 10 }, () => scene.viewer(relay.url, device))
      const logging = device.run(500)
      for (const viewer of viewers) await viewer.has(500)
      relay.process.kill('SIGSTOP')
      await sleep(10_000)
      relay.process.kill('SIGCONT')
      const backAtMs = performance.now()
      const whileAway = device.logged
      for (const viewer of viewers) await viewer.has(whileAway)
      const converged = performance.now() - backAtMs
      device.stop()
      await logging
      for (const viewer of viewers) await viewer.has(device.logged)
      expect(relay.isAlive).toBe(true)
      for (const viewer of viewers) expectWhole(viewer, device)
      expect(converged).toBeLessThan(CONVERGE_MS)
    }),
  )

  test(
    '[F5][TR7] the device’s link is a black hole for 30 s: both ends notice within 12 s, nothing is lost',
    inScene(async (scene) => {
      const relay = await scene.relay()
      const proxy = await scene.proxy(relay.url)
      const device = scene.device(proxy.url)
      await device.whenLive()
      const viewer = scene.viewer(relay.url, device)
      const logging = device.run(500)
      await viewer.has(500)
      proxy.blackHole()
      const startedAtMs = performance.now()
      const deviceNoticed = untilNow(() => device.logger.status.state !== 'live')
      const relayNoticed = untilNow(async () => (await relay.stats()).sessions[0]?.liveness === 'reconnecting')
      await Promise.all([deviceNoticed, relayNoticed])
      expect(LIMITS.pingIntervalMs + LIMITS.pingTimeoutMs).toBeLessThanOrEqual(12_000)
      expect((await deviceNoticed) - startedAtMs).toBeLessThan(inTime(12_000))
      expect((await relayNoticed) - startedAtMs).toBeLessThan(inTime(12_000))
      await sleep(30_000 - (performance.now() - startedAtMs))
      proxy.heal()
      const healedAtMs = performance.now()
      await viewer.has(device.logged)
      expect(performance.now() - healedAtMs).toBeLessThan(CONVERGE_MS)
      device.stop()
      await logging
      await viewer.has(device.logged)
      expectWhole(viewer, device)
    }),
  )

  test(
    '[F24] the relay’s event loop is blocked for 3 s: no client counts as lost more than once, everything converges',
    inScene(async (scene) => {
      const relay = await scene.relay()
      const devices = Array.from({ length: 4 }, () => scene.device(relay.url))
      for (const device of devices) await device.whenLive()
      const viewers = devices.map((device) => scene.viewer(relay.url, device))
      const logging = devices.map((device) => device.run(50))
      for (const viewer of viewers) await viewer.has(50)
      await relay.block(3_000)
      const freeAtMs = performance.now()
      const whileBlocked = devices.map(({ logged }) => logged)
      for (const [i, viewer] of viewers.entries()) await viewer.has(whileBlocked[i] ?? 0)
      const converged = performance.now() - freeAtMs
      for (const device of devices) device.stop()
      await Promise.all(logging)
      for (const [i, viewer] of viewers.entries()) {
        const device = devices[i] as CheckedDevice
        await viewer.has(device.logged)
        expectWhole(viewer, device)
        expect(viewer.liveness.filter((liveness) => liveness !== 'live').length).toBeLessThanOrEqual(1)
        expect(viewer.lostConnections).toBeLessThanOrEqual(1)
      }
      expect(converged).toBeLessThan(CONVERGE_MS)
    }),
  )

  test(
    `[F28][TR7] a proxy that cuts connections idle for ${IDLE_SECONDS} s never finds an idle one`,
    inScene(async (scene) => {
      const relay = await scene.relay()
      const proxy = await scene.proxy(relay.url, { idleCutMs: IDLE_SECONDS * 1_000 })
      const device = scene.device(proxy.url)
      await device.whenLive()
      const viewer = scene.viewer(proxy.url, device)
      device.log()
      await viewer.has(1)
      await sleep((IDLE_SECONDS + 5) * 1_000)
      device.log()
      expect(await viewer.has(2)).toBeLessThan(inTime(1_000))
      expect({ accepted: proxy.accepted, lost: viewer.lostConnections }).toEqual({ accepted: 2, lost: 0 })
      expectWhole(viewer, device)
    }),
  )

  test.each([
    ['buffers for a second and then passes all at once', { holdMs: 1_000 }, 500],
    ['passes single bytes', { writeBytesMax: 1 }, 20],
    ['is far away', { latencyMs: 250 }, 500],
  ])('[F28] a proxy that %s costs latency and nothing else', (_what, rule, recordsPerSecond) =>
    inScene(async (scene) => {
      const relay = await scene.relay()
      const [up, down] = await Promise.all([scene.proxy(relay.url, rule), scene.proxy(relay.url, rule)])
      const device = scene.device(up.url)
      await device.whenLive()
      const viewer = scene.viewer(down.url, device)
      await device.run(recordsPerSecond, 15)
      await viewer.has(device.logged)
      expectWhole(viewer, device)
      expect({ up: up.accepted, down: down.accepted, lost: viewer.lostConnections }).toEqual({
        up: 1,
        down: 1,
        lost: 0,
      })
    })(),
  )
})

/** When the condition became true, on the clock of performance.now(). */
async function untilNow(condition: () => boolean | Promise<boolean>): Promise<number> {
  while (!(await condition())) await sleep(20)
  return performance.now()
}
