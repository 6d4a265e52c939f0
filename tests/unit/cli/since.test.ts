/** `--since`: how long ago, or a time. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { since } from '#lib/cli/options.ts'

const NOW = Date.UTC(2026, 0, 2, 12)
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

test.each([
  ['10m', NOW - 600_000],
  ['2d', NOW - 2 * 86_400_000],
  ['2026-01-02T09:30:00Z', Date.UTC(2026, 0, 2, 9, 30)],
  ['2026-01-02T09:30:00+03:00', Date.UTC(2026, 0, 2, 6, 30)],
  ['2026-01-02T09:30', new Date(2026, 0, 2, 9, 30).getTime()],
  ['2026-01-02', new Date(2026, 0, 2).getTime()],
])('%s', (text, timeMs) => {
  expect(since(text)).toBe(timeMs)
})
