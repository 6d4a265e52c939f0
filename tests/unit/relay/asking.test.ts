/** When a device is asked again, and when not. */
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { Asking } from '#lib/relay/asking.ts'

function wanting(from: number, to: number): SeqRanges {
  const wanted = new SeqRanges()
  wanted.add(from, to)
  return wanted
}

test('[RL7] what is under way is not asked for again; what was answered is, when somebody new misses it', () => {
  const asking = new Asking(0)
  asking.asked([[1, 100]], 0)
  expect(asking.open(wanting(1, 100), LIMITS.needRepeatMs - 1)).toEqual([])
  asking.filled([51, 100], 10, 5)
  expect(asking.open(wanting(1, 100), 6)).toEqual([[51, 100]])
  expect(asking.open(wanting(1, 100), LIMITS.needRepeatMs)).toEqual([[1, 100]])
})

test('[I13] the first few of a crowd are answered at once, the rest together when the last of them has come', () => {
  const asking = new Asking(0)
  for (let i = 0; i < 8; i++) asking.came(i)
  expect(asking.mayAsk(8)).toBe(true)
  asking.came(9)
  expect(asking.mayAsk(9)).toBe(false)
  asking.came(200)
  expect(asking.mayAsk(450)).toBe(false)
  expect(asking.mayAsk(451)).toBe(true)
})

test('[I5] a crowd that does not end is answered after its patience', () => {
  const asking = new Asking(0)
  for (let nowMs = 0; nowMs <= 1_999; nowMs++) asking.came(nowMs)
  expect([asking.mayAsk(1_999), asking.mayAsk(2_000)]).toEqual([false, true])
})

test('[I13] a late answer to a need that was repeated does not start a second chain of needs', () => {
  const asking = new Asking(0)
  asking.asked([[1, 100]], 0)
  asking.asked([[1, 100]], LIMITS.needRepeatMs)
  expect(asking.filled([51, 100], LIMITS.needBudgetBytes, LIMITS.needRepeatMs + 1)).toBe(true)
  asking.asked([[1, 50]], LIMITS.needRepeatMs + 1)
  expect(asking.filled([51, 100], LIMITS.needBudgetBytes, LIMITS.needRepeatMs + 2)).toBe(false)
  expect(asking.open(wanting(1, 50), LIMITS.needRepeatMs + 3)).toEqual([])
})

test('fills have a rate of their own: over it nothing is asked for until it is paid', () => {
  const asking = new Asking(0)
  for (let i = 0; i < 5; i++) asking.filled([1, 1], LIMITS.deviceBytesPerSecond, 0)
  expect([asking.mayAsk(990), asking.mayAsk(1_010)]).toEqual([false, true])
})
