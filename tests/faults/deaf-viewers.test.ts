/** Viewers that stop reading: F7. Most of its time is waiting, so it needs no machine of its own. */
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { LIMITS } from '#lib/protocol/limits.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { expectWhole, inScene } from '#tests/support/fault-scene.ts'
import { inTime } from '#tests/support/in-time.ts'
import { VIEWER_TOKEN } from '#tests/support/relay-process.ts'
import { MiB, settledMemory } from '#tests/support/settled-memory.ts'
import { until } from '#tests/support/verified-stream.ts'

test(
  '[F7][I6][RL6] viewers that stop reading are disconnected within 30 s, even if they keep answering, and their memory is freed',
  inScene(async (scene) => {
    const relay = await scene.relay()
    const device = scene.device(relay.url, { recordBytes: 1_000 })
    await device.whenLive()
    const good = scene.viewer(relay.url, device)
    const logging = device.run(2_000)
    await good.has(10_000)
    const before = await settledMemory(relay)
    const silentLink = await scene.proxy(relay.url)
    const silent = Array.from({ length: 10 }, () => scene.viewer(silentLink.url, device))
    for (const viewer of silent) await until(() => viewer.shown > 0, 20_000)
    const talkers = await Promise.all(
      Array.from({ length: 10 }, () => talkingButDeaf(relay.url, device.logger.session)),
    )
    await until(async () => (await relay.stats()).viewers === 1 + silent.length + talkers.length, 10_000)
    const stoppedAtMs = performance.now()
    silentLink.blackHole()
    for (const talker of talkers) talker.stopReading()
    await until(async () => (await relay.stats()).viewers === 1, inTime(40_000))
    const closedInMs = performance.now() - stoppedAtMs
    const { hits } = await relay.stats()
    for (const viewer of silent) viewer.close()
    for (const talker of talkers) talker.close()
    const after = await settledMemory(relay)
    device.stop()
    await logging
    await good.has(device.logged)
    expectWhole(good, device)
    console.log(
      `closed in ${closedInMs} ms; rss +${(after.rssBytes - before.rssBytes) / MiB} MiB, used +${(after.usedBytes - before.usedBytes) / MiB} MiB`,
    )
    expect(closedInMs).toBeLessThan(inTime(30_000))
    expect(hits.viewerStalledMs).toBe(talkers.length)
    expect(after.usedBytes - before.usedBytes).toBeLessThan(5 * MiB)
    expect(after.rssBytes - before.rssBytes).toBeLessThan(5 * MiB)
  }),
)

/** Joins by hand, then stops reading but keeps answering every heartbeat. */
async function talkingButDeaf(url: string, session: string) {
  const { Encoder } = await import('socket.io-msgpack-parser')
  const encode = (packet: object) => (new Encoder().encode(packet as never) as unknown as [Buffer])[0]
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('message', resolve))
  const nsp = '/viewer'
  socket.send(encode({ type: 0, nsp, data: { version: PROTOCOL_VERSION, token: VIEWER_TOKEN } }))
  await new Promise((resolve) => socket.once('message', resolve))
  socket.send(encode({ type: 2, nsp, data: ['join', { session }], id: 1 }))
  await new Promise((resolve) => socket.once('message', resolve))
  const talking = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('3'), LIMITS.pingTimeoutMs / 5)
  return {
    stopReading: () => socket.pause(),
    close: () => {
      clearInterval(talking)
      socket.terminate()
    },
  }
}
