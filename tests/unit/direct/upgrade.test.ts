/** When a viewer tries to open a direct path, and when it tries again. */
import { expect, test } from 'vitest'
import { OPENING_MS, Upgrade } from '#lib/direct/upgrade.ts'

test('[DR3] a device that offers direct paths is tried at once, and once', () => {
  const upgrade = new Upgrade(() => 0)
  expect(upgrade.due(0)).toBeNull()
  expect(upgrade.offered(true)).toBe(false)
  expect(upgrade.due(0)).toBe('open')
  expect(upgrade.due(0)).toBeNull()
  expect(upgrade.opened()).toBe(true)
  expect(upgrade).toMatchObject({ state: 'direct', wakeAtMs: null })
  expect(upgrade.opened()).toBe(false)
})

test('[DR4] a path that worked is tried again after a second, one that never worked less and less often', () => {
  const upgrade = new Upgrade(() => 0.5)
  upgrade.offered(true)
  upgrade.due(0)
  upgrade.opened()
  upgrade.closed(10_000)
  expect(upgrade).toMatchObject({ state: 'relay', wakeAtMs: 11_500 })
  let nowMs = 11_500
  const waits: number[] = []
  for (let tries = 0; tries < 8; tries++) {
    expect(upgrade.due(nowMs)).toBe('open')
    upgrade.closed(nowMs)
    waits.push((upgrade.wakeAtMs as number) - nowMs)
    nowMs = upgrade.wakeAtMs as number
  }
  expect(waits).toEqual([2_250, 4_500, 9_000, 18_000, 36_000, 45_000, 45_000, 45_000])
})

test('an attempt that does not open is ended', () => {
  const upgrade = new Upgrade(() => 0)
  upgrade.offered(true)
  upgrade.due(0)
  expect(upgrade.due(OPENING_MS - 1)).toBeNull()
  expect(upgrade.due(OPENING_MS)).toBe('close')
  expect(upgrade.state).toBe('relay')
  // An attempt that opens after all is no longer wanted.
  expect(upgrade.opened()).toBe(false)
})

test('[DR9] a path that is no longer offered is closed, and tried at once when it is offered again', () => {
  const upgrade = new Upgrade(() => 0)
  upgrade.offered(true)
  upgrade.due(0)
  upgrade.opened()
  expect(upgrade.offered(true)).toBe(false)
  expect(upgrade.offered(false)).toBe(true)
  expect(upgrade.offered(false)).toBe(false)
  expect(upgrade).toMatchObject({ state: 'relay', wakeAtMs: null })
  upgrade.offered(true)
  expect(upgrade.due(0)).toBe('open')
})
