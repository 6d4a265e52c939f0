/** Thousands of schedules of faults over the real device, relay and viewer: nothing is lost in silence, repeated or reordered. */
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { describeSchedule, EVERYTHING, type Profile, schedules } from './schedule.ts'
import { Simulation } from './simulation.ts'

/** Schedules in all: a commit's, or a night's. */
const RUNS = process.env.LONG ? 200_000 : 2_000
const COMMIT_SEED = 20_261_123
/** A night ends after this time, whatever it has done; a commit runs all its schedules, however busy the machine is. */
const NIGHT_MS = 6 * 3600_000
const TIMEOUT_MS = process.env.LONG ? NIGHT_MS + 600_000 : 900_000

const PROFILES: Record<string, { profile: Profile; share: number }> = {
  'every fault, one node or two': { profile: { weights: EVERYTHING }, share: 0.4 },
  'rings that run over': {
    profile: { weights: { log: 20, stream: 4, cut: 6, silence: 3, suspend: 2 }, ringRecordsMax: [120] },
    share: 0.15,
  },
  'two nodes and a bad bus': {
    profile: {
      weights: { log: 10, stream: 6, cut: 5, cutBus: 3, loseOnBus: 4, crashNode: 3, freezeNode: 2 },
      nodes: [2],
    },
    share: 0.2,
  },
  'readers that want order': {
    profile: {
      weights: { log: 10, stream: 6, cut: 8, silence: 2, slow: 4, freezeTab: 2, crashNode: 1 },
      inOrder: true,
    },
    share: 0.15,
  },
  'devices that come and go': {
    profile: { weights: { log: 12, crashDevice: 4, sleepDevice: 3, bye: 2, suspend: 3, clock: 3, cut: 3 } },
    share: 0.1,
  },
}

let ran = 0
const startedAtMs = performance.now()
afterAll(() => {
  const seconds = (performance.now() - startedAtMs) / 1000
  console.log(`simulator: ${ran} schedules in ${seconds.toFixed(1)} s`)
})

describe.each(Object.entries(PROFILES))('%s', (name, { profile, share }) => {
  test(
    '[I1][I2][I3][I4][I5][I6][I8][I9][I10][I11][I12][I14] hold after every schedule',
    async () => {
      const { SIM_SEED, SIM_PATH } = process.env
      await fc.assert(
        fc.asyncProperty(schedules(profile), async (schedule) => {
          ran++
          const { oracle } = await new Simulation(schedule).run()
          if (oracle.violations.length === 0) return
          const found = oracle.violations
            .slice(0, 5)
            .map(({ invariant, atMs, text }) => `[${invariant}] at ${atMs} ms: ${text}`)
          throw new Error(`${found.join('\n')}\n${describeSchedule(schedule)}`)
        }),
        {
          numRuns: SIM_PATH ? 1 : Math.ceil(RUNS * share),
          // A commit is judged by the same schedules each time; a night draws new ones.
          ...(SIM_SEED || !process.env.LONG ? { seed: Number(SIM_SEED ?? COMMIT_SEED) } : {}),
          ...(SIM_PATH ? { path: SIM_PATH, endOnFailure: true } : {}),
          ...(process.env.LONG && { interruptAfterTimeLimit: NIGHT_MS }),
          markInterruptAsFailure: false,
          reporter: (run) => {
            if (!run.failed) return
            const again = `SIM_SEED=${run.seed} SIM_PATH=${run.counterexamplePath} npx vitest run --project unit tests/unit/simulator -t "${name}"`
            throw new Error(`${String(run.errorInstance)}\n\nThis schedule again: ${again}`)
          },
        },
      )
    },
    TIMEOUT_MS,
  )
})

test('a seed gives the same run twice', async () => {
  const [schedule] = fc.sample(schedules({ weights: EVERYTHING }), { seed: 7, numRuns: 1 })
  const runs = []
  for (let i = 0; i < 2; i++) {
    const { oracle, time } = await new Simulation(schedule as never).run()
    const shown = [...oracle.readers.values()].map((reader) =>
      [...reader.sessions].map(([id, read]) => [id, read.covered, read.latenciesMs]),
    )
    runs.push(JSON.stringify([time.steps, shown]))
  }
  expect(runs[0]).toBe(runs[1])
})
