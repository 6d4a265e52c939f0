import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Backoff } from '#lib/protocol/backoff.ts'
import { FlushWindow } from '#lib/sdk/delivery/flush-window.ts'

/** Opens and closes batches as an outbox would, one record every `everyMs`; returns how long each batch was open. */
function openTimes(everyMs: number, spanMs: number): number[] {
  const window = new FlushWindow()
  const times: number[] = []
  let opened: { atMs: number; closesAtMs: number; records: number } | null = null
  for (let nowMs = 0; nowMs < spanMs; nowMs += everyMs) {
    if (opened && nowMs >= opened.closesAtMs) {
      window.onFlush(opened.records, opened.closesAtMs)
      times.push(opened.closesAtMs - opened.atMs)
      opened = null
    }
    if (opened) opened.records++
    else opened = { atMs: nowMs, closesAtMs: window.closesAtMs(nowMs), records: 1 }
  }
  return times
}

test('[BT4] single records leave at once, up to 100 a second', () => {
  expect(new Set(openTimes(1_000, 10_000))).toEqual(new Set([0]))
  expect(new Set(openTimes(10, 10_000))).toEqual(new Set([0]))
})

test('[BT4] under load the window is 10 ms at least and grows to 50 ms', () => {
  const medium = openTimes(4, 5_000).filter((time) => time > 0)
  expect(Math.min(...medium)).toBeGreaterThanOrEqual(10)
  expect(Math.max(...medium)).toBeLessThan(30)
  const heavy = openTimes(0.1, 2_000)
  expect(heavy.at(-1)).toBeCloseTo(50)
  expect(Math.max(...heavy)).toBeCloseTo(50)
})

test('[BT4] after a pause of 20 ms a record leaves at once, however heavy the load was before', () => {
  const window = new FlushWindow()
  window.onFlush(100_000, 0)
  expect(window.closesAtMs(19)).toBe(69)
  expect(window.closesAtMs(20)).toBe(20)
})

test('[DV7] waits have full jitter: within 500 ms at first, then within the length of the outage, never above 4 s', () => {
  const longest = new Backoff(() => 1)
  let nowMs = 0
  const waits = Array.from({ length: 8 }, () => {
    const waitMs = longest.nextDelayMs(nowMs)
    nowMs += waitMs
    return waitMs
  })
  expect(waits).toEqual([500, 500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000])
  const draws = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(draws, fc.integer({ min: 0, max: 2_000 }), (draws, tryMs) => {
      let next = 0
      let nowMs = 5_000
      const backoff = new Backoff(() => draws[next++ % draws.length] as number)
      for (const draw of draws) {
        const waitMs = backoff.nextDelayMs(nowMs)
        expect(waitMs).toBe(draw * Math.min(4_000, Math.max(500, nowMs - 5_000)))
        nowMs += waitMs + tryMs
      }
    }),
  )
})

test('[DV7] a server that keeps failing at once makes nobody wait longer than the outage lasted', () => {
  const backoff = new Backoff(() => 1)
  for (let i = 0; i < 100; i++) expect(backoff.nextDelayMs(10)).toBe(500)
})

test('[DV7] a connection of one second resets the waits; a shorter one does not', () => {
  const backoff = new Backoff(() => 1)
  backoff.nextDelayMs(0)
  backoff.connected(1_000)
  expect(backoff.nextDelayMs(1_999)).toBe(1_999)
  backoff.connected(3_000)
  expect(backoff.nextDelayMs(4_000)).toBe(500)
})

test('[DV7] goaway sets the next wait only, and at most a minute', () => {
  const backoff = new Backoff(() => 1)
  backoff.announced(1_234)
  expect(backoff.nextDelayMs(0)).toBe(1_234)
  expect(backoff.nextDelayMs(0)).toBe(500)
  backoff.announced(10 ** 9)
  expect(backoff.nextDelayMs(0)).toBe(60_000)
  backoff.announced(-5)
  expect(backoff.nextDelayMs(0)).toBe(0)
})
