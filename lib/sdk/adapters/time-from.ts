/** The time that a logger wrote, in any of the usual forms, as epoch milliseconds. */

/** Numbers say by their size whether they count seconds, milliseconds, microseconds or nanoseconds. Undefined for anything else. */
export function timeFrom(value: unknown): number | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime()
  if (typeof value === 'string' && /^\d{9,20}(?:\.\d+)?$/.test(value)) return timeFrom(Number(value))
  if (typeof value === 'string') {
    const parsed = Date.parse(value)
    return Number.isNaN(parsed) ? undefined : parsed
  }
  if (typeof value !== 'number' || !(value > 1e8)) return undefined
  if (value < 1e11) return value * 1000
  if (value < 1e14) return value
  return value < 1e17 ? value / 1000 : value / 1e6
}
