/** Times of records as text: local by default, UTC where asked. By the device's clock, unless whoever asks has shifted it. */

const pad = (value: number, length = 2) => String(value).padStart(length, '0')

/** `14:03:07.250`: the column of the list. */
export function formatClock(timeMs: number): string {
  const at = new Date(timeMs)
  if (Number.isNaN(at.getTime())) return '--:--:--.---'
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
}

/** `2026-11-23T14:03:07.250Z`; with microseconds where the device has them. Empty for a time that is none. */
export function formatIso(timeMs: number): string {
  const at = new Date(timeMs)
  if (Number.isNaN(at.getTime())) return ''
  const micros = Math.floor((timeMs % 1) * 1000)
  const iso = at.toISOString()
  return micros > 0 ? `${iso.slice(0, -1)}${pad(micros, 3)}Z` : iso
}
