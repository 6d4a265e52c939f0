import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { RateBuckets } from '#lib/server/http/gate/rate-buckets.ts'
import { withLimits } from '#tests/support/with-limits.ts'

test('each key has its own rate, which refills', () => {
  const rates = new RateBuckets(60)
  for (let i = 0; i < 60; i++) expect(rates.take('a', 0)).toBe(0)
  expect(rates.take('a', 0)).toBe(1)
  expect(rates.take('b', 0)).toBe(0)
  expect(rates.take('a', 1_000)).toBe(0)
  expect(rates.take('a', 1_000)).toBe(1)
})

test('[limit requestBucketsMax] the longest unused key is forgotten', () => {
  withLimits({ requestBucketsMax: 2 })
  expect(LIMITS.requestBucketsMax).toBe(2)
  const rates = new RateBuckets(1)
  rates.take('a', 0)
  rates.take('b', 0)
  expect(rates.take('a', 0)).not.toBe(0)
  rates.take('c', 0)
  expect(rates.take('a', 0)).not.toBe(0)
  expect(rates.take('b', 0)).toBe(0)
})
