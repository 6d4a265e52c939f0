/** Which viewers a pipe waits for after it loses its connection, and for how long. */
import { expect, test } from 'vitest'
import { ABSENCE_MAX_MS, ALLOWANCE_MS, Audience } from '#lib/cli/audience.ts'

/** An audience and its clock. */
function watched(viewers: number) {
  const audience = new Audience()
  let nowMs = 1_000
  const become = (state: 'connecting' | 'live' | 'backoff' | 'refused' | 'closed', viewers = 0) =>
    audience.update({ state, viewers }, nowMs)
  become('live', viewers)
  return {
    become,
    pass: (ms: number) => {
      nowMs += ms
    },
    isComplete: () => audience.isComplete(nowMs),
    awaitedMs: () => {
      const untilMs = audience.awaitedUntilMs(nowMs)
      return untilMs === null ? null : untilMs - nowMs
    },
  }
}

test('while connected, nothing is awaited, watched or not', () => {
  const { become, isComplete, awaitedMs } = watched(0)
  expect([isComplete(), awaitedMs()]).toEqual([true, null])
  become('live', 2)
  become('live', 0)
  expect([isComplete(), awaitedMs()]).toEqual([true, null])
})

test('viewers present at the loss are awaited until they are back and have caught up', () => {
  const { become, pass, isComplete, awaitedMs } = watched(1)
  become('backoff')
  become('connecting')
  expect([isComplete(), awaitedMs()]).toEqual([false, ALLOWANCE_MS.server])
  become('live', 0)
  expect([isComplete(), awaitedMs()]).toEqual([false, ALLOWANCE_MS.viewers])
  become('live', 1)
  expect([isComplete(), awaitedMs()]).toEqual([false, ALLOWANCE_MS.fetch])
  pass(ALLOWANCE_MS.fetch - 1)
  expect(isComplete()).toBe(false)
  pass(1)
  expect([isComplete(), awaitedMs()]).toEqual([true, null])
})

test('a loss while they fetch stops the clock and does not reset it', () => {
  const { become, pass, isComplete, awaitedMs } = watched(1)
  become('backoff')
  become('live', 1)
  pass(2_000)
  become('backoff')
  pass(300)
  become('live', 1)
  expect([isComplete(), awaitedMs()]).toEqual([false, ALLOWANCE_MS.fetch - 2_000])
  pass(ALLOWANCE_MS.fetch - 2_000)
  expect(isComplete()).toBe(true)
})

test.each([
  ['lives for 2 s', 1, 2_000, 100],
  ['lives for 50 ms', 1, 50, 500],
  ['is lost before the viewers are back', 0, 300, 300],
  ['is hardly ever there', 1, 1, 4_000],
])('a connection that keeps breaking and %s never causes an endless wait', (_, viewers, liveMs, awayMs) => {
  const { become, pass, awaitedMs } = watched(1)
  become('backoff')
  let waitedMs = 0
  for (let flaps = 0; awaitedMs() !== null; flaps++) {
    const stepMs = flaps % 2 === 0 ? awayMs : liveMs
    waitedMs += Math.min(stepMs, awaitedMs() ?? 0)
    pass(stepMs)
    if (awaitedMs() !== null) become(flaps % 2 === 0 ? 'live' : 'backoff', viewers)
    expect(waitedMs).toBeLessThanOrEqual(ABSENCE_MAX_MS)
  }
})

test('a loss after an absence ended begins a new one with its full time', () => {
  const { become, pass, awaitedMs } = watched(1)
  become('backoff')
  pass(20_000)
  become('live', 1)
  pass(ALLOWANCE_MS.fetch)
  become('backoff')
  expect(awaitedMs()).toBe(ALLOWANCE_MS.server)
})

test('without viewers, only the connection is awaited', () => {
  const { become, isComplete, awaitedMs } = watched(0)
  become('backoff')
  expect(awaitedMs()).toBe(ALLOWANCE_MS.server)
  become('live', 0)
  expect([isComplete(), awaitedMs()]).toEqual([true, null])
})

test('viewers who do not return are awaited only for their allowance', () => {
  const { become, pass, isComplete } = watched(1)
  become('backoff')
  become('live', 0)
  pass(11_000)
  expect(isComplete()).toBe(false)
  pass(1_000)
  expect(isComplete()).toBe(true)
})

test('a server that stays away is given up on, and its viewers are still awaited once it is back', () => {
  const { become, pass, isComplete, awaitedMs } = watched(1)
  become('backoff')
  pass(ALLOWANCE_MS.server)
  expect([isComplete(), awaitedMs()]).toEqual([false, null])
  become('connecting')
  become('backoff')
  expect(awaitedMs()).toBe(null)
  become('live', 0)
  expect([isComplete(), awaitedMs()]).toEqual([false, ALLOWANCE_MS.viewers])
  become('live', 1)
  pass(ALLOWANCE_MS.fetch)
  expect(isComplete()).toBe(true)
})

test.each(['refused', 'closed'] as const)('nobody is waited for once the connection is %s', (state) => {
  const { become, awaitedMs } = watched(1)
  become('backoff')
  become(state)
  expect(awaitedMs()).toBe(null)
})
