/** Formats the times of records. Times are by the device's clock unless the caller has corrected them. */

/** How rows show times. `since-start` counts from the session's start, `since-previous` from the record before. */
export const TIME_STYLES = ['local', 'utc', 'relative', 'since-start', 'since-previous'] as const
export type TimeStyle = (typeof TIME_STYLES)[number]

export interface RowTimes {
  timeMs: number
  /** Null: unknown. */
  startMs: number | null
  /** Time of the record before; null: there is no such record. */
  previousMs: number | null
  nowMs: number
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const pad = (value: number, length = 2) => String(value).padStart(length, '0')

/** Local time as in the list: `14:03:07.250`. */
export function formatClock(timeMs: number): string {
  const at = new Date(timeMs)
  if (Number.isNaN(at.getTime())) return '--:--:--.---'
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
}

/** UTC: `2026-11-23T14:03:07.250Z`, with microseconds where the device has them. Empty for an invalid time. */
export function formatIso(timeMs: number): string {
  const at = new Date(timeMs)
  if (Number.isNaN(at.getTime())) return ''
  const micros = Math.floor((timeMs % 1) * 1000)
  const iso = at.toISOString()
  return micros > 0 ? `${iso.slice(0, -1)}${pad(micros, 3)}Z` : iso
}

/** UTC as in the list: `14:03:07.250Z`. */
export function formatUtcClock(timeMs: number): string {
  const at = new Date(timeMs)
  return Number.isNaN(at.getTime()) ? '--:--:--.---Z' : at.toISOString().slice(11)
}

/** The time of a row in the style that the reader has chosen. Of unknown times, the clock or a dash. */
export function formatRowTime(style: TimeStyle, { timeMs, startMs, previousMs, nowMs }: RowTimes): string {
  if (style === 'local') return formatClock(timeMs)
  if (style === 'utc') return formatUtcClock(timeMs)
  if (style === 'relative') return formatAge(nowMs - timeMs)
  const fromMs = style === 'since-start' ? startMs : previousMs
  return fromMs === null || !Number.isFinite(timeMs) ? '–' : formatSpan(timeMs - fromMs)
}

/** How long ago, in one unit: `12 s`. Times ahead of the clock have a sign: `+3 s`. */
export function formatAge(ageMs: number): string {
  if (!Number.isFinite(ageMs)) return '–'
  // A few milliseconds ahead is a rounding of clocks.
  const sign = ageMs <= -SECOND_MS ? '+' : ''
  const span = Math.abs(ageMs)
  if (span < MINUTE_MS) return `${sign}${Math.floor(span / SECOND_MS)} s`
  if (span < HOUR_MS) return `${sign}${Math.floor(span / MINUTE_MS)} min`
  if (span < DAY_MS) return `${sign}${Math.floor(span / HOUR_MS)} h`
  return `${sign}${Math.floor(span / DAY_MS)} d`
}

/** A span with its sign, exact to the millisecond: `+0.250`, `+1:03.250`, `+1:02:03.250`. */
export function formatSpan(spanMs: number): string {
  if (!Number.isFinite(spanMs)) return '–'
  const sign = spanMs < 0 ? '−' : '+'
  const span = Math.abs(Math.trunc(spanMs))
  const seconds = Math.floor(span / SECOND_MS)
  const fraction = pad(span % SECOND_MS, 3)
  if (span < MINUTE_MS) return `${sign}${seconds}.${fraction}`
  const minutes = Math.floor(span / MINUTE_MS)
  if (span < HOUR_MS) return `${sign}${minutes}:${pad(seconds % 60)}.${fraction}`
  return `${sign}${Math.floor(span / HOUR_MS)}:${pad(minutes % 60)}:${pad(seconds % 60)}.${fraction}`
}

/** A number that is the same for times of the same day. */
export function dayOf(timeMs: number, isUtc: boolean): number {
  const shiftMs = isUtc ? 0 : new Date(timeMs).getTimezoneOffset() * MINUTE_MS
  return Math.floor((timeMs - shiftMs) / DAY_MS)
}

/** The reader's zone at a time: `UTC+05:30`. */
export function formatZone(timeMs: number): string {
  const minutes = -new Date(timeMs).getTimezoneOffset()
  if (!Number.isFinite(minutes) || minutes === 0) return 'UTC'
  const span = Math.abs(minutes)
  return `UTC${minutes < 0 ? '−' : '+'}${pad(Math.floor(span / 60))}:${pad(span % 60)}`
}
