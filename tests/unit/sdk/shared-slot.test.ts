/** What copies of the SDK share, in hosts that clean up what they find on the global object. */
import { expect, test } from 'vitest'
import { sharedSlot } from '#lib/sdk/shared-slot.ts'

test('copies share one value', () => {
  const first = sharedSlot('test-shared', () => ({ count: 1 }))
  expect(sharedSlot('test-shared', () => ({ count: 2 }))).toBe(first)
})

test('no host can put accessors in the place of its members, as Jest does; they stay writable, and later versions may add some', () => {
  const slot: Record<string, number> = sharedSlot('test-cleaned', () => ({ depth: 0 }))
  expect(Reflect.defineProperty(slot, 'depth', { get: () => 0, configurable: true })).toBe(false)
  slot.depth = 1
  slot.added = 2
  expect(slot).toEqual({ depth: 1, added: 2 })
})
