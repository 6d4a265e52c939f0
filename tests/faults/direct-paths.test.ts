/** Direct paths in Node: the SDK and a viewer with node-datachannel on loopback, through the real relay. */
import { afterEach, expect, test } from 'vitest'
import { direct } from '#lib/direct/enable-direct.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { inTime } from '#tests/support/in-time.ts'
import { keptWebRtc } from '#tests/support/kept-web-rtc.ts'
import { person } from '#tests/support/sessions.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { CheckedDevice, CheckedViewer, until } from '#tests/support/verified-stream.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function scene(options: { isDirectOff?: boolean } = {}) {
  const relay = await startRelay()
  closing.push(() => relay.close())
  const onDevice = keptWebRtc()
  const device = new CheckedDevice(
    relay.url,
    options.isDirectOff ? {} : { direct: direct({ peerConnection: onDevice.peerConnection }) },
  )
  closing.push(() => device.close())
  await device.whenLive()
  return { relay, device, onDevice }
}

function watch(relay: TestRelay, device: CheckedDevice, peerConnection = keptWebRtc().peerConnection, token = 'ada') {
  relay.grants.set(token, person({ id: token }))
  const viewer = new CheckedViewer(relay.url, device.logger.session, token, peerConnection)
  closing.push(() => viewer.close())
  return viewer
}

function pathOf(viewer: CheckedViewer, device: CheckedDevice) {
  return viewer.direct?.pathOf(device.logger.session)
}

async function becomes(viewer: CheckedViewer, device: CheckedDevice, path: string, timeoutMs: number): Promise<number> {
  const startedAtMs = performance.now()
  await until(
    () => pathOf(viewer, device) === path,
    timeoutMs,
    () => `still by ${pathOf(viewer, device)}`,
  )
  return performance.now() - startedAtMs
}

/** Resolves once the device knows that nobody needs the relay. */
async function onlyDirect(relay: TestRelay, device: CheckedDevice, viewer: CheckedViewer): Promise<void> {
  await until(async () => {
    const { batches } = relay.relay.traffic.in
    device.log()
    await viewer.has(device.logged)
    return relay.relay.traffic.in.batches === batches
  }, inTime(2_000))
}

test('[DR3] a view through the relay becomes direct within 3 s, and from then on the relay carries no batch', async () => {
  const { relay, device } = await scene()
  let running = device.run(500)
  const viewer = watch(relay, device)
  await becomes(viewer, device, 'direct', inTime(3_000))
  device.stop()
  await running
  await onlyDirect(relay, device, viewer)
  const { batches } = relay.relay.traffic.in
  const out = relay.relay.traffic.out.batches
  running = device.run(500)
  await viewer.has(device.logged + 1_000)
  expect(relay.relay.traffic.in.batches).toBe(batches)
  expect(relay.relay.traffic.out.batches).toBe(out)
  device.stop()
  await running
  await viewer.has(device.logged)
  expect(viewer.violations).toEqual([])
  expect(viewer.lost).toEqual([])
  expect(viewer.shown).toBe(device.logged)
})

test('[DR4][F18] when a path dies mid-stream the relay takes over within 2 s, then a path again, without a loss or a repeat', async () => {
  const { relay, device, onDevice } = await scene()
  const running = device.run(1_000)
  const viewer = watch(relay, device)
  await becomes(viewer, device, 'direct', inTime(3_000))
  await viewer.has(device.logged)
  const seen = viewer.shown
  onDevice.opened[0]?.close()
  await becomes(viewer, device, 'relay', inTime(2_000))
  const backMs = await viewer.has(seen + 500)
  expect(backMs).toBeLessThan(inTime(2_000))
  await becomes(viewer, device, 'direct', inTime(4_000))
  device.stop()
  await running
  await viewer.has(device.logged)
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: device.logged })
})

test('[DR5] a path that falls silent is given up within 2 s', async () => {
  const { relay, device, onDevice } = await scene()
  const running = device.run(200)
  const viewer = watch(relay, device)
  await becomes(viewer, device, 'direct', inTime(3_000))
  await viewer.has(device.logged)
  onDevice.silent.is = true
  const silentMs = await becomes(viewer, device, 'relay', inTime(2_100))
  expect(silentMs).toBeLessThan(inTime(2_000))
  device.stop()
  await running
  await viewer.has(device.logged, inTime(3_000))
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: device.logged })
})

test('[F17] each record arrives once, however often the path dies', async () => {
  const { relay, device, onDevice } = await scene()
  const running = device.run(1_000)
  const viewer = watch(relay, device)
  for (let flips = 0; flips < 5; flips++) {
    await becomes(viewer, device, 'direct', inTime(5_000))
    await viewer.has(device.logged + 100)
    onDevice.opened.at(-1)?.close()
    await becomes(viewer, device, 'relay', inTime(2_000))
  }
  device.stop()
  await running
  await viewer.has(device.logged)
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: device.logged })
})

