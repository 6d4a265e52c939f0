/** An unmodified Flutter app on the real relay: FP1 to FP7, FB1 to FB9. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { DartClient, dartNow, masked } from '#tests/support/dart-client.ts'
import { app, HOST, startFlutterRelay, watch } from '#tests/support/flutter-scene.ts'
import { TEAM } from '#tests/support/sessions.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let relay: Awaited<ReturnType<typeof startFlutterRelay>>
beforeEach(async () => {
  relay = await startFlutterRelay()
})
afterEach(() => relay.close())

describe('[FP1][FP3] the greeting', () => {
  test('is the first frame, at once, with ids of harmless letters', async () => {
    const client = await app(relay.port)
    const greeting = JSON.parse(client.said[0] as string)
    expect(Object.keys(greeting)).toEqual(['type', 'deviceId', 'sessionId', 'serverUrl'])
    expect(greeting).toMatchObject({ type: 'connected', serverUrl: 'http://page' })
    for (const id of [greeting.deviceId, greeting.sessionId]) {
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/)
      expect(id.length).toBeLessThanOrEqual(40)
    }
    expect(greeting.sessionId).toMatch(/^session_[0-9A-Za-z]{17,}$/) // 17 × log2(62) > 96 bits
  })

  test('comes to a Flutter web app too, whatever its origin is', async () => {
    const client = await app(relay.port, { origin: 'https://somebody.example', userAgent: 'Mozilla/5.0 Chrome/140' })
    expect(client.sessionId).not.toBeNull()
    expect([...relay.relay.hub.sessions.values()][0]?.device.name).toBe('Flutter web app')
  })

  test('[FP2] comes for the key in any case, and with a port behind the host', async () => {
    const client = await app(relay.port, { host: `${HOST.toUpperCase()}:443` })
    expect(relay.relay.hub.sessions.get(client.sessionId as string)).toMatchObject({
      teamId: TEAM,
      tokenId: 'tok-host',
    })
  })

  test.each([
    ['a key that nobody made', { host: 'zzzzzzzzzzzzzzzzzzzzzzzzzz.in.example.com' }, 401],
    ['a revoked key', { host: 'revokedaaaaaaaaaaaaaaaaaaa.in.example.com' }, 401],
    ['no key while pairing is off', { host: 'logs.example.com' }, 403],
    ['another type', { host: HOST, path: '/ws?type=pigeon' }, 400],
    ['another path', { host: HOST, path: '/wsx?type=mobile' }, 404],
  ])('does not come for %s', async (_name, options, status) => {
    expect((await DartClient.connect(relay.port, options)).status).toBe(status)
  })
})

describe('[FB3][FP9] logs', () => {
  test('reach a viewer in order, with level, time, error and stack', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.log('Counter incremented to 1', { timestamp: dartNow(180) })
    client.log('careful', { level: 'warning' })
    client.log('Error: Something went wrong', {
      level: 'error',
      error: 'Exception: Test exception',
      stackTrace: '#0      _MyHomePageState._demonstrateLogs (package:agentlogger_example/main.dart:66:7)\n#1 ...\n',
    })
    client.log('gone mad', { level: 'wtf' })
    client.log('none', { level: null })
    await viewer.until(() => viewer.records.length === 5)
    expect(viewer.records.map(({ seq, level, body }) => [seq, level, body])).toEqual([
      [1, 'info', 'Counter incremented to 1'],
      [2, 'warn', 'careful'],
      [3, 'error', 'Error: Something went wrong'],
      [4, 'fatal', 'gone mad'],
      [5, 'unknown', 'none'],
    ])
    expect(viewer.records[2]?.error).toEqual({
      name: 'Exception',
      message: 'Test exception',
      stack: '#0      _MyHomePageState._demonstrateLogs (package:agentlogger_example/main.dart:66:7)\n#1 ...\n',
    })
  })

  test('[FB4] that come together are one batch: at most 10 ms of waiting', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.sendRaw(Buffer.concat(Array.from({ length: 200 }, (_, i) => masked(1, Buffer.from(logText(`line ${i}`))))))
    await viewer.until(() => viewer.records.length === 200)
    expect(viewer.records.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
    expect(viewer.headers.length).toBeLessThan(10)
    expect(LIMITS.flutterCoalesceMs).toBeLessThanOrEqual(10)
  })

  test('[FB5] belong to their connection, whatever device they name', async () => {
    const [mine, other] = await Promise.all([app(relay.port), app(relay.port, { localAddress: '127.0.0.2' })])
    const viewer = await watch(relay, mine.sessionId as string)
    other.deviceId = mine.deviceId
    other.log('not mine')
    mine.deviceId = 'unknown'
    mine.log('mine')
    await viewer.until(() => viewer.records.length > 0)
    expect(viewer.records.map(({ body }) => body)).toEqual(['mine'])
  })

  test('[FB6] are shown in true time after the first, and keep the text of their own', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    const timestamp = dartNow(-210)
    const sentAtMs = Date.now()
    client.log('from Newfoundland', { timestamp })
    client.log('in UTC', { timestamp: '2025-10-07T09:11:00.123456Z' })
    await viewer.until(() => viewer.records.length === 2)
    expect(Math.abs((viewer.records[0]?.timeMs ?? 0) - sentAtMs)).toBeLessThan(60_000)
    expect(viewer.records[0]?.attributes).toEqual({ timestamp })
    expect(viewer.records[1]?.timeMs).toBe(Date.UTC(2025, 9, 7, 9, 11, 0, 123) + 0.456)
  })

  test('[FP6] of the legacy protocol are taken, its connect and disconnect ignored', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.send('{"type":"connect","deviceId":"old"}')
    client.log('one')
    client.send('{"type":"disconnect"}')
    client.send('{"type":"hello","what":"is this"}')
    client.log('two')
    await viewer.until(() => viewer.records.length === 2)
    expect(viewer.records.map(({ seq, body }) => [seq, body])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    expect(viewer.gone).toEqual([])
  })

  test('[FB13] that came before the greeting was read name no device and are taken', async () => {
    const early = Buffer.concat([masked(1, Buffer.from(logText('one'))), masked(1, Buffer.from(logText('two')))])
    const client = await app(relay.port, { early })
    const session = relay.relay.hub.sessions.get(client.sessionId as string)
    while (session?.head !== 2) await new Promise(setImmediate)
    expect(session.progress.counters.levels).toEqual([0, 0, 2, 0, 0, 0, 0])
  })

  test('[FB4] that nobody watches are counted and not kept; a late viewer learns that they are gone', async () => {
    const client = await app(relay.port)
    client.log('early')
    client.log('early too', { level: 'error' })
    const session = relay.relay.hub.sessions.get(client.sessionId as string)
    while (session?.head !== 2) await new Promise(setImmediate)
    const viewer = await watch(relay, client.sessionId as string)
    expect(viewer.state).toMatchObject({ head: 2, tail: 3, delivery: 'at-most-once', counters: { records: 2 } })
    viewer.socket.emit('need', client.sessionId as string, [[1, 2]])
    await viewer.until(() => viewer.gone.length > 0)
    expect(viewer.gone).toEqual([{ range: [1, 2], reason: 'evicted' }])
    client.log('live')
    await viewer.until(() => viewer.records.length > 0)
    expect(viewer.records.map(({ seq, body }) => [seq, body])).toEqual([[3, 'live']])
  })
})

describe('[FB1] an app is never closed', () => {
  test('[FB2] for a frame of 1 MiB: its log arrives, cut and marked', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.log('x'.repeat(1024 * 1024))
    client.log('after')
    await viewer.until(() => viewer.records.length === 2)
    expect(viewer.records[0]).toMatchObject({ seq: 1, truncated: true })
    expect(viewer.records[0]?.body.length).toBeGreaterThan(100_000)
    expect(viewer.records[1]).toMatchObject({ seq: 2, body: 'after' })
  })

  test('[FB2] for size: what is over the bound is lost and said so, also in fragments, and is not held meanwhile', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.log('x'.repeat(LIMITS.flutterFrameBytesMax * 3))
    client.log('after')
    const half = Buffer.from('y'.repeat(LIMITS.flutterFrameBytesMax))
    client.sendFrame(1, half, false)
    client.sendFrame(0, half, false)
    client.sendFrame(0, Buffer.from('z'), true)
    client.log('again')
    await viewer.until(() => viewer.records.length === 2)
    expect(viewer.records.map(({ seq, body }) => [seq, body])).toEqual([
      [2, 'after'],
      [4, 'again'],
    ])
    expect(viewer.gone).toEqual([
      { range: [1, 1], reason: 'overrun' },
      { range: [3, 3], reason: 'overrun' },
    ])
    expect(relay.hits.counts.get('flutterFrameBytesMax')).toBe(2)
  })

  test('for a log that is nested deeper than any stack', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.send(`{"type":"log","data":{"message":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`)
    client.log('after')
    await viewer.until(() => viewer.records.length === 1)
    expect(viewer.records[0]).toMatchObject({ seq: 2, body: 'after' })
    expect(viewer.gone).toEqual([{ range: [1, 1], reason: 'overrun' }])
  })

  test('for an error of our own: one log is lost, and the next ones come', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    const device = [...relay.flutter.devices.byId.values()][0]
    vi.spyOn(device?.heartbeat as { alive(): void }, 'alive').mockImplementationOnce(() => {
      throw new TypeError('it quotes a secret')
    })
    client.log('lost')
    client.log('after')
    await viewer.until(() => viewer.records.length === 1)
    expect(viewer.records[0]).toMatchObject({ seq: 2, body: 'after' })
    expect(relay.lines.join('\n')).toMatch(/a log of a Flutter app failed: TypeError at /)
    expect(relay.lines.join('\n')).not.toContain('secret')
  })

  test('for bad JSON, binary frames or text that is not UTF-8', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.send('{"type":"log","data":')
    client.send('[]')
    client.sendFrame(2, Buffer.from(logText('binary')))
    client.sendFrame(1, Buffer.from([0x7b, 0xff, 0xfe]))
    client.send('')
    client.log('after')
    await viewer.until(() => viewer.records.length === 1)
    expect(viewer.records[0]).toMatchObject({ seq: 6, body: 'after' })
    const lost = viewer.gone.reduce((sum, { range }) => sum + range[1] - range[0] + 1, 0)
    expect(lost).toBe(5)
  })

  test('[limit flutterRecordsPerSecond] for rate: what is over it is lost and said so, and every log is accounted for', async () => {
    withLimits({ flutterRecordsPerSecond: 50 })
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.sendRaw(Buffer.concat(Array.from({ length: 5_000 }, () => masked(1, Buffer.from(logText('flood'))))))
    const accounted = () =>
      viewer.records.length + viewer.gone.reduce((sum, { range }) => sum + range[1] - range[0] + 1, 0)
    await viewer.until(() => accounted() >= 5_000)
    expect(accounted()).toBe(5_000)
    expect(viewer.records.length).toBeGreaterThanOrEqual(200)
    expect(viewer.gone.every(({ reason }) => reason === 'overrun')).toBe(true)
    expect(relay.hits.counts.get('flutterRecordsPerSecond')).toBeGreaterThan(4_000)
    expect(client.isClosed).toBe(false)
  })

  test('[limit flutterBytesPerSecond] for bytes: a flood of large logs neither closes it nor trips the hub', async () => {
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    const large = masked(1, Buffer.from(logText('L'.repeat(150_000))))
    for (let i = 0; i < 60; i++) client.sendRaw(large)
    const accounted = () =>
      viewer.records.length + viewer.gone.reduce((sum, { range }) => sum + range[1] - range[0] + 1, 0)
    await viewer.until(() => accounted() >= 60)
    expect(accounted()).toBe(60)
    expect(viewer.records.length).toBeGreaterThan(20)
    expect(relay.hits.counts.get('flutterBytesPerSecond')).toBeGreaterThan(0)
    expect(client.isClosed).toBe(false)
  })
})

describe('[FB9] staying alive', () => {
  test('an idle app is pinged at least every 25 s, so that no proxy cuts it', async () => {
    expect(LIMITS.flutterPingIntervalMs).toBeLessThanOrEqual(25_000)
    withLimits({ flutterPingIntervalMs: 30 })
    const quick = await startFlutterRelay()
    const client = await app(quick.port)
    await client.until(() => client.pings >= 6)
    expect(quick.relay.hub.sessions.get(client.sessionId as string)?.liveness).toBe('live')
    await quick.close()
  })

  test('one that answers no two pings is lost, and viewers see it', async () => {
    withLimits({ flutterPingIntervalMs: 30 })
    const quick = await startFlutterRelay()
    const client = await app(quick.port)
    const viewer = await watch(quick, client.sessionId as string)
    client.isFrozen = true
    await viewer.until(() => viewer.latest().liveness === 'reconnecting')
    await client.untilClosed()
    await quick.close()
  })

  test('[FB9] an app that goes is not waited for longer than any device', async () => {
    withLimits({ sessionGraceMs: 1 })
    const client = await app(relay.port)
    const viewer = await watch(relay, client.sessionId as string)
    client.close()
    await viewer.until(() => viewer.latest().liveness === 'ended')
  })
})

function logText(message: string): string {
  return JSON.stringify({
    type: 'log',
    data: { message, level: 'info', timestamp: dartNow(), error: null, stackTrace: null, deviceId: 'unknown' },
  })
}
