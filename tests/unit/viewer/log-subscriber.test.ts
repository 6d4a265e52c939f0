/** From messages to records: joins, rejoins, order, unreadable batches. Over a connection that the test drives. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FLAG } from '#lib/protocol/batch.ts'
import { type WireError, wireError } from '#lib/protocol/error-codes.ts'
import {
  type JoinAnswer,
  type JoinTarget,
  NO_COUNTERS,
  type SeqRange,
  type SessionState,
} from '#lib/protocol/messages.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { LogSubscriber, type LogSubscriberOptions } from '#lib/viewer/log-subscriber.ts'
import type { ConnectionStatus, SubscriberConnection, ViewerListener } from '#lib/viewer/viewer-connection.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function stateOf(session: string, change: Partial<SessionState> = {}): SessionState {
  const device = { id: 'd', name: 'Pixel', platform: '', os: '', model: '', appName: '', appVersion: '' }
  return {
    session,
    liveness: 'live',
    tail: 1,
    head: 0,
    counters: NO_COUNTERS,
    device,
    startedAtMs: 1,
    endedAtMs: null,
    viewers: 1,
    ...change,
  }
}

class HandDrivenConnection implements SubscriberConnection {
  status: ConnectionStatus = { state: 'live', error: null, retryAtMs: null }
  welcome = null
  readonly joins: JoinTarget[] = []
  readonly needs: [string, SeqRange[]][] = []
  readonly left: string[] = []
  answer: JoinAnswer
  /** Answers to give first, in this order. */
  answers: (JoinAnswer | Promise<JoinAnswer>)[] = []
  #listener: ViewerListener = {}

  constructor(answer: JoinAnswer) {
    this.answer = answer
  }
  listen(listener: ViewerListener) {
    this.#listener = listener
    return () => {
      this.#listener = {}
    }
  }
  async join(target: JoinTarget) {
    this.joins.push(target)
    return this.answers.shift() ?? this.answer
  }
  need(session: string, ranges: SeqRange[]) {
    this.needs.push([session, ranges])
  }
  leave(session: string) {
    this.left.push(session)
  }
  become(state: ConnectionStatus['state']) {
    this.status = { state, error: null, retryAtMs: null }
    this.#listener.status?.(this.status)
  }
  get say() {
    return this.#listener as Required<ViewerListener>
  }
  batch(session: string, first: number, bodies: string[], flags = 0, payload?: Uint8Array) {
    const lines = bodies.map((body) => encodeRecord({ timeMs: 1, level: 'info', body })).join('\n')
    const bytes = payload ?? new TextEncoder().encode(lines)
    this.say.batch([session, flags, first, bodies.length, bytes.byteLength], bytes)
  }
}

const joined = (state: SessionState | null): JoinAnswer => ({ ok: true, state, session: state?.session ?? null })

async function follow(
  answer: JoinAnswer,
  options: Partial<LogSubscriberOptions> = {},
  answers: Promise<JoinAnswer>[] = [],
) {
  const connection = new HandDrivenConnection(answer)
  connection.answers = answers
  const events: string[] = []
  const refused: WireError[] = []
  const subscriber = new LogSubscriber({
    connection,
    target: { session: 's' },
    random: () => 0,
    handlers: {
      onRecords: (session, records) => events.push(...records.map(({ seq, body }) => `${session}${seq} ${body}`)),
      onGone: (session, [from, to], reason) => events.push(`${session}${from}-${to} ${reason}`),
      onRefused: (error) => refused.push(error),
    },
    ...options,
  })
  await vi.advanceTimersByTimeAsync(0)
  return { connection, events, subscriber, refused }
}

test('a joined session hands on its records as they arrive, each once', async () => {
  const { connection, events } = await follow(joined(stateOf('s')))
  connection.batch('s', 1, ['a', 'b'])
  connection.batch('s', 2, ['b', 'c'])
  expect(events).toEqual(['s1 a', 's2 b', 's3 c'])
})

