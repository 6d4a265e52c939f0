/** What is held for late viewers, and its bounds. */
import { expect, test } from 'vitest'
import type { Batch } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { HeldBatches, HoldBudget } from '#lib/server/transports/ingest/held-batches.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const batch = (first: number, count = 1, byteLength = 10): Batch => ({
  header: ['s', 0, first, count, byteLength],
  bytes: new Uint8Array(byteLength),
})

function held(budget = new HoldBudget()) {
  const hits: string[] = []
  return { budget, hits, held: new HeldBatches(budget, (limit) => hits.push(limit)) }
}

test('answers a need with whole batches, the newest first, and with the ranges that nobody holds', () => {
  const { held: ring } = held()
  for (const first of [11, 21, 31]) ring.add(batch(first, 10), 1_000)
  expect(ring.tail).toBe(11)
  const { fills, gone } = ring.answer(
    [
      [1, 12],
      [25, 45],
    ],
    1_000,
  )
  expect(fills.map(({ header }) => header[2])).toEqual([31, 21, 11])
  expect(gone).toEqual([
    [1, 10],
    [41, 45],
  ])
  expect(ring.answer([[1, 40]], 15).fills.map(({ header }) => header[2])).toEqual([31, 21])
})

test('drops what was held long enough', () => {
  const { held: ring, budget } = held()
  ring.add(batch(1), 100)
  ring.add(batch(2), 200)
  expect(ring.dropOld(99)).toBe(false)
  expect(ring.dropOld(100)).toBe(true)
  expect(ring.tail).toBe(2)
  expect(budget.bytes).toBe(10)
  ring.dropOld(200)
  expect([ring.tail, budget.bytes]).toEqual([null, 0])
})

test('a source holds at most LIMITS.sourceHeldBytesMax', () => {
  const { held: ring, budget, hits } = held()
  ring.add(batch(1, 1, LIMITS.sourceHeldBytesMax), 1)
  expect(hits).toEqual([])
  ring.add(batch(2, 1, 1), 1)
  expect([ring.tail, budget.bytes, hits]).toEqual([2, 1, ['sourceHeldBytesMax']])
})

test('all sources hold at most LIMITS.heldBytesMax: the one that was used longest ago gives way', () => {
  withLimits({ heldBytesMax: 30 })
  const budget = new HoldBudget()
  const [a, b] = [held(budget), held(budget)]
  a.held.add(batch(1), 1)
  b.held.add(batch(1), 1)
  a.held.add(batch(2), 1)
  expect(budget.bytes).toBe(30)
  a.held.add(batch(3), 1)
  expect([a.held.tail, b.held.tail, budget.bytes]).toEqual([1, null, 30])
  expect(a.hits).toEqual(['heldBytesMax'])
  a.held.clear()
  expect(budget.bytes).toBe(0)
})
