/** The times of rows in each style. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayOf, formatAge, formatRowTime, formatSpan, formatZone, type RowTimes } from '#lib/viewer/format-time.ts'

const at = Date.UTC(2026, 10, 23, 14, 3, 7, 250)
const times: RowTimes = { timeMs: at, startMs: at - 62_250, previousMs: at - 15, nowMs: at + 12_900 }

test('a row shows its time in the style that the reader has chosen', () => {
  expect(formatRowTime('local', times)).toMatch(/^\d\d:\d\d:07\.250$/)
  expect(formatRowTime('utc', times)).toBe('14:03:07.250Z')
  expect(formatRowTime('relative', times)).toBe('12 s')
  expect(formatRowTime('since-start', times)).toBe('+1:02.250')
  expect(formatRowTime('since-previous', times)).toBe('+0.015')
})

test('what is unknown is a dash', () => {
  expect(formatRowTime('since-start', { ...times, startMs: null })).toBe('–')
  expect(formatRowTime('since-previous', { ...times, previousMs: null })).toBe('–')
  for (const style of ['relative', 'since-start', 'since-previous'] as const)
    expect(formatRowTime(style, { ...times, timeMs: Number.NaN })).toBe('–')
  expect(formatRowTime('utc', { ...times, timeMs: Number.NaN })).toBe('--:--:--.---Z')
})

describe('spans', () => {
  test.each([
    [0, '+0.000'],
    [-1, '−0.001'],
    [59_999, '+59.999'],
    [60_000, '+1:00.000'],
    [3_600_000, '+1:00:00.000'],
    [-3_723_004, '−1:02:03.004'],
    [1.7, '+0.001'],
  ])('%d ms is %s', (span, text) => expect(formatSpan(span)).toBe(text))

  test('read back, they are what they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (span) => {
        const [, sign, clock = ''] = /^([+−])(.*)$/.exec(formatSpan(span)) ?? []
        const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Math.round(Number(part) * 1_000), 0)
        expect(sign === '−' ? -seconds : seconds).toBe(span)
      }),
    )
  })
})

test.each([
  [0, '0 s'],
  [-400, '0 s'],
  [-3_000, '+3 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [7_200_000, '2 h'],
  [200_000_000, '2 d'],
])('an age of %d ms is %s', (age, text) => expect(formatAge(age)).toBe(text))

test('a day ends at midnight of its zone', () => {
  const midnight = Date.UTC(2026, 10, 24)
  expect(dayOf(midnight - 1, true)).toBe(dayOf(midnight, true) - 1)
  expect(dayOf(midnight, true)).toBe(dayOf(midnight + 86_399_999, true))
  const local = new Date(2026, 10, 24).getTime()
  expect(dayOf(local - 1, false)).toBe(dayOf(local, false) - 1)
  expect(dayOf(local, false)).toBe(dayOf(local + 82_800_000, false))
})

test('a zone is named by its distance from UTC', () => {
  expect(formatZone(at)).toMatch(/^UTC([+−]\d\d:\d\d)?$/)
})