test('[VW3] records that the session already holds are asked for at once', async () => {
  const { connection } = await follow(joined(stateOf('s', { head: 100 })), { want: 10 })
  expect(connection.needs).toEqual([['s', [[91, 100]]]])
})

test('[VW1] batches and states that overtake the answer to the join do not make it leave', async () => {
  const connection = new HandDrivenConnection(joined(stateOf('s', { head: 3 })))
  const events: number[] = []
  const subscriber = new LogSubscriber({
    connection,
    target: { session: 's' },
    handlers: { onRecords: (_, records) => events.push(...records.map(({ seq }) => seq)), onGone: () => {} },
  })
  connection.batch('s', 1, ['a', 'b'])
  connection.say.state(stateOf('s', { head: 2 }))
  connection.batch('s', 3, ['c'])
  await vi.advanceTimersByTimeAsync(0)
  connection.batch('s', 4, ['d'])
  expect({ left: connection.left, events }).toEqual({ left: [], events: [1, 2, 3, 4] })
  subscriber.close()
})

test('[VW6] after a reconnect it joins again and asks for what it missed', async () => {
  const { connection, events } = await follow(joined(stateOf('s')))
  connection.batch('s', 1, ['a'])
  connection.become('reconnecting')
  connection.answer = joined(stateOf('s', { head: 3 }))
  connection.become('live')
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.joins).toHaveLength(2)
  expect(connection.needs).toEqual([['s', [[2, 3]]]])
  connection.batch('s', 1, ['a', 'b', 'c'], FLAG.fill)
  expect(events).toEqual(['s1 a', 's2 b', 's3 c'])
})

test('a batch that overtakes the answer to its join is not lost', async () => {
  const { connection, events } = await follow(joined(stateOf('s', { head: 2 })), { inOrder: true })
  connection.become('reconnecting')
  expect(events).toEqual([])
  const fresh = await follow({ ok: false, error: wireError('server-unreachable') }, { inOrder: true, want: 0 })
  fresh.connection.batch('s', 5, ['e'])
  expect(fresh.events).toEqual([])
  fresh.connection.answer = joined(stateOf('s', { head: 4 }))
  fresh.connection.become('live')
  await vi.advanceTimersByTimeAsync(0)
  expect(fresh.events).toEqual(['s5 e'])
})

describe('in order', () => {
  test('records wait until the hole before them is filled or declared gone', async () => {
    const { connection, events } = await follow(joined(stateOf('s', { head: 6 })), { inOrder: true, want: 'all' })
    connection.batch('s', 7, ['g'])
    connection.batch('s', 4, ['d', 'e', 'f'], FLAG.fill)
    expect(events).toEqual([])
    connection.say.gone('s', [1, 3], 'evicted')
    expect(events).toEqual(['s1-3 evicted', 's4 d', 's5 e', 's6 f', 's7 g'])
  })
  test('[VW5] while a device is away, delivery waits until the contents of its ring are known', async () => {
    const away = stateOf('s', { liveness: 'reconnecting', head: 2, tail: 3 })
    const { connection, events } = await follow(joined(away), { inOrder: true })
    connection.say.state(stateOf('s', { head: 3, tail: 1 }))
    connection.batch('s', 3, ['c'])
    expect(events).toEqual([])
    connection.batch('s', 1, ['a', 'b'], FLAG.fill)
    expect(events).toEqual(['s1 a', 's2 b', 's3 c'])
  })
  test('[I2] an ended session comes back and holds records that nobody knew of: they are handed on', async () => {
    const ended = stateOf('s', { liveness: 'ended', head: 1, tail: 2, endedAtMs: 9 })
    const { connection, events } = await follow(joined(ended), { inOrder: true })
    connection.say.state(stateOf('s', { head: 1, tail: 1 }))
    connection.batch('s', 1, ['a'], FLAG.fill)
    expect(events).toEqual(['s1 a'])
  })
  test('the end follows the last record', async () => {
    const { connection, events, subscriber } = await follow(joined(stateOf('s', { head: 2 })), {
      inOrder: true,
      want: 'all',
    })
    let hasEnded = false
    void subscriber.ended().then(() => {
      hasEnded = true
    })
    connection.say.state(stateOf('s', { head: 2, liveness: 'ended', endedAtMs: 9 }))
    await vi.advanceTimersByTimeAsync(0)
    expect(hasEnded).toBe(false)
    connection.batch('s', 1, ['a', 'b'], FLAG.fill)
    await vi.advanceTimersByTimeAsync(0)
    expect([events, hasEnded]).toEqual([['s1 a', 's2 b'], true])
  })
})

