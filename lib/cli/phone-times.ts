/**
 * The time zone to read a phone's logs in, which no log names [B8]. What a phone replays was logged who knows when, so it is
 * taken for this computer's zone; logs that come live tell the phone's own. Pure but for this computer's zone.
 */

import { readSeedTime } from '../seed/seed-time.ts'
import { ZoneGuess } from '../seed/to-record.ts'
import { UsageError } from './command.ts'

/** A replay comes without pauses: what comes after one is live. */
const PAUSE_MS = 500
/** One log may carry a time of its own; three do not agree by chance. */
const LIVE_LOGS = 3

export class PhoneTimes {
  readonly #fixedMinutes: number | null
  readonly #guess = new ZoneGuess()
  readonly #learned: (offsetMinutes: number) => void
  #lastAtMs: number | null = null
  #liveLogs = 0
  #toldMinutes: number | null = null

  /** `learned` is called when live logs show another zone than was taken. */
  constructor(fixedMinutes: number | null, learned: (offsetMinutes: number) => void) {
    this.#fixedMinutes = fixedMinutes
    this.#learned = learned
  }

  /** A connection has opened: a replay follows. */
  connected(): void {
    this.#lastAtMs = null
  }

  /** To be asked once for each log that was received. */
  offsetMinutes(timestamp: string, receivedAtMs: number): number {
    if (this.#fixedMinutes !== null) return this.#fixedMinutes
    const isLive = this.#lastAtMs !== null && receivedAtMs - this.#lastAtMs >= PAUSE_MS
    this.#lastAtMs = receivedAtMs
    const ownMinutes = ownOffsetMinutes(timestamp)
    if (isLive && readSeedTime(timestamp)?.hasZone === false) {
      this.#guess.add(timestamp, receivedAtMs)
      this.#liveLogs++
    }
    const guessed = this.#liveLogs >= LIVE_LOGS ? this.#guess.offsetMinutes : null
    if (guessed === null || guessed === ownMinutes) return ownMinutes
    if (guessed !== this.#toldMinutes) {
      this.#toldMinutes = guessed
      this.#learned(guessed)
    }
    return guessed
  }
}

/** Of this computer, at that time of the year. */
function ownOffsetMinutes(timestamp: string): number {
  const time = readSeedTime(timestamp)
  return time ? -new Date(time.utcMs).getTimezoneOffset() : 0
}

/** `+03:00`, `-0530`, `Z`. Throws UsageError. */
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
