/** What a viewer asks for and when, and that it always ends with every number here or declared gone. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { GapTracker } from '#lib/viewer/gap-tracker.ts'

const live = (tail: number, head: number) => ({ liveness: 'live', tail, head }) as const
const noJitter = () => 0

function joinedAt(state: Parameters<GapTracker['handleJoin']>[0], want = 1000): GapTracker {
  const tracker = new GapTracker(want, noJitter)
  tracker.handleJoin(state, 0)
  return tracker
}

describe('where it begins', () => {
  test('a late viewer asks at once for the newest records it wants', () => {
    expect(joinedAt(live(1, 5000)).due(0)).toEqual({ need: [[4001, 5000]] })
  })
  test('it does not ask for what the device no longer holds', () => {
    expect(joinedAt(live(4500, 5000)).due(0)).toEqual({ need: [[4500, 5000]] })
  })
  test('a viewer that wants everything asks from the first record on, and so learns that the beginning is gone', () => {
    expect(joinedAt(live(4500, 5000), Number.POSITIVE_INFINITY).due(0)).toEqual({ need: [[1, 5000]] })
  })
  test('a viewer that wants nothing old gets what arrives', () => {
    const tracker = joinedAt(live(1, 10), 0)
    expect(tracker.wakeAtMs).toBeNull()
    expect(tracker.handleRecords(9, 12, 5)).toEqual([[11, 12]])
  })
  test('[RL10] a session that the relay knows only from its database is asked for when its device is back', () => {
    const tracker = joinedAt({ liveness: 'reconnecting', tail: 101, head: 100 })
    expect(tracker.due(0)).toBeNull()
    tracker.handleState(live(1, 120), 50)
    expect(tracker.due(50)).toEqual({ need: [[1, 120]] })
  })
})

describe('[VW3] a missing record', () => {
  test('is asked for with one need, repeated after 2 s without progress and then more rarely', () => {
    const tracker = joinedAt(live(1, 10))
    expect(tracker.due(0)).not.toBeNull()
    const wakes: number[] = []
    for (let i = 0; i < 5; i++) {
      const wakeAtMs = tracker.wakeAtMs ?? -1
      expect(tracker.due(wakeAtMs - 1)).toBeNull()
      expect(tracker.due(wakeAtMs)).toEqual({ need: [[1, 10]] })
      wakes.push(wakeAtMs)
    }
    expect(wakes).toEqual([2000, 6000, 14_000, 29_000, 44_000])
  })
  test('is given more time while parts of the need arrive', () => {
    const tracker = joinedAt(live(1, 100))
    tracker.due(0)
    tracker.handleRecords(80, 100, 1900)
    expect(tracker.due(2000)).toBeNull()
    expect(tracker.due(3900)).toEqual({ need: [[1, 79]] })
  })
  test('is asked for newest first, within the limit of ranges per need', () => {
    const tracker = joinedAt(live(1, 100))
    for (let seq = 2; seq <= 100; seq += 2) tracker.handleRecords(seq, seq, 0)
    const act = tracker.due(1000)
    expect(act && 'need' in act && act.need).toHaveLength(LIMITS.needRangesMax)
    expect(act && 'need' in act && act.need[0]).toEqual([99, 99])
  })
  test('at the head is not asked for before it had time to arrive by itself', () => {
    const tracker = joinedAt(live(1, 0))
    tracker.handleState(live(1, 5), 100)
    expect(tracker.due(120)).toBeNull()
    tracker.handleRecords(1, 5, 130)
    expect(tracker.wakeAtMs).toBeNull()
  })
  test('is asked for at once after a skip', () => {
    const tracker = joinedAt(live(1, 0))
    tracker.handleSkip([1, 50], 100)
    expect(tracker.due(100)).toEqual({ need: [[1, 50]] })
  })
  test('[VW6] is asked for again after a reconnect', () => {
    const tracker = joinedAt(live(1, 10))
    tracker.due(0)
    tracker.handleRecords(1, 6, 10)
    tracker.handleDisconnect(20)
    expect(tracker.wakeAtMs).toBeNull()
    tracker.handleJoin(live(1, 12), 500)
    expect(tracker.due(500)).toEqual({ need: [[7, 12]] })
  })
  test('of an ended session that does not answer counts as gone', () => {
    const tracker = joinedAt({ liveness: 'ended', tail: 1, head: 10 })
    expect(tracker.due(0)).toEqual({ need: [[1, 10]] })
    expect(tracker.due(2000)).toEqual({ need: [[1, 10]] })
    expect(tracker.due(6000)).toEqual({ gone: [[1, 10]], reason: 'session-ended' })
    expect(tracker.isComplete).toBe(true)
  })
  test('of an ended session is asked for again by a page that slept, before it counts as gone', () => {
    const tracker = joinedAt({ liveness: 'ended', tail: 1, head: 10 })
    expect(tracker.due(0)).toEqual({ need: [[1, 10]] })
    // Nothing ran meanwhile, so the time says nothing of the device.
    expect(tracker.due(60_000)).toEqual({ need: [[1, 10]] })
    expect(tracker.due(120_000)).toEqual({ gone: [[1, 10]], reason: 'session-ended' })
  })
  test('of an ended session is not awaited forever because the connection keeps breaking', () => {
    const ended = { liveness: 'ended', tail: 1, head: 10 } as const
    const tracker = joinedAt(ended)
    const acts: unknown[] = []
    for (let nowMs = 0; nowMs < 8_000; nowMs += 2_000) {
      acts.push(tracker.due(nowMs))
      tracker.handleDisconnect(nowMs + 1_900)
      tracker.handleJoin(ended, nowMs + 2_000)
    }
    const need = { need: [[1, 10]] }
    expect(acts).toEqual([need, need, need, need])
    expect(tracker.due(8_000)).toEqual({ gone: [[1, 10]], reason: 'session-ended' })
  })
  test('of an ended session is asked for as long as answers come, on connections that break', () => {
    const ended = { liveness: 'ended', tail: 1, head: 10 } as const
    const tracker = joinedAt(ended)
    for (let seq = 10; seq >= 2; seq--) {
      const nowMs = (10 - seq) * 2_000
      expect(tracker.due(nowMs)).toEqual({ need: [[1, seq]] })
      tracker.handleRecords(seq, seq, nowMs + 1_800)
      tracker.handleDisconnect(nowMs + 1_900)
      tracker.handleJoin(ended, nowMs + 2_000)
    }
  })
  test('that was gone with the end is wanted again when the device comes back', () => {
    const tracker = joinedAt({ liveness: 'ended', tail: 1, head: 10 })
    tracker.handleGone([1, 10], 'session-ended', 0)
    tracker.handleState(live(1, 10), 100)
    expect(tracker.due(100)).toEqual({ need: [[1, 10]] })
  })
  test('that the reader has dropped is not asked for', () => {
    const tracker = joinedAt(live(1, 100))
    tracker.raiseBase(90)
    expect(tracker.due(0)).toEqual({ need: [[90, 100]] })
    expect(tracker.handleRecords(80, 92, 10)).toEqual([[90, 92]])
  })
})

test('[VW4] a number passes once, however often it arrives', () => {
  const tracker = joinedAt(live(1, 0))
  expect(tracker.handleRecords(1, 5, 0)).toEqual([[1, 5]])
  expect(tracker.handleRecords(3, 8, 0)).toEqual([[6, 8]])
  expect(tracker.handleRecords(1, 8, 0)).toEqual([])
  expect(tracker.handleGone([4, 10], 'evicted', 0)).toEqual([[9, 10]])
})

describe('[VW5] markers', () => {
  test('say that missing records are loading, once they were asked for', () => {
    const tracker = joinedAt(live(1, 10))
    expect(tracker.holes()).toEqual([])
    tracker.due(0)
    tracker.handleRecords(4, 6, 10)
    expect(tracker.holes()).toEqual([
      { range: [1, 3], kind: 'loading' },
      { range: [7, 10], kind: 'loading' },
    ])
  })
  test('say that a device is away', () => {
    const tracker = joinedAt({ liveness: 'reconnecting', tail: 1, head: 4 })
    expect(tracker.holes()).toEqual([{ range: [1, 4], kind: 'waiting' }])
  })
})

/** One event in the life of a viewer; a lost message simply does not arrive. */
const eventArbitrary = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('log' as const), count: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lose' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('evict' as const), count: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('state' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconnect' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 5000 }) }) },
)
type Message = { kind: 'batch' | 'gone'; range: SeqRange }

