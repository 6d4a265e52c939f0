/**
 * Finds the time zone for a phone's logs, which carry none [FB12]. Nobody knows when replayed logs were written, so they are
 * read in this computer's zone; live logs reveal the phone's own. Pure, except for this computer's zone.
 */

import { readFlutterTime } from '#lib/flutter/flutter-time.ts'
import { ZoneGuess } from '#lib/flutter/to-record.ts'
import { UsageError } from './command.ts'

/** A replay arrives without pauses, so anything after a pause is live. */
const PAUSE_MS = 500
/** One log may carry a time of its own choosing; three do not agree by chance. */
const LIVE_LOGS = 3

export class PhoneTimes {
  readonly #fixedMinutes: number | null
  readonly #guess = new ZoneGuess()
  readonly #onZone: (offsetMinutes: number) => void
  #lastAtMs: number | null = null
  #liveLogs = 0
  #reportedMinutes: number | null = null

  /** `onZone` is called when live logs show a different zone from the one in use. */
  constructor(fixedMinutes: number | null, onZone: (offsetMinutes: number) => void) {
    this.#fixedMinutes = fixedMinutes
    this.#onZone = onZone
  }

  /** Call when a connection opens, because a replay follows. */
  startConnection(): void {
    this.#lastAtMs = null
  }

  /** Call once for each received log. */
  offsetMinutes(timestamp: string, receivedAtMs: number): number {
    if (this.#fixedMinutes !== null) return this.#fixedMinutes
    const isLive = this.#lastAtMs !== null && receivedAtMs - this.#lastAtMs >= PAUSE_MS
    this.#lastAtMs = receivedAtMs
    const ownMinutes = ownOffsetMinutes(timestamp)
    if (isLive && readFlutterTime(timestamp)?.hasZone === false) {
      this.#guess.add(timestamp, receivedAtMs)
      this.#liveLogs++
    }
    const guessed = this.#liveLogs >= LIVE_LOGS ? this.#guess.offsetMinutes : null
    if (guessed === null || guessed === ownMinutes) return ownMinutes
    if (guessed !== this.#reportedMinutes) {
      this.#reportedMinutes = guessed
      this.#onZone(guessed)
    }
    return guessed
  }
}

/** This computer's offset at that time of year. */
function ownOffsetMinutes(timestamp: string): number {
  const time = readFlutterTime(timestamp)
  return time ? -new Date(time.utcMs).getTimezoneOffset() : 0
}

/** Parses `+03:00`, `-0530` or `Z` into minutes. Throws UsageError. */
export function parseZone(text: string): number {
  if (/^(?:z|utc)$/i.test(text)) return 0
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  const offset = Number(hours) * 60 + Number(minutes)
  if (!(offset <= 14 * 60) || Number(minutes) > 59) throw new UsageError(`--zone must look like +03:00, got "${text}"`)
  return sign === '-' ? -offset : offset
}

export function showZone(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