test('[DR8] history, large records and repairs travel over the channel', async () => {
  const { relay, device, onDevice } = await scene()
  device.log(3_000)
  device.logger.info(`3001 ${'é'.repeat(LIMITS.recordBytesMax / 4)}`)
  device.logged++
  await device.logger.flush()
  const viewer = watch(relay, device)
  await becomes(viewer, device, 'direct', inTime(3_000))
  await viewer.has(3_001)
  // The large record has no number of its own to check.
  expect(viewer.violations.splice(0)).toEqual([expect.stringContaining('[I1] record 3001 came with other bytes')])
  await onlyDirect(relay, device, viewer)
  const { batches } = relay.relay.traffic.in
  onDevice.losing.count = 3
  device.log(3)
  await until(() => onDevice.losing.count < 3, inTime(1_000))
  onDevice.losing.count = 0
  device.log(20)
  await viewer.has(device.logged)
  expect(relay.relay.traffic.in.batches).toBe(batches)
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: device.logged })
})

test('[DR9] the channel closes within a second when access ends', async () => {
  const { relay, device, onDevice } = await scene()
  const running = device.run(200)
  const viewer = watch(relay, device, undefined, 'eve')
  await becomes(viewer, device, 'direct', inTime(3_000))
  await viewer.has(device.logged)
  const [connection] = onDevice.opened
  const startedAtMs = performance.now()
  relay.live.cut({ kind: 'user', id: 'eve' }, 'session-revoked')
  await until(() => connection?.connectionState === 'closed', inTime(1_000))
  expect(performance.now() - startedAtMs).toBeLessThan(inTime(1_000))
  const { shown } = viewer
  await until(() => device.logger.status.viewers === 0, inTime(1_000))
  device.stop()
  await running
  expect(viewer.shown).toBe(shown)
})

test('[DR9] a device that loses the relay closes its channels, and opens new ones when it is back', async () => {
  const { relay, device, onDevice } = await scene()
  const viewer = watch(relay, device)
  await becomes(viewer, device, 'direct', inTime(3_000))
  for (const socket of relay.socketIo.namespaces.devices.sockets.values()) socket.conn.close()
  await until(() => onDevice.opened[0]?.connectionState === 'closed', inTime(2_000))
  device.log(10)
  await until(() => onDevice.opened.length === 2, inTime(5_000))
  await becomes(viewer, device, 'direct', inTime(5_000))
  device.log(10)
  await viewer.has(20)
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: 20 })
})

test('[DR4] the last records of a device that stops travel through the relay', async () => {
  const { relay, device } = await scene()
  const viewer = watch(relay, device)
  await becomes(viewer, device, 'direct', inTime(3_000))
  device.log(100)
  await viewer.has(100)
  device.log(100)
  await device.close()
  await viewer.subscriber.ended()
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: 200 })
})

test('a person who turns direct paths off stays with the relay, and can turn them on again', async () => {
  const { relay, device, onDevice } = await scene()
  const viewer = watch(relay, device)
  await becomes(viewer, device, 'direct', inTime(3_000))
  viewer.direct?.want(false)
  await until(() => onDevice.opened[0]?.connectionState === 'closed', inTime(1_000))
  const session = relay.relay.hub.sessions.get(device.logger.session)
  await until(() => session?.audience.relayedCount === 1, inTime(1_000))
  device.log(50)
  await viewer.has(50)
  viewer.direct?.want(true)
  await becomes(viewer, device, 'direct', inTime(3_000))
  device.log(50)
  await viewer.has(100)
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: 100 })
})

test('[DR1] all viewers of a device without direct paths use the relay', async () => {
  const { relay, device, onDevice } = await scene({ isDirectOff: true })
  const viewer = watch(relay, device)
  device.log(50)
  await viewer.has(50)
  expect(await viewer.connection.askDirect(device.logger.session)).toMatchObject({
    ok: false,
    error: { code: 'direct-unavailable' },
  })
  expect(onDevice.opened).toEqual([])
})

test('[DR1][limit sessionDirectMax] one viewer too many stays with the relay, which keeps serving it', async () => {
  const { relay, device } = await scene()
  const running = device.run(200)
  const viewers = Array.from({ length: LIMITS.sessionDirectMax }, () => watch(relay, device))
  for (const viewer of viewers) await becomes(viewer, device, 'direct', inTime(10_000))
  const late = watch(relay, device)
  await until(() => relay.hits.counts.has('sessionDirectMax'), inTime(5_000))
  await late.has(device.logged + 200)
  expect(pathOf(late, device)).toBe('relay')
  device.stop()
  await running
  for (const viewer of [...viewers, late]) {
    await viewer.has(device.logged)
    expect(viewer).toMatchObject({ violations: [], lost: [], shown: device.logged })
  }
})
