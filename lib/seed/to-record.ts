/**
 * A log of the original as our record (§7), and the guess of its device's time zone, which no log names [B8] (§13.1.7).
 * The raw timestamp is kept as an attribute, so that a wrong guess loses nothing.
 */
import { type Level, parseLevel } from '../protocol/levels.ts'
import type { LogRecord, RecordError } from '../protocol/record.ts'
import type { SeedLog } from './log-frame.ts'
import { readSeedTime } from './seed-time.ts'

/** `offsetMinutes`: how far the device's local time is ahead of UTC. `receivedAtMs` stands in for a time that cannot be read. */
export function seedRecord(log: SeedLog, offsetMinutes: number, receivedAtMs = 0): LogRecord {
  const time = readSeedTime(log.timestamp)
  const record: LogRecord = {
    timeMs: time ? time.utcMs - (time.hasZone ? 0 : offsetMinutes * 60_000) : receivedAtMs,
    level: seedLevel(log.level),
    body: log.message,
  }
  if (log.timestamp !== '') record.attributes = { timestamp: log.timestamp }
  if (log.error !== null || log.stackTrace !== null) record.error = errorOf(log.error ?? '', log.stackTrace)
  return record
}

/** §7.2. The words of Dart's `logger`; its `off` and `nothing` name no level. */
export function seedLevel(level: string | null): Level {
  return parseLevel(level)
}

/** `Exception: Test exception` has a name in front, as Dart's errors do; other texts are all message. */
function errorOf(error: string, stackTrace: string | null): RecordError {
  const named = /^([A-Z_$][\w$<>]*): ([\s\S]*)$/.exec(error)
  const [name, message] = named ? [named[1] as string, named[2] as string] : ['Error', error]
  return { name, message, ...(stackTrace === null ? {} : { stack: stackTrace }) }
}

/** So many live logs are looked at: the one that was least delayed decides. */
const SAMPLES = 8
const STEP_MINUTES = 15
/** Zones in use reach from UTC−12 to UTC+14; what lies beyond is a wrong clock, not a zone. */
const WEST_MINUTES = -12 * 60
const EAST_MINUTES = 14 * 60

/** Finds a device's offset from when its first live logs came. A log can only come late, so the largest offset is the nearest. */
export class ZoneGuess {
  #samples = 0
  #largestMs = Number.NEGATIVE_INFINITY
  #offsetMinutes: number | null = null

  /** Null before the first log without a zone. */
  get offsetMinutes(): number | null {
    return this.#offsetMinutes
  }

  /** Takes one log into account and answers the offset to read it with. */
  add(timestamp: string, receivedAtMs: number): number {
    if (this.#samples < SAMPLES) {
      const time = readSeedTime(timestamp)
      if (time && !time.hasZone) this.#take(time.utcMs - receivedAtMs)
    }
    return this.#offsetMinutes ?? 0
  }

  #take(aheadMs: number): void {
    this.#samples++
    if (aheadMs <= this.#largestMs) return
    this.#largestMs = aheadMs
    const minutes = Math.round(aheadMs / 60_000 / STEP_MINUTES) * STEP_MINUTES
    // `+ 0`: no negative zero.
    this.#offsetMinutes = minutes >= WEST_MINUTES && minutes <= EAST_MINUTES ? minutes + 0 : 0
  }
}
