/**
 * Five suites: `unit` has no network and no clock; `integration` uses real sockets on port 0 and real databases; `faults` breaks
 * real processes and connections, and `measured-faults` does so one file at a time because its numbers are times. `ecosystems`
 * installs the package where its users do; only `npm run test:long` runs it, because it needs packages of its own.
 */
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first.ts'

/** Faults whose tests measure, so that nothing else may run beside them. */
const MEASURED_FAULTS = ['flow', 'endurance.long'].map((name) => `tests/faults/${name}.test.ts`)
const LONG_FAULTS = process.env.LONG ? [] : ['tests/faults/**/*.long.test.ts']
/** The library gives up polling after a second. */
const PATIENT = { poll: { timeout: 30_000 } }
const faults = {
  environment: 'node' as const,
  expect: PATIENT,
  setupFiles: ['tests/support/patient-wait.ts'],
  testTimeout: process.env.LONG ? 2 * 3600_000 : 120_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // For the closing line of `npm test`.
    ...(process.env.VITEST_JSON
      ? { reporters: ['default', 'json'], outputFile: { json: process.env.VITEST_JSON } }
      : {}),
    projects: [
      {
        // Property tests compute for seconds, and other programs may have the cores meanwhile.
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/*.test.ts'],
          environment: 'node',
          setupFiles: ['tests/support/property-seed.ts'],
          expect: PATIENT,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: process.env.LONG ? [] : ['tests/integration/**/*.long.test.ts'],
          environment: 'node',
          setupFiles: ['tests/support/patient-wait.ts'],
          expect: PATIENT,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...faults,
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          exclude: [...MEASURED_FAULTS, ...LONG_FAULTS],
        },
      },
      {
        test: {
          ...faults,
          name: 'measured-faults',
          include: MEASURED_FAULTS,
          exclude: LONG_FAULTS,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'ecosystems',
          expect: PATIENT,
          include: ['tests/ecosystems/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