describe('batches', () => {
  const packed = async (text: string) => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  }
  test('[BT3] are inflated, and later ones do not overtake them', async () => {
    vi.useRealTimers()
    const { connection, events } = await follow2()
    const line = encodeRecord({ timeMs: 1, level: 'info', body: 'squeezed' })
    connection.batch('s', 1, ['squeezed'], FLAG.deflate, await packed(line))
    connection.batch('s', 2, ['plain'])
    await vi.waitUntil(() => events.length === 2)
    expect(events).toEqual(['s1 squeezed', 's2 plain'])
  })
  test('that are not deflate, are encrypted or exceed the bound are reported as unreadable and stop nothing', async () => {
    vi.useRealTimers()
    const { connection, events } = await follow2()
    connection.batch('s', 1, ['x', 'y'], FLAG.deflate, Uint8Array.of(1, 2, 3))
    connection.batch('s', 3, ['z'], FLAG.e2ee)
    connection.batch('s', 4, ['bomb'], FLAG.deflate, await packed('0'.repeat(2_000_000)))
    connection.batch('s', 5, ['still here'])
    await vi.waitUntil(() => events.length === 4)
    expect(events).toEqual(['s1-2 unreadable', 's3-3 unreadable', 's4-4 unreadable', 's5 still here'])
  })
  test('with an invalid header are ignored', async () => {
    const { connection, events } = await follow(joined(stateOf('s')))
    connection.say.batch(['s', 0, 1, 600, 3], Uint8Array.of(1, 2, 3))
    expect(events).toEqual([])
  })
  async function follow2() {
    const connection = new HandDrivenConnection(joined(stateOf('s')))
    const events: string[] = []
    new LogSubscriber({
      connection,
      target: { session: 's' },
      handlers: {
        onRecords: (session, records) => events.push(...records.map(({ seq, body }) => `${session}${seq} ${body}`)),
        onGone: (session, [from, to], reason) => events.push(`${session}${from}-${to} ${reason}`),
      },
    })
    await new Promise((resolve) => setImmediate(resolve))
    return { connection, events }
  }
})

