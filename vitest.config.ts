/**
 * Four suites: `unit` has no network and no clock; `integration` uses real sockets on port 0 and real databases; `faults`
 * breaks real processes and connections, one file at a time because its numbers are times. `ecosystems` installs the package where
 * its users do; only `npm run test:long` runs it, because it needs packages of its own.
 */
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first.ts'

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
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: process.env.LONG ? [] : ['tests/integration/**/*.long.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          exclude: process.env.LONG ? [] : ['tests/faults/**/*.long.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: process.env.LONG ? 2 * 3600_000 : 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'ecosystems',
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
