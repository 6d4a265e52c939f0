/** Shakes as the Flutter package counts them [FB18]: 2.7 g, 500 ms, 3 s. */
import { expect, test } from 'vitest'
import { ShakeDetector } from '#lib/sdk/screen/shake.ts'

const G = 9.80665

test('[FB18] more than 2.7 g is a shake, whatever the direction; gravity alone is not', () => {
  for (const [x, y, z] of [
    [2.71 * G, 0, 0],
    [0, -2.71 * G, 0],
    [1.6 * G, 1.6 * G, 1.6 * G],
  ] as const)
    expect(new ShakeDetector().moved(x, y, z, 0)).toBe(true)
  expect(new ShakeDetector().moved(0, G, 0, 0)).toBe(false)
  expect(new ShakeDetector().moved(0, 2.7 * G, 0, 0)).toBe(false)
  expect(new ShakeDetector().moved(Number.NaN, 0, 0, 0)).toBe(false)
  expect(new ShakeDetector(1.5).moved(0, 1.6 * G, 0, 0)).toBe(true)
})

test('[FB18] one movement counts once: nothing within 500 ms', () => {
  const detector = new ShakeDetector()
  const at = (nowMs: number) => detector.moved(0, 3 * G, 0, nowMs)
  expect([at(0), at(499), at(500), at(999), at(1000)]).toEqual([true, false, true, false, true])
})

test('[FB18] where two are needed, the second must come within 3 s', () => {
  const detector = new ShakeDetector(2.7, 2)
  const at = (nowMs: number) => detector.moved(0, 3 * G, 0, nowMs)
  expect([at(0), at(3_001), at(6_001)]).toEqual([false, false, true])
})
