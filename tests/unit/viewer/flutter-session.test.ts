/** A foreign relay and a phone behind the live page [FP17][FB12], over sockets that the test drives. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { FlutterSession, type FlutterSessionOptions, OPEN_MS } from '#lib/viewer/flutter-session.ts'

class FakeSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  isClosed = false
  close() {
    this.isClosed = true
  }
  opens() {
    this.onopen?.()
  }
  says(value: unknown) {
    this.onmessage?.({ data: typeof value === 'string' ? value : JSON.stringify(value) })
  }
  drops() {
    this.onclose?.()
  }
}

const sockets: FakeSocket[] = []
const socket = () => sockets[sockets.length - 1] as FakeSocket
const opened: FlutterSession[] = []

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2025, 9, 7, 9, 11) })
})
afterEach(() => {
  for (const session of opened.splice(0)) session.close()
  sockets.splice(0)
  vi.useRealTimers()
})

function session(mode: 'relay' | 'direct', more: Partial<FlutterSessionOptions> = {}) {
  const made = new FlutterSession({
    wsUrl: 'ws://10.0.0.5:8080/ws',
    mode,
    name: 'phone',
    schedule: (run) => run(),
    ownOffsetMinutes: 120,
    random: () => 0,
    open: () => {
      const fake = new FakeSocket()
      sockets.push(fake)
      return fake as unknown as WebSocket
    },
    ...more,
  })
  opened.push(made)
  return made
}

const log = (message: string, timestamp = '2025-10-07T09:11:00.123456', level: string | null = 'info') => ({
  type: 'log',
  data: { message, level, timestamp, error: null, stackTrace: null, deviceId: 'mobile_device' },
})

function texts({ log: source }: FlutterSession): string[] {
  return Array.from({ length: source.view().rowCount }, (_, i) => {
    const row = source.row(i)
    return row?.kind === 'record' ? row.record.body : `(${row?.kind})`
  })
}

test('[FB12] a phone is live as soon as the connection opens, and its replay is not shown again', () => {
  const live = session('direct')
  expect(live.snapshot()).toMatchObject({ isJoined: false, connection: { state: 'connecting' } })
  socket().opens()
  expect(live.snapshot()).toMatchObject({ isJoined: true, connection: { state: 'live' }, problem: null })
  for (const message of ['a', 'b', 'b']) socket().says(log(message))
  socket().drops()
  expect(live.snapshot().connection.state).toBe('reconnecting')
  vi.runOnlyPendingTimers()
  socket().opens()
  for (const message of ['a', 'b', 'b', 'b', 'c']) socket().says(log(message))
  expect(texts(live)).toEqual(['a', 'b', 'b', 'b', 'c'])
  expect(live.snapshot().session).toMatchObject({ head: 5, counters: { records: 5, levels: [0, 0, 5, 0, 0, 0, 0] } })
})

test('[FB12] a phone writes the local time of its viewer, who is in the same place', () => {
  const live = session('direct')
  socket().opens()
  socket().says(log('a', '2025-10-07T11:11:00.000'))
  const row = live.log.row(0)
  expect(row?.kind === 'record' && row.record.timeMs).toBe(Date.UTC(2025, 9, 7, 9, 11))
})

test.each([
  { type: 'connected', clientId: 'client_def', deviceId: 'device_abc', sessionId: 'session_xyz' },
  { type: 'hello', sessionId: 'session_xyz', deviceId: 'device_abc' },
])('[FP17] a relay is live when it greets, in any form: %j', (greeting) => {
  const live = session('relay')
  socket().opens()
  expect(live.snapshot().isJoined).toBe(false)
  socket().says(greeting)
  expect(live.snapshot()).toMatchObject({ isJoined: true, session: { device: { name: 'device_abc' } } })
})

test('[FP17] logs with and without an envelope are shown; other frames are ignored', () => {
  const live = session('relay')
  socket().opens()
  socket().says(log('a'))
  socket().says({ message: 'b', level: 'warning' })
  for (const odd of ['{', '[]', '7', { type: 'stats', viewers: 3 }]) socket().says(odd)
  socket().onmessage?.({ data: new ArrayBuffer(3) })
  socket().says(log('c'))
  expect(texts(live)).toEqual(['a', 'b', 'c'])
})

test('[FB6] the time zone of a device behind a relay is guessed from the arrival of its logs', () => {
  const live = session('relay')
  socket().opens()
  socket().says(log('a', '2025-10-07T14:10:59.900'))
  const row = live.log.row(0)
  expect(row?.kind === 'record' && row.record.timeMs).toBe(Date.UTC(2025, 9, 7, 9, 10, 59, 900))
})

test('[FP17] a relay that sends no greeting counts as connected after a while', () => {
  const live = session('relay')
  socket().opens()
  vi.advanceTimersByTime(4_999)
  expect(live.snapshot().isJoined).toBe(false)
  vi.advanceTimersByTime(1)
  expect(live.snapshot().isJoined).toBe(true)
})

test('each reason for failure is reported as such, and the next try follows', () => {
  const live = session('relay')
  socket().drops()
  expect(live.snapshot().problem).toBe('unreachable')
  vi.runOnlyPendingTimers()
  socket().opens()
  socket().drops()
  expect(live.snapshot().problem).toBe('turned-away')
  vi.runOnlyPendingTimers()
  socket().opens()
  socket().says({ type: 'connected', sessionId: 's' })
  expect(live.snapshot()).toMatchObject({ problem: null, connection: { state: 'live' } })
  expect(sockets).toHaveLength(3)
})

test('an address that the browser forbids is reported at once', () => {
  const live = session('direct', {
    open: () => {
      throw new DOMException('', 'SecurityError')
    },
  })
  expect(live.snapshot()).toMatchObject({ problem: 'forbidden', connection: { state: 'reconnecting' } })
})

test('a device that leaves its relay is away until its next log', () => {
  const live = session('relay')
  socket().opens()
  socket().says({ type: 'connected', sessionId: 's' })
  socket().says({ type: 'disconnected', deviceId: 'device_abc' })
  expect(live.snapshot().session?.liveness).toBe('reconnecting')
  socket().says(log('a'))
  expect(live.snapshot().session?.liveness).toBe('live')
})

test('a reload gets everything that a phone holds again', () => {
  const live = session('direct')
  socket().opens()
  socket().says(log('a'))
  live.reload()
  expect(sockets).toHaveLength(2)
  expect(sockets[0]?.isClosed).toBe(true)
  socket().opens()
  socket().says(log('a'))
  expect(texts(live)).toEqual(['a'])
})

test('a closed session does not try again', () => {
  const live = session('direct')
  socket().opens()
  live.close()
  expect(socket().isClosed).toBe(true)
  socket().drops()
  vi.runAllTimers()
  live.retryNow()
  expect(sockets).toHaveLength(1)
})

test('a relay that turns us away is tried less and less often; a phone that is off is tried at a steady pace', () => {
  const relay = session('relay')
  const waits: number[] = []
  const retryInMs = () => (relay.snapshot().connection.retryAtMs ?? 0) - Date.now()
  for (let n = 0; n < 7; n++) {
    socket().opens()
    socket().drops()
    waits.push(retryInMs())
    vi.runOnlyPendingTimers()
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  for (let n = 0; n < 7; n++) {
    socket().drops()
    expect(retryInMs()).toBe(1_000)
    vi.runOnlyPendingTimers()
  }
})

test('in a tab without frames, the log still bounds what arrives', () => {
  const live = session('relay', { schedule: () => {} })
  socket().opens()
  for (let n = 0; n < 1_000; n++) socket().says(log(`line ${n}`))
  expect(live.log.row(999)).toMatchObject({ kind: 'record', record: { body: 'line 999' } })
})

test('limit recordBytesMax: a longer log is cut where our own devices would cut it', () => {
  const live = session('direct')
  const long = 'x'.repeat(LIMITS.recordBytesMax + 1)
  socket().opens()
  socket().says({ type: 'log', data: { ...log(long).data, error: long, stackTrace: long } })
  const row = live.log.row(0)
  if (row?.kind !== 'record') throw new Error('no record')
  const { body, error, truncated } = row.record
  expect(truncated).toBe(true)
  for (const text of [body, error?.message, error?.stack]) expect(text).toHaveLength(LIMITS.recordBytesMax + 1)
  socket().says(log('short'))
  expect(live.log.row(1)).toMatchObject({ record: { body: 'short' } })
  expect(live.log.row(1)).not.toHaveProperty('record.truncated')
})

test('the session of a relay says that nothing is kept; a phone sends everything it holds', () => {
  for (const [mode, delivery] of [
    ['relay', 'at-most-once'],
    ['direct', undefined],
  ] as const) {
    const live = session(mode)
    socket().opens()
    socket().says({ type: 'connected', sessionId: 's' })
    expect(live.snapshot().session?.delivery).toBe(delivery)
  }
})

test('after a reload the counts start anew', () => {
  const live = session('direct')
  socket().opens()
  for (const message of ['a', 'b']) socket().says(log(message))
  live.log.clear()
  live.reload()
  socket().opens()
  for (const message of ['a', 'b', 'c']) socket().says(log(message))
  expect(texts(live)).toEqual(['a', 'b', 'c'])
  expect(live.snapshot().session?.counters).toMatchObject({ records: 3, levels: [0, 0, 3, 0, 0, 0, 0] })
})

test('[FB12] a connection that never opens is abandoned, and `retryNow` abandons it at once', () => {
  const live = session('direct')
  const first = socket()
  vi.advanceTimersByTime(OPEN_MS)
  expect(first.isClosed).toBe(true)
  expect(live.snapshot()).toMatchObject({ problem: 'unreachable', connection: { state: 'reconnecting' } })
  vi.runOnlyPendingTimers()
  expect(sockets).toHaveLength(2)
  const hung = socket()
  live.retryNow()
  expect(sockets, 'a try that has just begun may still succeed').toHaveLength(2)
  vi.advanceTimersByTime(1_000)
  live.retryNow()
  expect(sockets).toHaveLength(3)
  expect(hung.isClosed).toBe(true)
  // An abandoned connection no longer has any effect.
  hung.opens()
  hung.says(log('late'))
  hung.drops()
  expect(live.snapshot().connection).toMatchObject({ state: 'reconnecting', retryAtMs: null })
  socket().opens()
  socket().says(log('now'))
  expect(texts(live)).toEqual(['now'])
})
