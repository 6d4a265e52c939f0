/** Our record as a log of the original, for its web client and for the direct server of our own SDK. */
import type { Level } from '../protocol/levels.ts'
import type { LogRecord } from '../protocol/record.ts'
import type { SeedLog } from './log-frame.ts'
import { readSeedTime, writeSeedTime } from './seed-time.ts'

const WORD: Record<Level, string | null> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  error: 'error',
  fatal: 'fatal',
  unknown: null,
}
const ZONE_STEP_MS = 15 * 60_000

export function toSeedLog(record: LogRecord, deviceId: string): SeedLog {
  const raw = rawTimestampOf(record)
  return {
    message: messageOf(record, raw !== null),
    level: WORD[record.level],
    timestamp: raw ?? writeSeedTime(record.timeMs),
    error: errorOf(record),
    stackTrace: record.error?.stack ?? null,
    deviceId,
  }
}

/** What an app of the original wrote, where this record was one of its logs: the same moment but for a zone. */
export function rawTimestampOf({ timeMs, attributes }: LogRecord): string | null {
  const raw = attributes?.timestamp
  const time = typeof raw === 'string' ? readSeedTime(raw) : null
  if (!time) return null
  const differenceMs = Math.abs(time.utcMs - timeMs) % ZONE_STEP_MS
  // A hundredth of a millisecond: fractions are binary.
  return Math.min(differenceMs, ZONE_STEP_MS - differenceMs) < 0.01 ? (raw as string) : null
}

/** The original knows no fields: what the text does not show of them follows it. */
function messageOf({ body, attributes, isJson, scope }: LogRecord, isRaw: boolean): string {
  const message = scope ? `[${scope}] ${body}` : body
  if (!attributes || isJson) return message
  const { timestamp, ...others } = attributes
  const fields = isRaw ? others : attributes
  return Object.keys(fields).every((key) => body.includes(key)) ? message : `${message} ${JSON.stringify(fields)}`
}

function errorOf({ error }: LogRecord): string | null {
  if (!error) return null
  // What a stack trace alone became.
  if (error.message === '' && (error.name === 'Error' || error.name === '')) return null
  return error.name === '' ? error.message : `${error.name}: ${error.message}`
}
