/** The numbers of the statistics page: what is counted, and how it becomes a rate. */
import { expect, test } from 'vitest'
import { TRAFFIC_SECONDS, Traffic } from '#lib/server/relay/traffic.ts'

test('totals count at once; the rate is that of the last second', () => {
  const traffic = new Traffic(5_000)
  traffic.in.add(300)
  traffic.in.add(200)
  traffic.out.add(5_000, 10)
  expect(traffic.in).toMatchObject({ bytes: 500, batches: 2, bytesPerSecond: 0, batchesPerSecond: 0 })
  traffic.sample(6_000)
  expect(traffic.in).toMatchObject({ bytes: 500, batches: 2, bytesPerSecond: 500, batchesPerSecond: 2 })
  expect(traffic.out).toMatchObject({ bytes: 5_000, batches: 10, bytesPerSecond: 5_000, batchesPerSecond: 10 })
  traffic.sample(7_000)
  expect(traffic.in).toMatchObject({ bytes: 500, batches: 2, bytesPerSecond: 0, batchesPerSecond: 0 })
})

test('a sample that took longer than a second counts by its length', () => {
  const traffic = new Traffic(0)
  traffic.in.add(3_000, 30)
  traffic.sample(1_500)
  expect(traffic.in).toMatchObject({ bytesPerSecond: 2_000, batchesPerSecond: 20 })
})

test('the last minute is kept, second by second, and nothing more', () => {
  const traffic = new Traffic(0)
  for (let second = 1; second <= TRAFFIC_SECONDS + 5; second++) {
    traffic.in.add(second)
    traffic.sample(second * 1_000)
  }
  expect(traffic.in.secondsBytes).toHaveLength(TRAFFIC_SECONDS)
  expect(traffic.in.secondsBytes[0]).toBe(6)
  expect(traffic.in.secondsBytes.at(-1)).toBe(TRAFFIC_SECONDS + 5)
})

test('after a stall each of its seconds gets their mean', () => {
  const traffic = new Traffic(0)
  traffic.in.add(9_000)
  traffic.sample(3_000)
  expect(traffic.in.secondsBytes.slice(-4)).toEqual([0, 3_000, 3_000, 3_000])
  traffic.sample(1_000_000)
  expect(traffic.in.secondsBytes).toEqual(new Array(TRAFFIC_SECONDS).fill(0))
})

test('a clock that stands still changes no rate', () => {
  const traffic = new Traffic(1_000)
  traffic.in.add(10)
  traffic.sample(1_000)
  traffic.sample(500)
  expect(traffic.in.bytesPerSecond).toBe(0)
  traffic.sample(2_000)
  expect(traffic.in.bytesPerSecond).toBe(10)
})
