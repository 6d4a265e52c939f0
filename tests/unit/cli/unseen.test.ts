/** When a producer would push unseen records out of the ring. */
import { expect, test } from 'vitest'
import { Unseen } from '#lib/cli/unseen.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

test.each([
  ['records', LIMITS.ringRecordsMax / 2, 1],
  ['bytes', 64, LIMITS.ringBytesMax / 2 / 64],
])('half a ring of %s is not too much, but one more is', (_, records, bytesEach) => {
  const unseen = new Unseen()
  for (let seq = 1; seq <= records; seq++) unseen.add(seq, bytesEach)
  expect(unseen.isTooMuch).toBe(false)
  unseen.add(records + 1, 1)
  expect(unseen.isTooMuch).toBe(true)
})

test('seen records make room; bytes are freed one whole entry at a time', () => {
  const unseen = new Unseen()
  const third = LIMITS.ringBytesMax / 3
  unseen.add(10, third)
  unseen.add(20, third)
  expect(unseen.isTooMuch).toBe(true)
  unseen.forget(9)
  expect(unseen.isTooMuch).toBe(true)
  unseen.forget(10)
  expect(unseen.isTooMuch).toBe(false)
})

test('forgetting never goes back, nor beyond what was logged', () => {
  const unseen = new Unseen()
  unseen.add(100, 1)
  unseen.forget(1_000)
  unseen.forget(1)
  const { ringRecordsMax } = LIMITS
  unseen.add(100 + ringRecordsMax / 2, 1)
  expect(unseen.isTooMuch).toBe(false)
  unseen.add(101 + ringRecordsMax / 2, 1)
  expect(unseen.isTooMuch).toBe(true)
})
