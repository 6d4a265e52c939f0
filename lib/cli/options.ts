/** Parsers for option values that several commands share. */
import { type Streams, UsageError } from './command.ts'
import { parseDuration } from './durations.ts'

export function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`${name} is required`)
  return value
}

export const SERVER_VARIABLE = 'AGENT_LOGGER_SERVER'

/** Returns `https://host[:port]` of `--server`, else of AGENT_LOGGER_SERVER, and drops anything after it. */
export function serverOrigin(value: string | undefined, env: Streams['env']): string {
  const variable = env[SERVER_VARIABLE]?.trim()
  const text = required(value ?? variable, '--server')
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(
      `${value === undefined ? SERVER_VARIABLE : '--server'} must look like https://logs.example.com, got "${text}"`,
    )
  return url.origin
}

/** Returns a parser for a TCP port; 0 means any free port. */
export function port(name: string): (text: string) => number {
  return (text) => {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
      throw new UsageError(`${name} must be a number from 0 to 65535, got "${text}"`)
    return Number(text)
  }
}

export function numberFrom(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= min && value <= max))
      throw new UsageError(`${name} must be a number from ${min} to ${max}, got "${text}"`)
    return value
  }
}

/** A parser for an option that may be given more than once. */
export function collect(value: string, values: string[] | undefined): string[] {
  return [...(values ?? []), value]
}

const SINCE_MS_MAX = 3_650 * 24 * 3600_000

/** A parser for `--since`: a duration before now, or a time as ISO 8601 writes it, local without a zone. Epoch milliseconds. */
export function since(text: string): number {
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    // Without a time of day, the language takes UTC.
    const timeMs = Date.parse(text.length === 10 ? `${text}T00:00` : text)
    if (!Number.isNaN(timeMs)) return timeMs
  } else if (/^\d+[a-z]+$/.test(text)) return Date.now() - parseDuration(text, '--since', SINCE_MS_MAX)
  throw new UsageError(`--since must look like 10m, 2026-01-31 or 2026-01-31T09:00, got "${text}"`)
}