describe('[VW1] a followed device', () => {
  const ended = (session: string, head = 0) => stateOf(session, { head, liveness: 'ended', endedAtMs: 9 })

  test('is awaited, then followed from session to session', async () => {
    const { connection, events } = await follow(joined(null), { target: { device: 'd' } })
    connection.say.device('d', stateOf('a'))
    connection.batch('a', 1, ['one'])
    connection.say.device('d', stateOf('b'))
    connection.batch('b', 1, ['two'])
    expect(events).toEqual(['a1 one', 'b1 two'])
    expect(connection.left).toEqual([])
    connection.say.state(ended('a', 1))
    expect(connection.left).toEqual(['a'])
  })
  test('runs twice side by side: both runs arrive, and both have ended before it has', async () => {
    const { connection, events, subscriber } = await follow(joined(stateOf('b')), { target: { device: 'd' } })
    // The relay has joined the older run, too, and says so.
    connection.say.state(stateOf('a', { head: 1 }))
    connection.say.state({ ...stateOf('x'), device: { ...stateOf('x').device, id: 'another' } })
    expect(connection.needs).toEqual([['a', [[1, 1]]]])
    connection.batch('a', 1, ['old'])
    connection.batch('b', 1, ['new'])
    connection.batch('a', 2, ['old again'])
    expect(events).toEqual(['a1 old', 'b1 new', 'a2 old again'])
    let isOver = false
    void subscriber.ended().then(() => (isOver = true))
    connection.say.state(ended('b', 1))
    await vi.advanceTimersByTimeAsync(0)
    expect([connection.left, isOver]).toEqual([[], false])
    connection.say.state(ended('a', 2))
    await vi.advanceTimersByTimeAsync(0)
    expect([connection.left, isOver]).toEqual([['a'], true])
  })
  test('of the runs beside the newest, those that were there before want what the reader wants, and later ones all', async () => {
    let settle: (answer: JoinAnswer) => void = () => {}
    const answer = new Promise<JoinAnswer>((resolve) => (settle = resolve))
    const options = { target: { device: 'd' }, want: 0 }
    const { connection } = await follow(joined(null), options, [answer])
    connection.say.state(stateOf('a', { head: 3 }))
    settle(joined(stateOf('c')))
    await vi.advanceTimersByTimeAsync(0)
    // It has begun earlier than the newest, but was announced now.
    connection.say.state(stateOf('b', { head: 2 }))
    await vi.advanceTimersByTimeAsync(200)
    expect(connection.needs).toEqual([['b', [[1, 2]]]])
  })
  test('has ended although the relay no longer knows one of its runs', async () => {
    const { connection, subscriber } = await follow(joined(stateOf('b')), { target: { device: 'd' } })
    connection.say.state(stateOf('a'))
    connection.become('reconnecting')
    connection.answers = [joined(ended('b')), { ok: false, error: wireError('session-unknown') }]
    connection.become('live')
    await vi.advanceTimersByTimeAsync(0)
    await expect(Promise.race([subscriber.ended(), Promise.resolve().then(() => 'not yet')])).resolves.toBeUndefined()
  })
  test('keeps its earlier session until it has ended and nothing of it is missing', async () => {
    const { connection, events } = await follow(joined(stateOf('a', { head: 5 })), { target: { device: 'd' } })
    connection.say.device('d', stateOf('b'))
    expect(connection.left).toEqual([])
    connection.say.state(ended('a', 5))
    expect(connection.left).toEqual([])
    connection.say.gone('a', [1, 5], 'session-ended')
    expect(connection.left).toEqual(['a'])
    expect(events).toEqual(['a1-5 session-ended'])
  })
  test('is away after a reconnect: its last session is joined, and what is missing of it is asked for', async () => {
    const events: (string | null)[] = []
    const handlers = {
      onRecords: () => {},
      onGone: () => {},
      onJoined: (state: SessionState | null) => void events.push(state?.session ?? null),
    }
    const { connection } = await follow(joined(stateOf('a', { head: 3 })), { target: { device: 'd' }, handlers })
    connection.needs.length = 0
    connection.become('reconnecting')
    connection.answers = [joined(null), joined(stateOf('a', { head: 3, liveness: 'ended' }))]
    connection.become('live')
    await vi.advanceTimersByTimeAsync(200)
    expect(connection.joins.slice(-2)).toEqual([{ device: 'd' }, { session: 'a' }])
    expect(connection.needs).toEqual([['a', [[1, 3]]]])
    expect(events).toEqual(['a', 'a'])
  })
  test('begins another session while its last one is being joined: the new one is followed', async () => {
    const { connection, events } = await follow(joined(stateOf('a')), { target: { device: 'd' } })
    connection.become('reconnecting')
    let settle: (answer: JoinAnswer) => void = () => {}
    connection.answers = [joined(null), new Promise((resolve) => (settle = resolve))]
    connection.become('live')
    await vi.advanceTimersByTimeAsync(0)
    connection.say.device('d', stateOf('b'))
    settle(joined(ended('a')))
    await vi.advanceTimersByTimeAsync(0)
    expect(connection.left).toEqual(['a'])
    connection.batch('b', 1, ['one'])
    expect(events).toEqual(['b1 one'])
  })
  test('is away, and its last session no longer exists: it is awaited', async () => {
    const events: (string | null)[] = []
    const handlers = {
      onRecords: () => {},
      onGone: () => {},
      onJoined: (state: SessionState | null) => void events.push(state?.session ?? null),
    }
    const { connection } = await follow(joined(stateOf('a')), { target: { device: 'd' }, handlers })
    connection.become('reconnecting')
    connection.answers = [joined(null), { ok: false, error: wireError('session-unknown') }]
    connection.become('live')
    await vi.advanceTimersByTimeAsync(0)
    expect(events).toEqual(['a', null])
  })
  test('does not leave a session whose join this connection has not confirmed', async () => {
    const { connection, events } = await follow(joined(stateOf('b')), { target: { device: 'd' } })
    connection.become('reconnecting')
    connection.answers = [joined(ended('a')), new Promise(() => {})]
    connection.become('live')
    await vi.advanceTimersByTimeAsync(0)
    expect(connection.left).toEqual([])
    connection.say.device('d', stateOf('b'))
    connection.batch('b', 1, ['one'])
    expect(connection.left).toEqual(['a'])
    expect(events).toEqual(['b1 one'])
  })
  test('had more in its earlier session than was known at leaving: that one is joined again and asked for the rest', async () => {
    const { connection, events } = await follow(joined(ended('a')), { target: { device: 'd' } })
    connection.say.device('d', stateOf('b'))
    expect(connection.left).toEqual(['a'])
    connection.answer = joined(ended('a', 2))
    connection.say.state(ended('a', 2))
    await vi.advanceTimersByTimeAsync(200)
    expect(connection.joins.at(-1)).toEqual({ session: 'a' })
    expect(connection.needs.at(-1)).toEqual(['a', [[1, 2]]])
    connection.say.gone('a', [1, 2], 'session-ended')
    expect(events).toEqual(['a1-2 session-ended'])
    expect(connection.left).toEqual(['a', 'a'])
  })
  test('comes back to an earlier session: that one is joined again, because leaving may have crossed its return', async () => {
    const { connection } = await follow(joined(ended('a')), { target: { device: 'd' } })
    connection.say.device('d', stateOf('b'))
    expect(connection.left).toEqual(['a'])
    connection.say.state(ended('b'))
    connection.say.device('d', stateOf('a'))
    expect(connection.joins.at(-1)).toEqual({ session: 'a' })
    await vi.advanceTimersByTimeAsync(0)
    connection.say.state(ended('a'))
    connection.say.device('d', stateOf('c'))
    expect(connection.left).toEqual(['a', 'b', 'a'])
  })
})

