/** A line of a structured log: is it a JSON object, and where does it keep its level and time. */
import { type Level, parseLevel } from '#lib/protocol/levels.ts'

export interface JsonLine {
  level: Level
  /** Epoch milliseconds; undefined where the line does not say. */
  timeMs: number | undefined
}

const LEVEL_KEYS = [
  'level',
  'severity',
  'lvl',
  'log.level',
  '@l',
  'severityText',
  'severity_text',
  'levelname',
  'severityNumber',
  'loglevel',
]
const TIME_KEYS = ['time', 'timestamp', '@timestamp', 'ts', 't', '@t', 'timeUnixNano', 'date']

/** Null for everything but the text of a JSON object; broken JSON is text. */
export function readJsonLine(line: string): JsonLine | null {
  if (!/^\s*\{/.test(line)) return null
  let fields: unknown
  try {
    fields = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof fields !== 'object' || fields === null) return null
  const field = (key: string): unknown => {
    if (Object.hasOwn(fields, key)) return (fields as Record<string, unknown>)[key]
    const [outer = '', inner] = key.split('.')
    const nested = inner && Object.hasOwn(fields, outer) ? (fields as Record<string, unknown>)[outer] : undefined
    return typeof nested === 'object' && nested !== null
      ? (nested as Record<string, unknown>)[inner as string]
      : undefined
  }
  const levels = LEVEL_KEYS.map((key) => parseLevel(field(key)))
  const times = TIME_KEYS.map((key) => parseTime(field(key)))
  return {
    level: levels.find((level) => level !== 'unknown') ?? 'unknown',
    timeMs: times.find((time) => time !== undefined),
  }
}

/** RFC 3339 text, or an epoch number in seconds, milli-, micro- or nanoseconds told apart by its size. */
function parseTime(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]/.test(value)) {
    const parsed = Date.parse(value)
    return Number.isNaN(parsed) ? undefined : parsed
  }
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{9,20}$/.test(value)
        ? Number(value)
        : Number.NaN
  if (!(number > 1e8)) return undefined
  if (number < 1e11) return number * 1000
  if (number < 1e14) return number
  return number < 1e17 ? number / 1000 : number / 1e6
}
