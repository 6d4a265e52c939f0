/** Durations as people type them. */
import { expect, test } from 'vitest'
import { UsageError } from '#lib/cli/command.ts'
import { parseDuration } from '#lib/cli/durations.ts'

const DAY_MS = 24 * 3600_000

test.each([
  ['0s', 0],
  ['500ms', 500],
  ['60s', 60_000],
  ['15m', 900_000],
  ['24h', DAY_MS],
  [' 7d ', 7 * DAY_MS],
])('%s', (text, ms) => {
  expect(parseDuration(text, '--linger', 30 * DAY_MS)).toBe(ms)
})

test.each(['', '60', 's', '-1s', '1.5h', '1w', '1 h', '1h30m', '9999999999s', 'forever'])(
  '%j is not a duration',
  (text) => {
    const parse = () => parseDuration(text, '--linger', DAY_MS)
    expect(parse).toThrow(UsageError)
    expect(parse).toThrow(/^--linger must look like 60s/)
  },
)

test('a duration above the maximum is rejected, and the message names the maximum', () => {
  expect(() => parseDuration('25h', '--linger', DAY_MS)).toThrow('--linger is at most 1d, got 25h')
})
