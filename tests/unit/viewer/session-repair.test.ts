/** When a viewer asks for what, and that it always comes to rest with every number here or declared gone. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { SessionRepair } from '#lib/viewer/session-repair.ts'

const live = (tail: number, head: number) => ({ liveness: 'live', tail, head }) as const
const noJitter = () => 0

function joinedAt(state: Parameters<SessionRepair['joined']>[0], want = 1000): SessionRepair {
  const repair = new SessionRepair(want, noJitter)
  repair.joined(state, 0)
  return repair
}

describe('from where', () => {
  test('a late viewer asks at once for the newest records it wants', () => {
    expect(joinedAt(live(1, 5000)).due(0)).toEqual({ need: [[4001, 5000]] })
  })
  test('it asks for nothing that the device no longer holds', () => {
    expect(joinedAt(live(4500, 5000)).due(0)).toEqual({ need: [[4500, 5000]] })
  })
  test('who wants all asks from the first on, to hear that the beginning is gone', () => {
    expect(joinedAt(live(4500, 5000), Number.POSITIVE_INFINITY).due(0)).toEqual({ need: [[1, 5000]] })
  })
  test('who wants nothing old gets what comes', () => {
    const repair = joinedAt(live(1, 10), 0)
    expect(repair.wakeAtMs).toBeNull()
    expect(repair.received(9, 12, 5)).toEqual([[11, 12]])
  })
  test('[RL10] a session that the relay only remembers is asked for when its device is back', () => {
    const repair = joinedAt({ liveness: 'reconnecting', tail: 101, head: 100 })
    expect(repair.due(0)).toBeNull()
    repair.stated(live(1, 120), 50)
    expect(repair.due(50)).toEqual({ need: [[1, 120]] })
  })
})

describe('[VW3] what is missing', () => {
  test('is asked for with one need, repeated after 2 s without progress and then more rarely', () => {
    const repair = joinedAt(live(1, 10))
    expect(repair.due(0)).not.toBeNull()
    const wakes: number[] = []
    for (let i = 0; i < 5; i++) {
      const wakeAtMs = repair.wakeAtMs ?? -1
      expect(repair.due(wakeAtMs - 1)).toBeNull()
      expect(repair.due(wakeAtMs)).toEqual({ need: [[1, 10]] })
      wakes.push(wakeAtMs)
    }
    expect(wakes).toEqual([2000, 6000, 14_000, 29_000, 44_000])
  })
  test('is given time while it comes in', () => {
    const repair = joinedAt(live(1, 100))
    repair.due(0)
    repair.received(80, 100, 1900)
    expect(repair.due(2000)).toBeNull()
    expect(repair.due(3900)).toEqual({ need: [[1, 79]] })
  })
  test('comes newest first, at most so many ranges at a time', () => {
    const repair = joinedAt(live(1, 100))
    for (let seq = 2; seq <= 100; seq += 2) repair.received(seq, seq, 0)
    const act = repair.due(1000)
    expect(act && 'need' in act && act.need).toHaveLength(LIMITS.needRangesMax)
    expect(act && 'need' in act && act.need[0]).toEqual([99, 99])
  })
  test('at the head is not asked for before it had time to come by itself', () => {
    const repair = joinedAt(live(1, 0))
    repair.stated(live(1, 5), 100)
    expect(repair.due(120)).toBeNull()
    repair.received(1, 5, 130)
    expect(repair.wakeAtMs).toBeNull()
  })
  test('is asked for at once after a skip', () => {
    const repair = joinedAt(live(1, 0))
    repair.skipped([1, 50], 100)
    expect(repair.due(100)).toEqual({ need: [[1, 50]] })
  })
  test('[VW6] is asked for again after a reconnect', () => {
    const repair = joinedAt(live(1, 10))
    repair.due(0)
    repair.received(1, 6, 10)
    repair.disconnected()
    expect(repair.wakeAtMs).toBeNull()
    repair.joined(live(1, 12), 500)
    expect(repair.due(500)).toEqual({ need: [[7, 12]] })
  })
  test('of an ended session that answers nothing counts as gone with it', () => {
    const repair = joinedAt({ liveness: 'ended', tail: 1, head: 10 })
    expect(repair.due(0)).toEqual({ need: [[1, 10]] })
    expect(repair.due(2000)).toEqual({ need: [[1, 10]] })
    expect(repair.due(6000)).toEqual({ gone: [[1, 10]], reason: 'session-ended' })
    expect(repair.isComplete).toBe(true)
  })
  test('that went with the end is wanted again when the device comes back', () => {
    const repair = joinedAt({ liveness: 'ended', tail: 1, head: 10 })
    repair.gone([1, 10], 'session-ended', 0)
    repair.stated(live(1, 10), 100)
    expect(repair.due(100)).toEqual({ need: [[1, 10]] })
  })
  test('and was dropped by the reader is not asked for', () => {
    const repair = joinedAt(live(1, 100))
    repair.raiseBase(90)
    expect(repair.due(0)).toEqual({ need: [[90, 100]] })
    expect(repair.received(80, 92, 10)).toEqual([[90, 92]])
  })
})

test('[VW4] a number is let through once, however often it comes', () => {
  const repair = joinedAt(live(1, 0))
  expect(repair.received(1, 5, 0)).toEqual([[1, 5]])
  expect(repair.received(3, 8, 0)).toEqual([[6, 8]])
  expect(repair.received(1, 8, 0)).toEqual([])
  expect(repair.gone([4, 10], 'evicted', 0)).toEqual([[9, 10]])
})

describe('[VW5] markers', () => {
  test('say that missing records load, once they are asked for', () => {
    const repair = joinedAt(live(1, 10))
    expect(repair.holes()).toEqual([])
    repair.due(0)
    repair.received(4, 6, 10)
    expect(repair.holes()).toEqual([
      { range: [1, 3], kind: 'loading' },
      { range: [7, 10], kind: 'loading' },
    ])
  })
  test('say that a device which is away is waited for', () => {
    const repair = joinedAt({ liveness: 'reconnecting', tail: 1, head: 4 })
    expect(repair.holes()).toEqual([{ range: [1, 4], kind: 'waiting' }])
  })
})

/** One thing that happens to a viewer; lost messages are simply not there. */
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

