import { beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#lib/protocol/app-error.ts'
import { FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { Hub } from '#lib/server/relay/hub.ts'
import { RecordingOutput } from '#tests/support/recording-output.ts'
import { batch, DEVICE, factsOf, hello, person, SESSION, TEAM } from '#tests/support/sessions.ts'

let out: RecordingOutput
let hub: Hub
const open = (connection = 'd1', changes = {}, nowMs = 0) =>
  hub.openSession(connection, hello(changes), factsOf(), 'token1', nowMs)
const join = (viewer = 'v1', grant = person(), nowMs = 0) => {
  const session = hub.sessions.get(SESSION)
  if (!session) throw new Error('open the session first')
  return hub.subscriptions.join(viewer, grant, session, nowMs)
}
const codeOf = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return null
}

beforeEach(() => {
  out = new RecordingOutput()
  hub = new Hub(out)
})

describe('batches', () => {
  test('[RL1] a batch reaches every joined viewer as the very same bytes', () => {
    open()
    join('v1')
    join('v2')
    const [header, bytes] = batch(1, 3)
    expect(hub.batch('d1', header, bytes, 0)).toBeNull()
    for (const viewer of ['v1', 'v2']) {
      const [said] = out.take(viewer, 'batch')
      expect(said?.args[0]).toBe(header)
      expect(said?.args[1]).toBe(bytes)
    }
  })

  test('[RL4] a batch that does not rise is not shown twice but is acknowledged', () => {
    open()
    join()
    hub.batch('d1', ...batch(1, 3), 0)
    hub.releaseCredit(0)
    out.take('v1')
    out.take('d1')
    hub.batch('d1', ...batch(1, 3), 0)
    hub.releaseCredit(0)
    expect(out.take('v1', 'batch')).toEqual([])
    expect(out.take('d1', 'ack').map((s) => s.args)).toEqual([[3]])
  })

  test('[RL5] acknowledgments are cumulative and come after the batches were handed to viewers', () => {
    open()
    hub.batch('d1', ...batch(1, 2), 0)
    hub.batch('d1', ...batch(3, 2), 0)
    expect(out.take('d1', 'ack')).toEqual([])
    hub.releaseCredit(0)
    expect(out.take('d1', 'ack').map((s) => s.args)).toEqual([[4]])
  })

  test('a device over its rate gets its credit back only when the debt is paid', () => {
    open()
    const burst = LIMITS.deviceBytesPerSecond * 4
    const [header] = batch(1)
    const big = new Uint8Array(LIMITS.batchBytesMax)
    let sent = 0
    for (let first = 1; sent <= burst; first++, sent += big.byteLength) {
      hub.batch('d1', [header[0], 0, first, 1, big.byteLength], big, 0)
      hub.releaseCredit(0)
    }
    out.take('d1')
    hub.batch('d1', [header[0], 0, 100_000, 1, big.byteLength], big, 0)
    hub.releaseCredit(0)
    expect(out.take('d1', 'ack')).toEqual([])
    hub.releaseCredit(1000)
    expect(out.take('d1', 'ack').map((s) => s.args)).toEqual([[100_000]])
  })

  test('a device that ignores its credit is refused', () => {
    open()
    const big = new Uint8Array(LIMITS.batchBytesMax)
    let error: AppError | null = null
    for (let first = 1; first < 10 && !error; first++) {
      error = hub.batch('d1', [SESSION, 0, first, 1, big.byteLength], big, 0)
    }
    expect(error?.code).toBe('too-many-requests')
  })

  test('[limit batchCostBytesMin] a flood of empty batches is refused like any other', () => {
    open()
    const none = new Uint8Array(0)
    let sent = 0
    while (!hub.batch('d1', [SESSION, 0, sent + 1, 1, 0], none, 0)) sent++
    expect(sent * LIMITS.batchCostBytesMin).toBeLessThan(LIMITS.creditBytes * 4)
  })

  test('[LM3][limit fillDebtMsMax] fills that nobody asked for end the connection once they are far over the rate', () => {
    open()
    const big = new Uint8Array(LIMITS.batchBytesMax)
    let bytes = 0
    let error: AppError | null = null
    for (; !error && bytes < 1e9; bytes += big.byteLength)
      error = hub.fill('d1', [SESSION, 0, 1, 1, big.byteLength], big, 0)
    expect(error?.code).toBe('too-many-requests')
    expect(bytes).toBeLessThan(LIMITS.deviceBytesPerSecond * (4 + LIMITS.fillDebtMsMax / 1000 + 1))
  })

  test.each([
    ['a header that is not an array', 'x', new Uint8Array(1), 'batch-malformed'],
    ['another session', ['othersession0001', 0, 1, 1, 1], new Uint8Array(1), 'batch-malformed'],
    ['unknown flags', [SESSION, 16, 1, 1, 1], new Uint8Array(1), 'batch-malformed'],
    ['no records', [SESSION, 0, 1, 0, 1], new Uint8Array(1), 'batch-malformed'],
    ['too many records', [SESSION, 0, 1, LIMITS.batchRecordsMax + 1, 1], new Uint8Array(1), 'batch-malformed'],
    ['a seq of 0', [SESSION, 0, 0, 1, 1], new Uint8Array(1), 'batch-malformed'],
    ['a seq past 2^53', [SESSION, 0, Number.MAX_SAFE_INTEGER, 2, 1], new Uint8Array(1), 'batch-malformed'],
    ['a wrong length', [SESSION, 0, 1, 1, 2], new Uint8Array(1), 'batch-malformed'],
    ['text instead of bytes', [SESSION, 0, 1, 1, 1], 'x', 'batch-malformed'],
    [
      'too many bytes',
      [SESSION, 0, 1, 1, LIMITS.batchBytesMax + 1],
      new Uint8Array(LIMITS.batchBytesMax + 1),
      'batch-too-large',
    ],
  ])('[BT5][TR6] a batch with %s is refused', (_what, header, bytes, code) => {
    open()
    expect(hub.batch('d1', header as never, bytes as never, 0)?.code).toBe(code)
  })
})

describe('ownership', () => {
  test('[RL3] the higher attempt owns the session, and the older connection is refused', () => {
    open('d1', { attempt: 1 })
    open('d2', { attempt: 2 })
    expect(out.refused.map((r) => [r.connection, r.error.code])).toEqual([['d1', 'session-superseded']])
    join()
    expect(hub.batch('d1', ...batch(1), 0)).toBeNull()
    expect(out.take('v1', 'batch')).toEqual([])
    hub.deviceLost('d1', 0)
    expect(hub.sessions.get(SESSION)?.liveness).toBe('live')
  })

  test('[RL3] a lower or equal attempt is refused', () => {
    open('d1', { attempt: 2 })
    expect(codeOf(() => open('d2', { attempt: 2 }))).toBe('session-superseded')
    expect(codeOf(() => open('d2', { attempt: 1 }))).toBe('session-superseded')
  })

  test('[RL2] the id of a session of another team or device is refused', () => {
    open()
    expect(codeOf(() => hub.openSession('d2', hello({ attempt: 9 }), factsOf(SESSION, 'other'), 't', 0))).toBe(
      'session-foreign',
    )
    expect(codeOf(() => hub.openSession('d2', hello({ attempt: 9 }), factsOf(SESSION, TEAM, 'other'), 't', 0))).toBe(
      'session-foreign',
    )
  })

  test('a token cannot open more sessions than its limit', () => {
    for (let i = 0; i < LIMITS.tokenSessionsMax; i++) {
      hub.openSession(`d${i}`, hello({ session: `session-${i}-000` }), factsOf(`session-${i}-000`), 'token1', 0)
    }
    expect(codeOf(() => open('one-more'))).toBe('too-many-sessions')
  })
})

describe('liveness', () => {
  test('[RL9] a lost device leaves its session reconnecting, then ended when the grace is over', () => {
    open()
    join()
    out.take('v1')
    hub.deviceLost('d1', 1000)
    expect(out.take('v1', 'state').map((s) => s.args[0])).toMatchObject([{ liveness: 'reconnecting' }])
    hub.tick(1000 + LIMITS.sessionGraceMs - 1)
    expect(hub.sessions.get(SESSION)?.liveness).toBe('reconnecting')
    hub.tick(1000 + LIMITS.sessionGraceMs)
    expect(hub.sessions.get(SESSION)).toMatchObject({ liveness: 'ended', ownership: { endedAtMs: 1000 } })
    expect(out.ended).toHaveLength(1)
  })

  test('[RL9] a session that comes back is live again', () => {
    open()
    join()
    hub.deviceLost('d1', 0)
    hub.tick(LIMITS.sessionGraceMs)
    open('d2', { attempt: 2 })
    expect(hub.sessions.get(SESSION)).toMatchObject({ liveness: 'live', ownership: { endedAtMs: null } })
  })

  test('[DV8] bye ends a session at once, and its lingering ring still answers', () => {
    open()
    join()
    hub.bye('d1', { tail: 1, head: 5, counters: NO_COUNTERS }, 7)
    expect(hub.sessions.get(SESSION)).toMatchObject({ liveness: 'ended', ownership: { endedAtMs: 7 } })
    out.take('d1')
    hub.subscriptions.need('v1', SESSION, [[1, 5]], 8)
    expect(out.take('d1', 'need').map((s) => s.args[0])).toEqual([[[1, 5]]])
  })

  test('an ended session without owner and viewers leaves memory', () => {
    open()
    hub.bye('d1', { tail: 1, head: 0, counters: NO_COUNTERS }, 0)
    hub.deviceLost('d1', 0)
    const session = hub.sessions.get(SESSION)
    session?.pending.takeUnsaved()
    hub.tick(1)
    hub.tick(2)
    expect(hub.sessions.size).toBe(0)
  })

  test('head never falls, and tail never passes head + 1', () => {
    open()
    hub.head('d1', { tail: 1, head: 10, counters: NO_COUNTERS })
    hub.head('d1', { tail: 99, head: 3, counters: NO_COUNTERS })
    expect(hub.sessions.get(SESSION)).toMatchObject({ progress: { head: 10, tail: 11 } })
  })

  test('[DV4] a head is acknowledged while nobody watches, and not when somebody does', () => {
    open()
    hub.head('d1', { tail: 1, head: 10, counters: NO_COUNTERS })
    hub.releaseCredit(0)
    expect(out.take('d1', 'ack').map((s) => s.args)).toEqual([[10]])
    join()
    hub.head('d1', { tail: 1, head: 20, counters: NO_COUNTERS })
    hub.releaseCredit(0)
    expect(out.take('d1', 'ack')).toEqual([])
  })
})

describe('repair', () => {
  const fill = (first: number, count: number, nowMs = 0) => hub.fill('d1', ...batch(first, count), nowMs)

  test('[RL7] needs of many viewers cost the device one answer', () => {
    open('d1', { head: 100 })
    join('v1')
    join('v2')
    out.take('d1')
    hub.subscriptions.need('v1', SESSION, [[1, 50]], 0)
    hub.subscriptions.need('v2', SESSION, [[1, 50]], 10)
    hub.subscriptions.need('v2', SESSION, [[1, 60]], 20)
    expect(out.take('d1', 'need').map((s) => s.args[0])).toEqual([[[1, 50]], [[51, 60]]])
    fill(1, 50)
    expect(out.take('v1', 'batch')).toHaveLength(1)
    const [said] = out.take('v2', 'batch')
    expect(said?.args[0]).toEqual([SESSION, FLAG.fill, 1, 50, expect.any(Number)])
  })

  test('[RL7] what was not answered is asked for again after a while, not before', () => {
    open('d1', { head: 100 })
    join()
    hub.subscriptions.need('v1', SESSION, [[1, 50]], 0)
    out.take('d1')
    hub.subscriptions.need('v1', SESSION, [[1, 50]], LIMITS.needRepeatMs - 1)
    expect(out.take('d1', 'need')).toEqual([])
    hub.subscriptions.need('v1', SESSION, [[1, 50]], LIMITS.needRepeatMs)
    expect(out.take('d1', 'need')).toHaveLength(1)
  })

  test('[RL7] when the budget is spent the rest is asked for at once', () => {
    open('d1', { head: 5000 })
    join()
    hub.subscriptions.need('v1', SESSION, [[1, 5000]], 0)
    out.take('d1')
    const bytes = new Uint8Array(LIMITS.needBudgetBytes)
    hub.fill('d1', [SESSION, 0, 4501, 500, bytes.byteLength], bytes, 1)
    expect(out.take('d1', 'need').map((s) => s.args[0])).toEqual([[[1, 4500]]])
  })

  test('[DV5] viewers that wait for what left the ring learn that it is gone, and nobody else does', () => {
    open('d1', { head: 100, tail: 51 })
    join('v1')
    join('v2')
    hub.subscriptions.need('v1', SESSION, [[1, 50]], 0)
    out.take('v1')
    out.take('v2')
    hub.gone('d1', [1, 50], 'evicted')
    expect(out.take('v1', 'gone').map((s) => s.args)).toEqual([[SESSION, [1, 50], 'evicted']])
    expect(out.take('v2', 'gone')).toEqual([])
  })

  test('[DV3] every viewer learns of an overrun, in line with the batches', () => {
    open()
    join('v1')
    join('v2')
    hub.gone('d1', [1, 9], 'overrun')
    expect(out.take('v1', 'gone')).toHaveLength(1)
    expect(out.take('v2', 'gone')).toHaveLength(1)
    hub.batch('d1', ...batch(10), 0)
    expect(out.take('v2', 'batch')).toHaveLength(1)
  })

  test('[RL11] a need waits for a device that is away and is sent when it is back', () => {
    open('d1', { head: 10 })
    join()
    hub.deviceLost('d1', 0)
    hub.subscriptions.need('v1', SESSION, [[1, 10]], 5)
    const session = open('d2', { attempt: 2, head: 10 }, 10)
    hub.resumeNeeds(session, 10)
    expect(out.take('d2', 'need').map((s) => s.args[0])).toEqual([[[1, 10]]])
  })

  test('[RL11] a need is answered with gone once the session has ended for good', () => {
    open('d1', { head: 10 })
    join()
    hub.deviceLost('d1', 0)
    hub.subscriptions.need('v1', SESSION, [[1, 10]], 5)
    hub.tick(LIMITS.sessionGraceMs)
    expect(out.take('v1', 'gone').map((s) => s.args)).toEqual([[SESSION, [1, 10], 'session-ended']])
    hub.subscriptions.need('v1', SESSION, [[1, 10]], LIMITS.sessionGraceMs + 1)
    expect(out.take('v1', 'gone')).toHaveLength(1)
  })
})

describe('slow viewers', () => {
  test('[RL6] a paused viewer gets one skip for what it missed, and then live batches again', () => {
    open()
    join('v1')
    join('v2')
    hub.batch('d1', ...batch(1), 0)
    hub.subscriptions.pause('v1')
    hub.batch('d1', ...batch(2), 0)
    hub.batch('d1', ...batch(3, 4), 0)
    out.take('v1', 'state')
    expect(out.take('v1', 'batch')).toHaveLength(1)
    expect(out.take('v2', 'batch')).toHaveLength(3)
    hub.subscriptions.resume('v1')
    expect(out.take('v1', 'skip').map((s) => s.args)).toEqual([[SESSION, [2, 6]]])
    hub.batch('d1', ...batch(7), 0)
    expect(out.take('v1', 'batch')).toHaveLength(1)
  })

  test('[RL6] a fill is not pushed at a viewer that cannot drain, and is asked for again when it can', () => {
    open('d1', { head: 10 })
    join()
    hub.subscriptions.need('v1', SESSION, [[1, 5]], 0)
    hub.subscriptions.pause('v1')
    hub.fill('d1', ...batch(1, 5), 1)
    expect(out.take('v1', 'batch')).toEqual([])
    hub.subscriptions.resume('v1')
    out.take('d1')
    hub.subscriptions.need('v1', SESSION, [[1, 5]], LIMITS.needRepeatMs)
    expect(out.take('d1', 'need')).toHaveLength(1)
  })
})

describe('who may see what', () => {
  test('[AC6] a session of another team answers like one that does not exist', () => {
    open()
    expect(codeOf(() => join('v1', person({ teamIds: ['other'] })))).toBe('session-unknown')
  })

  test('[AC1] a link opens its one session and nothing else', () => {
    open()
    const link = (target: { session: string } | { device: string }) =>
      person({ kind: 'link', id: 'l', name: 'Guest', target })
    expect(join('v1', link({ session: SESSION })).session).toBe(SESSION)
    expect(join('v2', link({ device: DEVICE })).session).toBe(SESSION)
    expect(codeOf(() => join('v3', link({ session: 'another-session' })))).toBe('session-unknown')
    expect(codeOf(() => join('v3', link({ device: 'another-device' })))).toBe('session-unknown')
    expect(codeOf(() => hub.watchTeam(link({ session: SESSION }), TEAM))).toBe('not-found')
  })

  test('names of watchers go to people of the team, never to holders of a link', () => {
    open()
    join('v1')
    join('v2', person({ kind: 'link', id: 'l', name: 'Guest', target: { session: SESSION } }))
    hub.tick(1)
    expect(out.take('v1', 'watchers').at(-1)?.args[1]).toMatchObject([{ name: 'Ada' }, { name: 'Guest', kind: 'link' }])
    expect(out.take('v2', 'watchers')).toEqual([])
  })

  test('a session takes no more viewers than its limit', () => {
    open()
    for (let i = 0; i < LIMITS.sessionViewersMax; i++) join(`v${i}`)
    expect(codeOf(() => join('one-more'))).toBe('too-many-viewers')
  })

  test('[VW2] a need for a session the viewer has not joined does nothing', () => {
    open('d1', { head: 5 })
    hub.subscriptions.need('stranger', SESSION, [[1, 5]], 0)
    expect(out.take('d1', 'need')).toEqual([])
  })
})

describe('presence', () => {
  test('[VW1] a follower of a device joins what it runs now and what it runs next', () => {
    expect(hub.subscriptions.follow('v1', person(), DEVICE, 0)).toBeNull()
    open()
    expect(out.take('v1', 'device').map((s) => s.args[0])).toEqual([DEVICE])
    hub.openSession('d2', hello({ session: 'next-session-001' }), factsOf('next-session-001'), 'token1', 1)
    expect(out.take('v1', 'device').map((s) => (s.args[1] as { session: string }).session)).toEqual([
      'next-session-001',
    ])
  })

  test('[VW1] a follower goes back to an older session that still runs once nobody serves the newer one', () => {
    hub.subscriptions.follow('v1', person(), DEVICE, 0)
    open()
    hub.openSession(
      'd2',
      hello({ session: 'next-session-001' }),
      { ...factsOf('next-session-001'), startedAtMs: 1 },
      't',
      1,
    )
    out.take('v1', 'device')
    hub.deviceLost('d2', 2)
    hub.tick(3)
    expect(out.take('v1', 'device')).toEqual([])
    hub.tick(2 + LIMITS.sessionGraceMs)
    expect(out.take('v1', 'device').map((s) => (s.args[1] as { session: string }).session)).toEqual([SESSION])
    hub.bye('d1', { tail: 1, head: 0, counters: NO_COUNTERS }, 3)
    hub.deviceLost('d1', 4)
    expect(out.take('v1', 'device')).toEqual([])
  })

  test('[VW1] a follower stays where it is when an older session ends', () => {
    hub.subscriptions.follow('v1', person(), DEVICE, 0)
    open()
    hub.openSession(
      'd2',
      hello({ session: 'next-session-001' }),
      { ...factsOf('next-session-001'), startedAtMs: 1 },
      't',
      1,
    )
    out.take('v1', 'device')
    hub.bye('d1', { tail: 1, head: 0, counters: NO_COUNTERS }, 3)
    hub.deviceLost('d1', 4)
    expect(out.take('v1', 'device')).toEqual([])
  })

  test('[VW1] a follower that left an ended run is not joined to it again while its device still serves it', () => {
    const run = (i: number) => {
      const id = `side-by-side-00${i}`
      hub.openSession(`d${i}`, hello({ session: id }), { ...factsOf(id), startedAtMs: i }, 't', i)
      return hub.sessions.get(id)
    }
    hub.subscriptions.follow('v1', person(), DEVICE, 0)
    const [first, second] = [run(1), run(2)]
    expect([first, second].map((session) => session?.audience.count)).toEqual([1, 1])
    hub.bye('d1', { tail: 1, head: 0, counters: NO_COUNTERS }, 3)
    hub.subscriptions.leave('v1', 'side-by-side-001')
    const third = run(3)
    expect([first, second, third].map((session) => session?.audience.count)).toEqual([0, 1, 1])
  })

  test('[VW1] a fleet that shares one device costs a follower one limit hit for each run that begins, not one for each other run', () => {
    hub.subscriptions.follow('v1', person(), DEVICE, 0)
    for (let i = 0; i < LIMITS.viewerSessionsMax + 10; i++) {
      const id = `fleet-session-${String(i).padStart(3, '0')}`
      hub.openSession(`d${i}`, hello({ session: id }), { ...factsOf(id), startedAtMs: i }, 't', i)
    }
    expect([...hub.sessions.values()].filter(({ audience }) => audience.count === 1)).toHaveLength(
      LIMITS.viewerSessionsMax,
    )
    // Each of the 10 is the newest when it begins, and then one of those that are left over.
    expect(out.hits).toHaveLength(20)
  })

  test('the device learns at once how many watch', () => {
    open()
    join('v1')
    join('v2')
    hub.subscriptions.viewerLost('v1')
    expect(out.take('d1', 'viewers').map((s) => s.args[0])).toEqual([1, 2, 1])
  })

  test('[RL8] a team hears of changed sessions once per tick and not when nothing changed', () => {
    open()
    expect(out.take(TEAM, 'team')).toHaveLength(1) // at once: a viewer may wait for it
    hub.head('d1', { tail: 1, head: 3, counters: NO_COUNTERS })
    hub.tick(1)
    expect(out.take(TEAM, 'team')).toHaveLength(1)
    hub.tick(2)
    expect(out.take(TEAM, 'team')).toEqual([])
  })
})

test('[VW1][RL10] a follower gets a session that another viewer had brought into memory before its device came back', () => {
  const stored = {
    ...factsOf(),
    session: SESSION,
    liveness: 'reconnecting' as const,
    tail: 1,
    head: 0,
    endedAtMs: null,
    viewers: 0,
  }
  hub.subscriptions.join('v1', person(), hub.remember(factsOf(), { ...stored, counters: NO_COUNTERS }, 0), 0)
  // What the device runs now may be newer.
  expect(hub.subscriptions.follow('v2', person(), DEVICE, 0)).toBeNull()
  hub.openSession('d1', hello(), factsOf(), 'token1', 1)
  expect(out.take('v2', 'device')).toHaveLength(1)
  hub.deviceLost('d1', 2)
  hub.openSession('d1b', hello({ attempt: 2 }), factsOf(), 'token1', 3)
  expect(out.take('v2', 'device')).toEqual([])
})

const away = {
  ...factsOf(),
  session: SESSION,
  liveness: 'reconnecting' as const,
  tail: 1,
  head: 0,
  endedAtMs: null,
  viewers: 0,
  counters: NO_COUNTERS,
}

test('[RL10][I2] a restarted relay that knows less than a viewer answers everything the viewer misses with gone', () => {
  hub.subscriptions.join('v1', person(), hub.remember(factsOf(), away, 0), 0)
  hub.subscriptions.need('v1', SESSION, [[1, 40]], 0)
  hub.tick(LIMITS.sessionGraceMs)
  expect(out.take('v1', 'gone').map((s) => s.args)).toEqual([[SESSION, [1, 40], 'session-ended']])
})

test('[VW1][RL10] a follower that joined a remembered session goes back to it from a session that starts earlier', () => {
  const facts = { ...factsOf(), startedAtMs: 5 }
  expect(hub.subscriptions.follow('v1', person(), DEVICE, 0)).toBeNull()
  hub.subscriptions.join('v1', person(), hub.remember(facts, away, 0), 0)
  hub.openSession('d0', hello({ session: 'earlier-session-01' }), factsOf('earlier-session-01'), 'token1', 6)
  hub.openSession('d1', hello({ attempt: 2 }), facts, 'token1', 7)
  const turns = out.take('v1', 'device').map((s) => (s.args[1] as { session: string }).session)
  expect(turns).toEqual(['earlier-session-01', SESSION])
})

test('[RL10][I2] so does a node that heard less from a lost device than a viewer did on another node', () => {
  const session = hub.openSession('d1', hello({ head: 3 }), factsOf(), 'token1', 0)
  hub.subscriptions.join('v1', person(), session, 0)
  hub.deviceLost('d1', 0)
  hub.subscriptions.need('v1', SESSION, [[1, 40]], 0)
  hub.tick(LIMITS.sessionGraceMs)
  expect(out.take('v1', 'gone').map((s) => s.args)).toEqual([[SESSION, [1, 40], 'session-ended']])
})

test('[RL10] a device that came back is not asked for what a viewer misses beyond its head', () => {
  hub.subscriptions.join('v1', person(), hub.remember(factsOf(), away, 0), 0)
  hub.subscriptions.need('v1', SESSION, [[1, 40]], 0)
  const session = hub.openSession('d1', hello({ tail: 1, head: 5 }), factsOf(), 'token1', 1)
  hub.resumeNeeds(session, 1)
  expect(out.take('d1', 'need').map((s) => s.args[0])).toEqual([[[1, 5]]])
})
