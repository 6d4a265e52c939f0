/** Which records count as never sent. */
import { expect, test } from 'vitest'
import { Dropped } from '#lib/cli/dropped.ts'

test('what is logged before the first connection and dropped', () => {
  const dropped = new Dropped()
  dropped.update({ state: 'backoff', head: 100, tail: 1 })
  dropped.update({ state: 'backoff', head: 150, tail: 51 })
  expect(dropped.records).toBe(50)
  dropped.update({ state: 'live', head: 150, tail: 51 })
  dropped.update({ state: 'live', head: 900, tail: 801 })
  expect(dropped.records).toBe(50)
})

test('what is logged and dropped while the server is away, not what was sent before', () => {
  const dropped = new Dropped()
  dropped.update({ state: 'live', head: 0, tail: 1 })
  dropped.update({ state: 'live', head: 500, tail: 401 })
  dropped.update({ state: 'backoff', head: 500, tail: 401 })
  dropped.update({ state: 'backoff', head: 590, tail: 491 })
  expect(dropped.records).toBe(0)
  dropped.update({ state: 'connecting', head: 610, tail: 511 })
  dropped.update({ state: 'live', head: 610, tail: 511 })
  dropped.update({ state: 'refused', head: 610, tail: 511 })
  dropped.update({ state: 'refused', head: 720, tail: 621 })
  expect(dropped.records).toBe(10 + 10)
})
