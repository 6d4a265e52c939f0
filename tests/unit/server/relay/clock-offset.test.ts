import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClockOffset } from '#lib/server/relay/clock-offset.ts'

test('[DV10] the quickest of the last heads gives the estimate', () => {
  const clock = new ClockOffset()
  expect(clock.ms).toBeNull()
  for (const delayMs of [400, 30, 900, 55]) clock.add(1_000_000, 1_000_000 - 3_600_000 + delayMs)
  expect(clock.ms).toBe(-3_600_000 + 30)
  for (let i = 0; i < 8; i++) clock.add(0, 500)
  expect(clock.ms).toBe(500)
})

test('[DV10] a clock that is set back counts at once, and a time that is no number never', () => {
  const clock = new ClockOffset()
  clock.add(1_000_000, 1_000_020)
  clock.add(1_000_000 - 600_000, 1_000_030)
  expect(clock.ms).toBe(600_030)
  clock.add(Number.NaN, 1_000_000)
  clock.add(Number.POSITIVE_INFINITY, 1_000_000)
  expect(clock.ms).toBe(600_030)
})

test('[DV10] the estimate is never off by more than the quickest delivery took', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -4e6, max: 4e6 }),
      fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 8 }),
      (offsetMs, delays) => {
        const clock = new ClockOffset()
        for (const [i, delayMs] of delays.entries()) clock.add(i * 5_000 - offsetMs, i * 5_000 + delayMs)
        expect((clock.ms ?? Number.NaN) - offsetMs).toBe(Math.min(...delays))
      },
    ),
  )
})
