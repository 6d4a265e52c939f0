/**
 * Turns a Flutter log into a record [FP9], and guesses the time zone of its device, which no log contains [FB6].
 * The raw timestamp stays as an attribute, so that a wrong guess loses nothing.
 */
import { type Level, parseLevel } from '#lib/protocol/levels.ts'
import type { LogRecord, RecordError } from '#lib/protocol/record.ts'
import { readFlutterTime } from './flutter-time.ts'
import type { FlutterLog } from './log-frame.ts'

/** `offsetMinutes` is how far the device's local time is ahead of UTC. `receivedAtMs` replaces an unreadable time. */
export function flutterRecord(log: FlutterLog, offsetMinutes: number, receivedAtMs = 0): LogRecord {
  const time = readFlutterTime(log.timestamp)
  const record: LogRecord = {
    timeMs: time ? time.utcMs - (time.hasZone ? 0 : offsetMinutes * 60_000) : receivedAtMs,
    level: flutterLevel(log.level),
    body: log.message,
  }
  if (log.timestamp !== '') record.attributes = { timestamp: log.timestamp }
  if (log.error !== null || log.stackTrace !== null) record.error = errorOf(log.error ?? '', log.stackTrace)
  return record
}

/** [FP8] Reads the level names of the Dart package `logger`; its `off` and `nothing` are no levels. */
export function flutterLevel(level: string | null): Level {
  return parseLevel(level)
}

/** Splits `Exception: Test exception`, the form of Dart's errors, into name and message; any other text is all message. */
function errorOf(error: string, stackTrace: string | null): RecordError {
  const named = /^([A-Z_$][\w$<>]*): ([\s\S]*)$/.exec(error)
  const [name, message] = named ? [named[1] as string, named[2] as string] : ['Error', error]
  return { name, message, ...(stackTrace === null ? {} : { stack: stackTrace }) }
}

/** How many live logs the guess uses; the least delayed one decides. */
const SAMPLES = 8
const STEP_MINUTES = 15
/** Time zones range from UTC−12 to UTC+14; an offset beyond is a wrong clock, not a zone. */
const WEST_MINUTES = -12 * 60
const EAST_MINUTES = 14 * 60

/** Guesses a device's offset from the arrival of its first live logs. A log can only be late, so the largest offset is the closest. */
export class ZoneGuess {
  #samples = 0
  #largestMs = Number.NEGATIVE_INFINITY
  #offsetMinutes: number | null = null

  /** Null before the first log without a zone. */
  get offsetMinutes(): number | null {
    return this.#offsetMinutes
  }

  /** Takes one log into account and returns the offset to read it with, minutes. */
  add(timestamp: string, receivedAtMs: number): number {
    if (this.#samples < SAMPLES) {
      const time = readFlutterTime(timestamp)
      if (time && !time.hasZone) this.#take(time.utcMs - receivedAtMs)
    }
    return this.#offsetMinutes ?? 0
  }

  #take(aheadMs: number): void {
    this.#samples++
    if (aheadMs <= this.#largestMs) return
    this.#largestMs = aheadMs
    const minutes = Math.round(aheadMs / 60_000 / STEP_MINUTES) * STEP_MINUTES
    // `+ 0` avoids a negative zero.
    this.#offsetMinutes = minutes >= WEST_MINUTES && minutes <= EAST_MINUTES ? minutes + 0 : 0
  }
}
