import { expect, test } from 'vitest'
import { clockDifference } from '#lib/viewer/clock-difference.ts'

test.each([
  [undefined, undefined],
  [null, null],
  [0, 5],
  [1_000, null],
  [-1_000, 0],
  [1_400, 450],
  [Number.NaN, 0],
])('[DV10] an offset of %s ms with an uncertainty of %s is not reported', (clockOffsetMs, clockUncertaintyMs) => {
  // A server that says nothing of the clock leaves the fields out.
  const said = {
    ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
    ...(clockUncertaintyMs === undefined ? {} : { clockUncertaintyMs }),
  }
  expect(clockDifference(said)).toBeNull()
})

test('[DV10] a clock that is more than a second off is reported, with a correction for its times', () => {
  expect(clockDifference(null)).toBeNull()
  expect(clockDifference({ clockOffsetMs: 3_600_012, clockUncertaintyMs: 20 })).toEqual({
    isDeviceBehind: true,
    spanMs: 3_600_000,
    shiftMs: 3_600_000,
  })
  expect(clockDifference({ clockOffsetMs: -1_460, clockUncertaintyMs: 450 })).toEqual({
    isDeviceBehind: false,
    spanMs: 1_500,
    shiftMs: -1_500,
  })
})
