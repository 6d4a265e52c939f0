/** The numbers of the statistics page, counted over real sockets: what is sent and received, who is connected, nothing else. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FLAG, withFlag } from '#lib/protocol/batch.ts'
import { PairingQueue } from '#lib/server/pairing/pairing-queue.ts'
import { DartClient } from '#tests/support/dart-client.ts'
import { batch, DEVICE, person, SESSION, TEAM } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await startRelay({ flutter: { pairingQueue: new PairingQueue() } })
  relay.grants.set('ada', person())
})
afterEach(() => relay.close())

const join = (viewer: TestViewer) => viewer.emitWithAck('join', { session: SESSION })

test('connections, sessions, devices and watchers are counted as they come and go', async () => {
  expect(relay.live.stats()).toMatchObject({
    connections: { devices: 0, viewers: 0, seedDevices: 0, seedViewers: 0, sources: 0 },
    sessions: { live: 0, reconnecting: 0 },
    devicesLive: 0,
    watchers: 0,
    nodes: 1,
  })
  expect(relay.live.stats().startedAtMs).toBeLessThanOrEqual(Date.now())
  const device = relay.device()
  await next(device, 'welcome')
  // Two runs of one device.
  const second = relay.device({ session: 'session00000000000002' })
  await next(second, 'welcome')
  const viewer = relay.viewer({ ticket: 'ada' }, { origin: relay.url })
  await join(viewer)
  await DartClient.greeted(Number(new URL(relay.url).port))
  await vi.waitFor(() =>
    expect(relay.live.stats()).toMatchObject({
      connections: { devices: 2, viewers: 1, seedDevices: 1, seedViewers: 0, sources: 0 },
      sessions: { live: 2, reconnecting: 0 },
      devicesLive: 1,
      watchers: 1,
    }),
  )
  second.disconnect()
  viewer.disconnect()
  await vi.waitFor(() =>
    expect(relay.live.stats()).toMatchObject({
      connections: { devices: 1, viewers: 0 },
      sessions: { live: 1, reconnecting: 1 },
      watchers: 0,
    }),
  )
})

test('a batch counts once on its way in, and once for each viewer on its way out; a fill counts too; a refused one does not', async () => {
  const device = relay.device()
  await next(device, 'welcome')
  const viewers = [0, 1, 2].map(() => relay.viewer({ ticket: 'ada' }, { origin: relay.url }))
  for (const viewer of viewers) await join(viewer)
  const [header, bytes] = batch(1, 10)
  const arrived = Promise.all(viewers.map((viewer) => next(viewer, 'batch')))
  device.emit('batch', header, bytes)
  await arrived
  const size = bytes.byteLength
  expect(relay.live.stats().traffic).toMatchObject({
    in: { bytes: size, batches: 1 },
    out: { bytes: size * 3, batches: 3 },
  })

  const [asking] = viewers as [TestViewer]
  const need = next(device, 'need')
  asking.emit('need', SESSION, [[1, 10]])
  await need
  const filled = next(asking, 'batch')
  device.emit('fill', withFlag(header, FLAG.fill), bytes)
  await filled
  expect(relay.live.stats().traffic).toMatchObject({
    in: { bytes: size * 2, batches: 2 },
    out: { bytes: size * 4, batches: 4 },
  })

  const closed = next(device, 'disconnect')
  device.emit('batch', [SESSION, 0, 11, 0, 1], bytes)
  await closed
  expect(relay.live.stats().traffic.in.batches).toBe(2)
})

test('[AC8] the rate is that of the last second, and the numbers identify nobody', async () => {
  const device = relay.device()
  await next(device, 'welcome')
  device.emit('batch', ...batch(1, 100))
  await vi.waitFor(() => expect(relay.live.stats().traffic.in.bytesPerSecond).toBeGreaterThan(500))
  const stats = relay.live.stats()
  expect(Math.max(...stats.traffic.in.secondsBytes)).toBe(stats.traffic.in.bytesPerSecond)
  const text = JSON.stringify(stats)
  for (const secret of [SESSION, DEVICE, TEAM, 'Pixel', 'Ada', '127.0.0.1']) expect(text).not.toContain(secret)
})