describe('a refused join', () => {
  test('is reported when it is final', async () => {
    const { refused, connection } = await follow({ ok: false, error: wireError('session-unknown') })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(refused.map(({ code }) => code)).toEqual(['session-unknown'])
    expect(connection.joins).toHaveLength(1)
  })
  test('is repeated when that may help', async () => {
    const { refused, connection } = await follow({ ok: false, error: wireError('too-many-viewers') })
    await vi.advanceTimersByTimeAsync(3_000)
    expect([refused.length, connection.joins.length]).toEqual([0, 2])
  })
})

test('reload asks for everything again', async () => {
  const { connection, events, subscriber } = await follow(joined(stateOf('s', { head: 2 })))
  connection.batch('s', 1, ['a', 'b'], FLAG.fill)
  subscriber.reload()
  await vi.advanceTimersByTimeAsync(0)
  expect(connection.left).toEqual(['s'])
  connection.batch('s', 1, ['a', 'b'], FLAG.fill)
  expect(events).toEqual(['s1 a', 's2 b', 's1 a', 's2 b'])
})

test('a closed subscriber leaves its sessions and asks for nothing more', async () => {
  const { connection, subscriber } = await follow(joined(stateOf('s', { head: 9 })))
  subscriber.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(connection.left).toEqual(['s'])
  expect(connection.needs).toHaveLength(1)
  expect(connection.say).toEqual({})
})
