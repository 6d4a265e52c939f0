/** A direct path between a device on one node and a viewer on another, agreed on through Redis. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { direct } from '#lib/direct/enable-direct.ts'
import { inTime } from '#tests/support/in-time.ts'
import { keptWebRtc } from '#tests/support/kept-web-rtc.ts'
import { type PrivateRedis, startRedis } from '#tests/support/redis.ts'
import { person } from '#tests/support/sessions.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { CheckedDevice, CheckedViewer, until } from '#tests/support/verified-stream.ts'

let redis: PrivateRedis
let a: TestRelay
let b: TestRelay
beforeAll(async () => {
  redis = await startRedis()
  a = await startRelay({ redisUrl: redis.url })
  b = await startRelay({ redisUrl: redis.url })
  for (const node of [a, b]) await until(() => [...(node.relay.cluster?.otherNodes ?? [])].length === 1, inTime(5_000))
})
afterAll(async () => {
  await a.close()
  await b.close()
  await redis.stop()
})

test('[DR1][DR4][DR9] direct within 3 s, no batch through either node, and closed within a second when access ends', async () => {
  const onDevice = keptWebRtc()
  const device = new CheckedDevice(a.url, { direct: direct({ peerConnection: onDevice.peerConnection }) })
  await device.whenLive()
  const { session } = device.logger
  await until(() => b.relay.hub.sessions.get(session)?.liveness === 'live', inTime(2_000))
  b.grants.set('eve', person({ id: 'eve' }))
  const viewer = new CheckedViewer(b.url, session, 'eve', keptWebRtc().peerConnection)
  const running = device.run(300)
  await until(() => viewer.direct?.pathOf(session) === 'direct', inTime(3_000))
  await until(() => a.relay.hub.sessions.get(session)?.audience.relayedCount === 0, inTime(1_000))
  device.stop()
  await running
  await viewer.has(device.logged)
  // Waits until the device knows it too.
  await until(async () => {
    const { batches } = a.relay.traffic.in
    device.log()
    await viewer.has(device.logged)
    return a.relay.traffic.in.batches === batches
  }, inTime(2_000))
  const { batches } = b.relay.traffic.out
  device.log(100)
  await viewer.has(device.logged)
  expect(b.relay.traffic.out.batches).toBe(batches)
  expect(viewer).toMatchObject({ violations: [], lost: [], shown: device.logged })

  a.live.cut({ kind: 'user', id: 'eve' }, 'session-revoked')
  await until(() => onDevice.opened[0]?.connectionState === 'closed', inTime(1_000))
  viewer.close()
  await device.close()
})
