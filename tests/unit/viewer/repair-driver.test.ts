import { expect, test } from 'vitest'
import { GapTracker, type RepairAct } from '#lib/viewer/gap-tracker.ts'
import { RepairDriver } from '#lib/viewer/repair-driver.ts'

const live = (head: number) => ({ liveness: 'live', tail: 1, head }) as const

function driven() {
  let nowMs = 0
  const timers = new Map<() => void, number>()
  const acts: RepairAct[] = []
  let timersSet = 0
  const tracker = new GapTracker(100, () => 0)
  const driver = new RepairDriver(
    tracker,
    {
      now: () => nowMs,
      random: () => 0,
      after: (delayMs, work) => {
        timersSet++
        timers.set(work, nowMs + delayMs)
        return () => void timers.delete(work)
      },
    },
    (act) => acts.push(act),
  )
  const advanceTo = (atMs: number) => {
    nowMs = atMs
    for (const [work, dueMs] of [...timers]) {
      if (dueMs > nowMs) continue
      timers.delete(work)
      work()
    }
  }
  return { tracker, driver, acts, timers, advanceTo, timersSet: () => timersSet }
}

test('[VW6] what is due is done at once, and repeated by its timer', () => {
  const { tracker, driver, acts, timers, advanceTo } = driven()
  tracker.handleJoin(live(5), 0)
  driver.schedule()
  expect(acts).toEqual([{ need: [[1, 5]] }])
  advanceTo(1_999)
  expect(acts).toHaveLength(1)
  advanceTo(2_000)
  expect(acts).toHaveLength(2)
  expect(timers.size).toBe(1)
})

test('a timer that is right already stays as it is', () => {
  const { tracker, driver, timersSet } = driven()
  tracker.handleJoin(live(5), 0)
  driver.schedule()
  expect(timersSet()).toBe(1)
  driver.schedule()
  expect(timersSet()).toBe(1)
})

test('nothing stays scheduled without a connection, or when nothing is missing', () => {
  const { tracker, driver, timers } = driven()
  tracker.handleJoin(live(5), 0)
  driver.schedule()
  tracker.handleDisconnect(10)
  driver.schedule()
  expect(timers.size).toBe(0)
  tracker.handleJoin(live(5), 20)
  driver.schedule()
  tracker.handleRecords(1, 5, 30)
  driver.schedule()
  expect(timers.size).toBe(0)
})
