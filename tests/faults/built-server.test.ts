/** F3 of the fault table against the built server, whose database survives the kill. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Served, serve } from '#tests/integration/cli/served.ts'
import { expectWhole, inScene } from '#tests/support/fault-scene.ts'
import { inTime } from '#tests/support/in-time.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'
import { CheckedDevice, CheckedViewer } from '#tests/support/verified-stream.ts'

let served: Served
let server: TestServer

beforeAll(async () => {
  served = await serve()
  server = served.server
})
afterAll(async () => {
  await server?.stop()
  await served?.remove()
})

test(
  '[F3][I11][RL10] the built server is killed and restarted with 50 viewers at 1,000 records/s: all converge within 5 s, nothing is lost',
  inScene(async (scene) => {
    const token = { device: await served.token('device'), api: await served.token('api') }
    const device = scene.track(new CheckedDevice(server.url, { token: token.device }), (opened) => opened.close())
    await device.whenLive()
    const viewers = Array.from({ length: 50 }, () =>
      scene.track(new CheckedViewer(server.url, device.logger.session, token.api), (viewer) => viewer.close()),
    )
    const logging = device.run(1_000)
    for (const viewer of viewers) await viewer.has(1_000)
    await server.stop('SIGKILL')
    const killedAtMs = performance.now()
    server = await startServer({ PORT: new URL(server.url).port }, server.dataDir)
    const backAtMs = performance.now()
    const whileAway = device.logged
    for (const viewer of viewers) await viewer.has(whileAway)
    const convergedMs = performance.now() - backAtMs
    device.stop()
    await logging
    for (const viewer of viewers) await viewer.has(device.logged)
    for (const viewer of viewers) expectWhole(viewer, device)
    console.log(`back after ${backAtMs - killedAtMs} ms, converged ${convergedMs} ms later`)
    expect(convergedMs).toBeLessThan(inTime(5_000))
  }),
)