/** A device with a ring and the network between it and the viewer; every message waits until the schedule lets it pass. */
function world(want: number) {
  const repair = new SessionRepair(want, noJitter)
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
    if (kind === 'batch') once(repair.received(range[0], range[1], nowMs), shown)
    else once(repair.gone(range, 'evicted', nowMs), lost)
  }
  const wake = () => {
    const act = repair.due(nowMs)
    if (act && 'need' in act) answer(act.need)
    return act
  }
  return {
    repair,
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
    state: () => repair.stated(live(tail, head), nowMs),
    reconnect() {
      repair.disconnected()
      network.length = 0
      repair.joined(live(tail, head), nowMs)
    },
    wait(ms: number) {
      nowMs += ms
      wake()
    },
    /** No more faults: everything sent arrives, every need is answered. */
    heal() {
      repair.stated(live(tail, head), nowMs)
      for (let turn = 0; turn < 10_000; turn++) {
        const message = network.shift()
        if (message) deliver(message)
        else if (repair.wakeAtMs === null) return nowMs
        else {
          nowMs = Math.max(nowMs, repair.wakeAtMs)
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
        it.repair.joined(live(1, 0), 0)
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
        const base = it.repair.base ?? 1
        const covered = new SeqRanges()
        for (const [from, to] of it.shown.ranges) covered.add(from, to)
        for (const [from, to] of it.lost.ranges) {
          // A record that came after it was declared gone is shown; the marker makes room for it.
          covered.add(from, to)
        }
        expect(covered.missing(base, it.head())).toEqual([])
        expect(it.repair.isComplete).toBe(true)
        expect(it.repair.holes()).toEqual([])
      },
    ),
    { numRuns: 500 },
  )
})
