/** Durations as people type them: 500ms, 60s, 15m, 24h, 7d. */
import { UsageError } from './command.ts'

export const LINGER_MAX_MS = 24 * 3600_000
export const CONNECT_TIMEOUT_MS = 10_000
export const CONNECT_TIMEOUT_MS_MAX = 3600_000
/** Leaves time for the last records before `docker stop` ends everything after 10 s. */
export const STOP_TIMEOUT_MS = 8_000
export const STOP_TIMEOUT_MS_MAX = 3600_000

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 24 * 3600_000 }

/** Returns a parser for an option whose value is a duration, in milliseconds. */
export function duration(name: string, maxMs: number): (text: string) => number {
  return (text) => parseDuration(text, name, maxMs)
}

/** Returns milliseconds. Throws UsageError, which names the option, for an invalid or too long duration. */
export function parseDuration(text: string, name: string, maxMs: number): number {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  const ms = Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN)
  if (Number.isNaN(ms)) throw new UsageError(`${name} must look like 60s, 15m, 24h or 7d, got "${text}"`)
  if (ms > maxMs) throw new UsageError(`${name} is at most ${showDuration(maxMs)}, got ${text}`)
  return ms
}

export function showDuration(ms: number): string {
  const [unit, size] = Object.entries(UNIT_MS).findLast(([, size]) => ms % size === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}