/** A device with a ring, and the network between it and the viewer; each message waits until the schedule delivers it. */
function world(want: number) {
  const tracker = new GapTracker(want, noJitter)
  const batches: SeqRange[] = []
  const network: Message[] = []
  const [shown, lost] = [new SeqRanges(), new SeqRanges()]
  let [nowMs, head, tail] = [0, 0, 1]
  const once = (ranges: SeqRange[], into: SeqRanges) => {
    for (const [from, to] of ranges) {
      expect(into.missing(from, to)).toEqual([[from, to]])
      into.add(from, to)
    }
  }
  const answer = (ranges: SeqRange[]) => {
    for (const [from, to] of ranges) {
      if (from < tail) network.push({ kind: 'gone', range: [from, Math.min(to, tail - 1)] })
      for (const batch of batches) {
        if (batch[1] >= from && batch[0] <= to && batch[0] >= tail) network.push({ kind: 'batch', range: batch })
      }
    }
  }
  const deliver = ({ kind, range }: Message) => {
    if (kind === 'batch') once(tracker.handleRecords(range[0], range[1], nowMs), shown)
    else once(tracker.handleGone(range, 'evicted', nowMs), lost)
  }
  const wake = () => {
    const act = tracker.due(nowMs)
    if (act && 'need' in act) answer(act.need)
    return act
  }
  return {
    tracker,
    shown,
    lost,
    network,
    log(count: number) {
      batches.push([head + 1, head + count])
      network.push({ kind: 'batch', range: [head + 1, head + count] })
      head += count
    },
    evict(count: number) {
      // Whole batches leave the ring.
      const next = batches.find(([from]) => from >= Math.min(head + 1, tail + count))
      tail = next ? next[0] : head + 1
    },
    take: (pick: number) => network.splice(pick % Math.max(1, network.length), 1)[0],
    deliver,
    state: () => tracker.handleState(live(tail, head), nowMs),
    reconnect() {
      tracker.handleDisconnect(nowMs)
      network.length = 0
      tracker.handleJoin(live(tail, head), nowMs)
    },
    wait(ms: number) {
      nowMs += ms
      wake()
    },
    /** Ends the faults: everything sent arrives, and every need is answered. */
    heal() {
      tracker.handleState(live(tail, head), nowMs)
      for (let turn = 0; turn < 10_000; turn++) {
        const message = network.shift()
        if (message) deliver(message)
        else if (tracker.wakeAtMs === null) return nowMs
        else {
          nowMs = Math.max(nowMs, tracker.wakeAtMs)
          wake()
        }
      }
      throw new Error('the viewer never came to rest')
    },
    now: () => nowMs,
    head: () => head,
  }
}

