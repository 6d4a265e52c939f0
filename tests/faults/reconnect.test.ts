/**
 * Connections and processes that are lost and come back: F1–F5 of the fault table. Each test has a relay process of its own and runs
 * beside the others, because their time is waiting.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { expectWhole, inScene } from '../support/fault-scene.ts'
import { RelayProcess } from '../support/relay-process.ts'

/** [I11] After the last fault heals. */
const CONVERGE_MS = 5_000

describe.concurrent('faults of links and of the relay', () => {
  test(
    '[F1][I1][I2][I3][I4][I14] the device is reset every 2 s for 60 s at 500 records/s: all delivered, none twice, none out of order',
    inScene(async (scene) => {
      const relay = await scene.relay()
      const proxy = await scene.proxy(relay.url)
      const device = scene.device(proxy.url)
      await device.whenLive()
      const viewer = scene.viewer(relay.url, device)
      const logging = device.run(500, 60)
      for (let reset = 1; reset <= 29; reset++) {
        await sleep(2_000)
        proxy.reset()
      }
      await logging
      const took = await viewer.has(device.logged)
      expect(device.logged).toBe(30_000)
      expect(proxy.accepted).toBeGreaterThanOrEqual(29)
      expect(took).toBeLessThan(CONVERGE_MS)
      expectWhole(viewer, device)
    }),
  )

  test(
    '[F2][I5][I2][I3][I4] a viewer is dropped for 2 s, 12 times: each hole is closed within 2 s of its return',
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
      for (let drop = 1; drop <= 12; drop++) {
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
      expect(viewer.lostConnections).toBeGreaterThanOrEqual(12)
      expect(Math.max(...closedIn)).toBeLessThan(2_000)
      expect(Math.max(...healedIn)).toBeLessThan(CONVERGE_MS)
      expectWhole(viewer, device)
    }),
  )

  test(
    '[F3][I11][RL10] the relay is killed and back after 1.5 s, 50 viewers at 1,000 records/s: all converge within 5 s, nothing lost',
    inScene(async (scene) => {
      const first = await scene.relay()
      const second = scene.opened(await RelayProcess.load(), (relay) => relay.kill())
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
    '[F4][I11] the relay is stopped for 10 s: nobody crashes, everybody converges within 5 s',
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
      expect((await deviceNoticed) - startedAtMs).toBeLessThan(12_000)
      expect((await relayNoticed) - startedAtMs).toBeLessThan(12_000)
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
})

/** When the condition came true, by performance.now(). */
async function untilNow(condition: () => boolean | Promise<boolean>): Promise<number> {
  while (!(await condition())) await sleep(20)
  return performance.now()
}
