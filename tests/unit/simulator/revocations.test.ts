/** Rights that end while everything else is broken, too. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeSchedule, schedules } from './schedule.ts'
import { Simulation } from './simulation.ts'

const RUNS = 150

test('[F26][I10] a right that is revoked in the middle of other faults ends on every node in time', async () => {
  const profile = {
    weights: { revoke: 4, stream: 8, log: 4, cut: 4, silence: 2, slow: 2, crashNode: 2, freezeNode: 1, cutBus: 3, loseOnBus: 2 },
    nodes: [1, 2],
  } // biome-ignore format: weights in one line
  let revoked = 0
  for (const schedule of fc.sample(schedules(profile), { seed: 26, numRuns: RUNS })) {
    const { oracle } = await new Simulation(schedule).run()
    expect(oracle.violations, describeSchedule(schedule)).toEqual([])
    revoked += oracle.forbiddenFromMs.size
  }
  // Not one schedule in a hundred would show it: most of these revoke something.
  expect(revoked).toBeGreaterThan(RUNS / 2)
})