test('[VW3][VW4][VW5] after any losses, repeats and reorderings each number is shown once or declared gone once', () => {
  fc.assert(
    fc.property(
      fc.array(eventArbitrary, { maxLength: 60 }),
      fc.constantFrom(0, 10, 1000, Number.POSITIVE_INFINITY),
      (events, want) => {
        const it = world(want)
        it.tracker.handleJoin(live(1, 0), 0)
        for (const event of events) {
          if (event.kind === 'log') it.log(event.count)
          else if (event.kind === 'evict') it.evict(event.count)
          else if (event.kind === 'state') it.state()
          else if (event.kind === 'reconnect') it.reconnect()
          else if (event.kind === 'wait') it.wait(event.ms)
          else if (event.kind === 'repeat') {
            const message = it.network[event.pick % Math.max(1, it.network.length)]
            if (message) it.deliver(message)
          } else {
            const message = it.take(event.pick)
            if (message && event.kind === 'deliver') it.deliver(message)
          }
        }
        it.heal()
        const base = it.tracker.base ?? 1
        const covered = new SeqRanges()
        for (const [from, to] of it.shown.ranges) covered.add(from, to)
        for (const [from, to] of it.lost.ranges) {
          // A record that arrives after it was declared gone is shown, and replaces the marker.
          covered.add(from, to)
        }
        expect(covered.missing(base, it.head())).toEqual([])
        expect(it.tracker.isComplete).toBe(true)
        expect(it.tracker.holes()).toEqual([])
      },
    ),
    { numRuns: 500 },
  )
})
