/** A line of a structured log: is it a JSON object, and where does it keep its level and time. */
import { type Level, levelOfSyslog, parseLevel } from '#lib/protocol/levels.ts'

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
  'loglevel',
]
const TIME_KEYS = ['time', 'timestamp', '@timestamp', 'ts', 't', '@t', 'timeUnixNano', 'date', '__REALTIME_TIMESTAMP']

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
  // journald, and GELF, which calls a syslog severity "level".
  const syslog = field('PRIORITY') ?? (typeof field('short_message') === 'string' ? field('level') : undefined)
  const levels = [...LEVEL_KEYS.map((key) => parseLevel(field(key))), levelOfOtel(field('severityNumber'))]
  const times = TIME_KEYS.map((key) => parseTime(field(key)))
  return {
    level: isSeverity(syslog)
      ? levelOfSyslog(Number(syslog))
      : (levels.find((level) => level !== 'unknown') ?? 'unknown'),
    timeMs: times.find((time) => time !== undefined),
  }
}

/** OpenTelemetry's numbers, four to a level; 10 and 20 would else be taken for pino's. */
function levelOfOtel(value: unknown): Level {
  const number = Number(value)
  return number >= 1 && number <= 24 ? parseLevel(Math.floor((number - 1) / 4) * 4 + 1) : 'unknown'
}

function isSeverity(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && /^[0-7]$/.test(String(value))
}

/** RFC 3339 text (Python's comma too), or an epoch number in seconds, milli-, micro- or nanoseconds told apart by its size. */
function parseTime(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]/.test(value)) {
    const parsed = Date.parse(value.replace(',', '.'))
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
