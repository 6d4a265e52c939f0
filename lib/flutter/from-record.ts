/** Turns a record into a Flutter log, for the Flutter web client and for the direct server of our own SDK [FP9]. */
import type { Level } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { readFlutterTime, writeFlutterTime } from './flutter-time.ts'
import type { FlutterLog } from './log-frame.ts'

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

export function toFlutterLog(record: LogRecord, deviceId: string): FlutterLog {
  const raw = rawTimestampOf(record)
  return {
    message: messageOf(record, raw !== null),
    level: WORD[record.level],
    timestamp: raw ?? writeFlutterTime(record.timeMs),
    error: errorOf(record),
    stackTrace: record.error?.stack ?? null,
    deviceId,
  }
}

/** The timestamp as the Flutter app wrote it, if this record came from one: the same moment except for the time zone. */
export function rawTimestampOf({ timeMs, attributes }: LogRecord): string | null {
  const raw = attributes?.timestamp
  const time = typeof raw === 'string' ? readFlutterTime(raw) : null
  if (!time) return null
  const differenceMs = Math.abs(time.utcMs - timeMs) % ZONE_STEP_MS
  // Tolerates a hundredth of a millisecond, because fractions are binary.
  return Math.min(differenceMs, ZONE_STEP_MS - differenceMs) < 0.01 ? (raw as string) : null
}

/** A Flutter log has no scope and no attributes: those that the text does not show follow it. */
function messageOf({ body, attributes, isJson, scope }: LogRecord, isRaw: boolean): string {
  const message = scope ? `[${scope}] ${body}` : body
  if (!attributes || isJson) return message
  const { timestamp, ...others } = attributes
  const fields = isRaw ? others : attributes
  return Object.keys(fields).every((key) => body.includes(key)) ? message : `${message} ${JSON.stringify(fields)}`
}

function errorOf({ error }: LogRecord): string | null {
  if (!error) return null
  // The record of a stack trace without an error.
  if (error.message === '' && (error.name === 'Error' || error.name === '')) return null
  return error.name === '' ? error.message : `${error.name}: ${error.message}`
}
