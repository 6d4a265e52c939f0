/**
 * Three suites: `unit` has no network and no clock; `integration` uses real sockets on port 0 and real databases; `faults`
 * breaks real processes and connections, one file at a time because its numbers are times.
 */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // For the closing line of `npm test`.
    ...(process.env.VITEST_JSON
      ? { reporters: ['default', 'json'], outputFile: { json: process.env.VITEST_JSON } }
      : {}),
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts', 'tests/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
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
    ],
  },
})
