/** Connection limits: each one is reached, counted and reported. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { LIMITS } from '#lib/protocol/limits.ts'
import { person } from '#tests/support/sessions.ts'
import { next, refusalOf, startRelay, type TestDevice, type TestRelay } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: TestRelay
const sockets: WebSocket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await relay.close()
})

/** The status that an upgrade is answered with; 101 if it was accepted. */
function upgrade(headers: Record<string, string> = {}, localAddress = '127.0.0.1'): Promise<number> {
  const url = `${relay.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  const socket = new WebSocket(url, { headers, localAddress })
  sockets.push(socket)
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

const hitsOf = (limit: keyof typeof LIMITS) => relay.hits.counts.get(limit) ?? 0
const linesOf = (limit: string) => relay.lines.filter((line) => line.startsWith(`limit ${limit} hit`))

test('[LM1][limit connectionsMax] a full server answers 503, and a client that leaves makes room', async () => {
  withLimits({ connectionsMax: 2 })
  relay = await startRelay()
  expect([await upgrade(), await upgrade(), await upgrade()]).toEqual([101, 101, 503])
  expect(hitsOf('connectionsMax')).toBe(1)
  sockets[0]?.terminate()
  await vi.waitFor(async () => expect(await upgrade()).toBe(101))
})

test('[limit addressConnectionsMax] one address cannot take all places, whatever X-Forwarded-For says; others can connect', async () => {
  withLimits({ addressConnectionsMax: 2 })
  relay = await startRelay()
  const spoofed = (address: string) => upgrade({ 'x-forwarded-for': address })
  expect([await spoofed('10.0.0.1'), await spoofed('10.0.0.2'), await spoofed('10.0.0.3')]).toEqual([101, 101, 429])
  expect(hitsOf('addressConnectionsMax')).toBe(1)
  expect(await upgrade({}, '127.0.0.2')).toBe(101)
})

test('[limit addressConnectsPerSecond] a storm from one address is held back and logged once; others can connect', async () => {
  relay = await startRelay()
  const burst = LIMITS.addressConnectsPerSecond * 4
  const answers = await Promise.all(Array.from({ length: burst + 30 }, () => upgrade()))
  expect(answers.filter((status) => status === 101)).toHaveLength(burst)
  expect(answers.filter((status) => status === 429)).toHaveLength(30)
  expect(hitsOf('addressConnectsPerSecond')).toBe(30)
  expect(linesOf('addressConnectsPerSecond')).toHaveLength(1)
  expect(await upgrade({}, '127.0.0.2')).toBe(101)
})

test('[LM2][limit grantConnectsPerSecond] a token that keeps connecting must wait; another token need not', async () => {
  withLimits({ grantConnectsPerSecond: 1 })
  relay = await startRelay()
  relay.grants.set('ada', person())
  for (let i = 0; i < 4; i++) await next(relay.device({ session: `session-${i}-0000000` }), 'welcome')
  expect(await refusalOf(relay.device({ session: 'session-5-0000000' }))).toMatchObject({
    code: 'too-many-requests',
    retry: true,
  })
  expect(hitsOf('grantConnectsPerSecond')).toBe(1)
  await next(relay.device({ token: 'agl_d_other', session: 'session-6-0000000' }), 'welcome')
  await next(relay.viewer({ token: 'ada' }), 'welcome')
})

test('[TR4][limit handshakeMs] a client that does not authenticate is disconnected, even while it sends data', async () => {
  withLimits({ handshakeMs: 200 })
  relay = await startRelay()
  expect(await upgrade()).toBe(101)
  const talk = setInterval(() => sockets[0]?.send('3'), 20)
  await once(sockets[0] as WebSocket, 'close')
  clearInterval(talk)
  await vi.waitFor(() => expect(hitsOf('handshakeMs')).toBe(1))
})

test('a client that sends half a request does not block others', async () => {
  relay = await startRelay()
  const half = connect(Number(new URL(relay.url).port), '127.0.0.1')
  half.write('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: webs')
  expect(await upgrade()).toBe(101)
  half.destroy()
})

test('[limit viewerSessionsMax][limit viewerDevicesMax] one viewer can watch and follow only that many', async () => {
  withLimits({ viewerSessionsMax: 2, viewerDevicesMax: 1 })
  relay = await startRelay()
  relay.grants.set('ada', person())
  const ids = ['session-1-0000000', 'session-2-0000000', 'session-3-0000000']
  for (const session of ids) await next(relay.device({ session }), 'welcome')
  const viewer = relay.viewer({ token: 'ada' })
  const answers = []
  for (const session of ids) answers.push(await viewer.emitWithAck('join', { session }))
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual(['ok', 'ok', 'limit-reached'])
  expect(hitsOf('viewerSessionsMax')).toBe(1)
  viewer.emit('leave', ids[0] as string)
  expect(await viewer.emitWithAck('join', { session: ids[2] as string })).toMatchObject({ ok: true })
  const { hub } = relay.relay
  hub.subscriptions.follow('v', person(), 'device-of-team-0001', 0)
  hub.subscriptions.follow('v', person(), 'device-of-team-0001', 0)
  expect(() => hub.subscriptions.follow('v', person(), 'device-of-team-0002', 0)).toThrow(
    expect.objectContaining({ code: 'limit-reached', limit: 'viewerDevicesMax' }),
  )
})

test('[limit sessionViewersMax] a session accepts that many viewers; another session still accepts more', async () => {
  withLimits({ sessionViewersMax: 1 })
  relay = await startRelay()
  relay.grants.set('ada', person())
  const ids = ['session-1-0000000', 'session-2-0000000']
  for (const session of ids) await next(relay.device({ session }), 'welcome')
  const [one, two] = [relay.viewer({ token: 'ada' }), relay.viewer({ token: 'ada' })]
  expect(await one.emitWithAck('join', { session: ids[0] as string })).toMatchObject({ ok: true })
  expect(await two.emitWithAck('join', { session: ids[0] as string })).toMatchObject({
    ok: false,
    error: { code: 'too-many-viewers' },
  })
  expect(hitsOf('sessionViewersMax')).toBe(1)
  expect(await two.emitWithAck('join', { session: ids[1] as string })).toMatchObject({ ok: true })
})

describe('[LM3] a device that breaks a limit is disconnected and counted; another device is not affected', () => {
  const ID = 'session-1-0000000'
  const KiB = 1024
  const bytes = (length: number) => Buffer.alloc(length, 'x')

  async function refusedFor(send: (device: TestDevice) => void): Promise<string> {
    relay = await startRelay()
    const [device, neighbour] = [relay.device({ session: ID }), relay.device({ session: 'session-2-0000000' })]
    await Promise.all([next(device, 'welcome'), next(neighbour, 'welcome')])
    const fault = next<[{ code: string }]>(device, 'fault')
    const closed = next(device, 'disconnect')
    send(device)
    const [{ code }] = await fault
    await closed
    // Answered, so the relay has processed everything before it.
    const ack = next(neighbour, 'ack')
    neighbour.emit('batch', ['session-2-0000000', 0, 1, 1, 1], bytes(1))
    await ack
    expect(neighbour.connected).toBe(true)
    return code
  }

  test('[limit creditBytes] without credit', async () => {
    // Over its rate, nothing is acknowledged, so what is sent from here on counts.
    withLimits({ creditBytes: 16 * KiB, deviceBytesPerSecond: 16 * KiB })
    const code = await refusedFor((device) => {
      for (let i = 0; i < 40; i++) device.emit('batch', [ID, 0, i + 1, 1, 16 * KiB], bytes(16 * KiB))
    })
    expect([code, hitsOf('creditBytes')]).toEqual(['too-many-requests', 1])
    expect(linesOf('creditBytes')).toHaveLength(1)
  })

  test('[limit fillDebtMsMax] fills that nobody requested', async () => {
    withLimits({ deviceBytesPerSecond: 1 * KiB, fillDebtMsMax: 1_000 })
    const code = await refusedFor((device) => {
      for (let i = 0; i < 2; i++) device.emit('fill', [ID, 0, i + 1, 1, 16 * KiB], bytes(16 * KiB))
    })
    expect([code, hitsOf('fillDebtMsMax')]).toEqual(['too-many-requests', 1])
  })

  test('[limit frameBytesMax] a frame that is too large', async () => {
    relay = await startRelay()
    const device = relay.device({ session: ID })
    await next(device, 'welcome')
    const size = LIMITS.frameBytesMax + 1
    device.emit('batch', [ID, 0, 1, 1, size], bytes(size))
    await next(device, 'disconnect')
    await vi.waitFor(() => expect(hitsOf('frameBytesMax')).toBe(1))
  })

  test('[limit batchRecordsMax] too many records in a batch', async () => {
    const code = await refusedFor((device) => {
      device.emit('batch', [ID, 0, 1, LIMITS.batchRecordsMax + 1, 1], bytes(1))
    })
    expect([code, hitsOf('batchRecordsMax')]).toEqual(['batch-malformed', 1])
  })

  test('[limit batchBytesMax] too large a batch', async () => {
    const size = LIMITS.batchBytesMax + 1
    const code = await refusedFor((device) => device.emit('batch', [ID, 0, 1, 1, size], bytes(size)))
    expect([code, hitsOf('batchBytesMax')]).toEqual(['batch-too-large', 1])
  })
})

test('[limit deviceBytesPerSecond] a device over its rate waits for its acknowledgment, and is counted once', async () => {
  withLimits({ deviceBytesPerSecond: 4 * 1024 })
  relay = await startRelay()
  const session = 'session-1-0000000'
  const device = relay.device({ session })
  await next(device, 'welcome')
  const acks: number[] = []
  device.on('ack', (upTo) => acks.push(upTo))
  for (let i = 0; i < 2; i++) device.emit('batch', [session, 0, i + 1, 1, 9 * 1024], Buffer.alloc(9 * 1024))
  await vi.waitFor(() => expect(hitsOf('deviceBytesPerSecond')).toBe(1))
  expect(acks).not.toContain(2)
  await vi.waitFor(() => expect(acks).toContain(2))
  expect(hitsOf('deviceBytesPerSecond')).toBe(1)
  expect(device.connected).toBe(true)
})

test('[limit needRangesMax] a viewer that requests too many ranges at once is disconnected', async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
  const viewer = relay.viewer({ token: 'ada' })
  await next(viewer, 'welcome')
  const fault = next<[{ code: string }]>(viewer, 'fault')
  const ranges = Array.from({ length: LIMITS.needRangesMax + 1 }, (_, i) => [2 * i + 1, 2 * i + 1] as const)
  viewer.emit('need', 'session-1-0000000', ranges)
  expect((await fault)[0].code).toBe('invalid-input')
  expect(hitsOf('needRangesMax')).toBe(1)
})
