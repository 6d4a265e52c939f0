/** When a device is asked, asked again, and not asked. */
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { NeedScheduler } from '#lib/server/relay/need-scheduler.ts'

function wanting(from: number, to: number): SeqRanges {
  const wanted = new SeqRanges()
  wanted.add(from, to)
  return wanted
}

test('[RL7] what is under way is not asked for again; what was answered is, when another viewer misses it', () => {
  const asking = new NeedScheduler(0)
  asking.noteAsk([[1, 100]], 0)
  expect(asking.unasked(wanting(1, 100), LIMITS.needRepeatMs - 1)).toEqual([])
  asking.noteFill([51, 100], 10, 5)
  expect(asking.unasked(wanting(1, 100), 6)).toEqual([[51, 100]])
  expect(asking.unasked(wanting(1, 100), LIMITS.needRepeatMs)).toEqual([[1, 100]])
})

test('[I13] the first requests of a burst are forwarded at once, the rest together when the burst ends', () => {
  const asking = new NeedScheduler(0)
  for (let i = 0; i < 8; i++) asking.noteRequest(i)
  expect(asking.mayAsk(8)).toBe(true)
  asking.noteRequest(9)
  expect(asking.mayAsk(9)).toBe(false)
  asking.noteRequest(200)
  expect(asking.mayAsk(450)).toBe(false)
  expect(asking.mayAsk(451)).toBe(true)
})

test('[I5] a burst that does not end is forwarded after two seconds', () => {
  const asking = new NeedScheduler(0)
  for (let nowMs = 0; nowMs <= 1_999; nowMs++) asking.noteRequest(nowMs)
  expect([asking.mayAsk(1_999), asking.mayAsk(2_000)]).toEqual([false, true])
})

test('[I13] a late answer to a need that was repeated does not start a second chain of needs', () => {
  const asking = new NeedScheduler(0)
  asking.noteAsk([[1, 100]], 0)
  asking.noteAsk([[1, 100]], LIMITS.needRepeatMs)
  expect(asking.noteFill([51, 100], LIMITS.needBudgetBytes, LIMITS.needRepeatMs + 1)).toBe(true)
  asking.noteAsk([[1, 50]], LIMITS.needRepeatMs + 1)
  expect(asking.noteFill([51, 100], LIMITS.needBudgetBytes, LIMITS.needRepeatMs + 2)).toBe(false)
  expect(asking.unasked(wanting(1, 50), LIMITS.needRepeatMs + 3)).toEqual([])
})

test('fills have a rate of their own: over it, nothing is asked for until the debt is paid', () => {
  const asking = new NeedScheduler(0)
  for (let i = 0; i < 5; i++) asking.noteFill([1, 1], LIMITS.deviceBytesPerSecond, 0)
  expect([asking.mayAsk(990), asking.mayAsk(1_010)]).toEqual([false, true])
})
