/** Spans of time as people type them: 500ms, 60s, 15m, 24h, 7d. */
import { UsageError } from './command.ts'

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 24 * 3600_000 }

/** Milliseconds. Throws UsageError naming the option for what is no span or lies outside the bounds. */
export function parseDuration(text: string, name: string, maxMs: number): number {
  const [, amount, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim()) ?? []
  const ms = Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN)
  if (Number.isNaN(ms)) throw new UsageError(`${name} must look like 60s, 15m, 24h or 7d, got "${text}"`)
  if (ms > maxMs) throw new UsageError(`${name} is at most ${showDuration(maxMs)}, got ${text}`)
  return ms
}

function showDuration(ms: number): string {
  const [unit, size] = Object.entries(UNIT_MS).findLast(([, size]) => ms % size === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}
