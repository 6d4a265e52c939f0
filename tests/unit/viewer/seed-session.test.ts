/** A relay of the original and a phone's own server behind the live page (§13.3, §13.4), over sockets that only remember. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { SeedSession, type SeedSessionOptions } from '#lib/viewer/seed-session.ts'

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
const opened: SeedSession[] = []

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2025, 9, 7, 9, 11) })
})
afterEach(() => {
  for (const session of opened.splice(0)) session.close()
  sockets.splice(0)
  vi.useRealTimers()
})

function session(mode: 'relay' | 'direct', more: Partial<SeedSessionOptions> = {}) {
  const made = new SeedSession({
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

function texts({ log: source }: SeedSession): string[] {
  return Array.from({ length: source.view().rowCount }, (_, i) => {
    const row = source.row(i)
    return row?.kind === 'record' ? row.record.body : `(${row?.kind})`
  })
}

test('[S13.4] a phone is live as soon as it opens, and what it sends again is not shown again', () => {
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

test('[S13.4] a phone in the same place writes the local time of whoever looks', () => {
  const live = session('direct')
  socket().opens()
  socket().says(log('a', '2025-10-07T11:11:00.000'))
  const row = live.log.row(0)
  expect(row?.kind === 'record' && row.record.timeMs).toBe(Date.UTC(2025, 9, 7, 9, 11))
})

test.each([
  { type: 'connected', clientId: 'client_def', deviceId: 'device_abc', sessionId: 'session_xyz' },
  { type: 'hello', sessionId: 'session_xyz', deviceId: 'device_abc' },
])('[S13.3] a relay is live when it greets, whatever it calls that: %j', (greeting) => {
  const live = session('relay')
  socket().opens()
  expect(live.snapshot().isJoined).toBe(false)
  socket().says(greeting)
  expect(live.snapshot()).toMatchObject({ isJoined: true, session: { device: { name: 'device_abc' } } })
})

test('[S13.3] logs with and without an envelope are shown; what is no log is not, and breaks nothing', () => {
  const live = session('relay')
  socket().opens()
  socket().says(log('a'))
  socket().says({ message: 'b', level: 'warning' })
  for (const odd of ['{', '[]', '7', { type: 'stats', viewers: 3 }]) socket().says(odd)
  socket().onmessage?.({ data: new ArrayBuffer(3) })
  socket().says(log('c'))
  expect(texts(live)).toEqual(['a', 'b', 'c'])
})

test('[S13.3][B8] the zone of a relay’s device is guessed from when its logs come', () => {
  const live = session('relay')
  socket().opens()
  socket().says(log('a', '2025-10-07T14:10:59.900'))
  const row = live.log.row(0)
  expect(row?.kind === 'record' && row.record.timeMs).toBe(Date.UTC(2025, 9, 7, 9, 10, 59, 900))
})

test('[S13.3] a relay that says nothing still counts as connected after a while', () => {
  const live = session('relay')
  socket().opens()
  vi.advanceTimersByTime(4_999)
  expect(live.snapshot().isJoined).toBe(false)
  vi.advanceTimersByTime(1)
  expect(live.snapshot().isJoined).toBe(true)
})

test('why nothing comes is told apart, and it is tried again', () => {
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

test('a browser that forbids the address is said so at once', () => {
  const live = session('direct', {
    open: () => {
      throw new DOMException('', 'SecurityError')
    },
  })
  expect(live.snapshot()).toMatchObject({ problem: 'forbidden', connection: { state: 'reconnecting' } })
})

test('a device that leaves its relay is shown as away, and as back with its next log', () => {
  const live = session('relay')
  socket().opens()
  socket().says({ type: 'connected', sessionId: 's' })
  socket().says({ type: 'disconnected', deviceId: 'device_abc' })
  expect(live.snapshot().session?.liveness).toBe('reconnecting')
  socket().says(log('a'))
  expect(live.snapshot().session?.liveness).toBe('live')
})

test('who asks for everything again gets a phone’s whole memory again', () => {
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

test('closed is closed: nothing is tried again', () => {
  const live = session('direct')
  socket().opens()
  live.close()
  expect(socket().isClosed).toBe(true)
  socket().drops()
  vi.runAllTimers()
  live.retryNow()
  expect(sockets).toHaveLength(1)
})

test('a relay that turns away is asked less and less often, a phone that is off goes on being looked for', () => {
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

test('in a tab that draws no frames what comes is bounded by the log all the same', () => {
  const live = session('relay', { schedule: () => {} })
  socket().opens()
  for (let n = 0; n < 1_000; n++) socket().says(log(`line ${n}`))
  expect(live.log.row(999)).toMatchObject({ kind: 'record', record: { body: 'line 999' } })
})

test('limit recordBytesMax: a log of any size is cut where our own devices would cut it', () => {
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

test('a relay keeps nothing, and its session says so; a phone sends all it holds', () => {
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

test('shown again, records are counted anew', () => {
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
