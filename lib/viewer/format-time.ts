/** Formats the times of records. Times are by the device's clock unless the caller has corrected them. */

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
