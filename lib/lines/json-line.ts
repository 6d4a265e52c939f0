/** Parses a line of a structured log: whether it is a JSON object, and what its level, its time and its error are. */
import { type Level, levelOfSyslog, parseLevel } from '#lib/protocol/levels.ts'
import type { RecordError } from '#lib/protocol/record.ts'
import { fieldReader } from './fields.ts'
import { guessLevel } from './guess-level.ts'
import { errorOfFields } from './json-error.ts'
import { parseTime } from './json-time.ts'

export interface JsonLine {
  level: Level
  /** Epoch milliseconds; undefined when the line does not say. */
  timeMs: number | undefined
  /** The error among its fields. */
  error: RecordError | undefined
}

/** In lower case, because Serilog, .NET and others begin with a capital letter. A dot leads into an object. */
const LEVEL_KEYS = [
  ...['level', 'severity', 'lvl', 'log.level', '@l', 'severitytext', 'severity_text', 'levelname', 'level_name'],
  ...[
    'loglevel',
    'log_level',
    'record.level',
    '_meta.loglevelname',
    'level.name',
    'level.levelname',
    'record.level.name',
  ],
]
const TIME_KEYS = [
  ...['time', 'timestamp', '@timestamp', 'ts', 't', '@t', 'timeunixnano', 'date', 'datetime', '__realtime_timestamp'],
  ...['eventtime', 'timemillis', 'instant', 'asctime', 'record.time', '_meta.date', 'timestamp_ms', 'logged_at'],
]

const CALM: ReadonlySet<Level> = new Set(['trace', 'debug', 'info'])

/** Null for anything but a JSON object. Broken JSON is plain text. */
export function readJsonLine(line: string): JsonLine | null {
  if (!/^\s*\{/.test(line)) return null
  let fields: unknown
  try {
    fields = JSON.parse(line)
  } catch {
    return null
  }
  return typeof fields === 'object' && fields !== null ? readFields(fields as Record<string, unknown>) : null
}

/** What the fields of a structured record say about it. */
export function readFields(fields: Record<string, unknown>): JsonLine {
  const field = fieldReader(fields)
  const level = levelOf(field)
  const named = errorOfFields(field)
  // `"error": "none"` of a record that is not one.
  const error = named?.stack === undefined && named?.name === 'Error' && CALM.has(level) ? undefined : named
  return {
    level: level === 'unknown' && error ? 'error' : level,
    timeMs: firstDefined(TIME_KEYS, (key) => parseTime(field(key))),
    error,
  }
}

function levelOf(field: (key: string) => unknown): Level {
  // journald; and GELF, which calls a syslog severity "level".
  const syslog = field('priority') ?? (typeof field('short_message') === 'string' ? field('level') : undefined)
  if (isSeverity(syslog)) return levelOfSyslog(Number(syslog))
  const named = firstDefined(LEVEL_KEYS, (key) => known(parseLevel(field(key))))
  if (named) return named
  const number = known(levelOfOtel(field('severitynumber'))) ?? known(levelOfPython(field('levelno')))
  if (number) return number
  // MongoDB's letters; `s` alone may be anything.
  if (isMongo(field)) return parseLevel(String(field('s')).charAt(0))
  // Docker's files: the line of the program is in `log`.
  const inner = field('stream') !== undefined ? field('log') : undefined
  return typeof inner === 'string' ? (readJsonLine(inner)?.level ?? guessLevel(inner)) : 'unknown'
}

function isMongo(field: (key: string) => unknown): boolean {
  return field('t.$date') !== undefined && typeof field('s') === 'string' && field('msg') !== undefined
}

function firstDefined<Value>(keys: readonly string[], read: (key: string) => Value | undefined): Value | undefined {
  for (const key of keys) {
    const value = read(key)
    if (value !== undefined) return value
  }
  return undefined
}

function known(level: Level): Level | undefined {
  return level === 'unknown' ? undefined : level
}

/** OpenTelemetry's numbers, four per level. Without this, 10 and 20 would be read as pino's. */
function levelOfOtel(value: unknown): Level {
  const number = Number(value)
  return number >= 1 && number <= 24 ? parseLevel(Math.floor((number - 1) / 4) * 4 + 1) : 'unknown'
}

/** Python's numbers begin at 10 with debug, one level later than pino's. */
function levelOfPython(value: unknown): Level {
  return typeof value === 'number' && value >= 10 && value <= 50
    ? parseLevel(Math.floor(value / 10) * 10 + 10)
    : 'unknown'
}

function isSeverity(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && /^[0-7]$/.test(String(value))
}
