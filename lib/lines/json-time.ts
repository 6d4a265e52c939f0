/** The time in a field of a structured record. */
import { readTime } from './text-time.ts'

/**
 * Epoch milliseconds of RFC 3339 and other written times, of an epoch number in s, ms, µs or ns, which its magnitude reveals, and
 * of the objects of MongoDB, Log4j, Google Cloud, loguru and PHP. Undefined for anything else.
 */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') return ofEpoch(value)
  if (typeof value === 'object' && value !== null) return ofObject(value as Record<string, unknown>)
  if (typeof value !== 'string') return undefined
  if (/^\d{9,20}(?:\.\d{1,9})?$/.test(value)) return ofEpoch(Number(value))
  if (/^\d{4}-\d\d-\d\dT[\d:.]{5,20}Z$/.test(value)) {
    const parsed = Date.parse(value)
    return Number.isNaN(parsed) ? undefined : parsed
  }
  return /^[\w,]/.test(value) ? readTime(value, Date.now())?.timeMs : undefined
}

function ofEpoch(number: number): number | undefined {
  if (!(number > 1e8)) return undefined
  if (number < 1e11) return number * 1000
  if (number < 1e14) return number
  return number < 1e17 ? number / 1000 : number / 1e6
}

function ofObject(value: Record<string, unknown>): number | undefined {
  const seconds = Number(value.epochSecond ?? value.seconds)
  if (seconds > 0) return seconds * 1000 + Number(value.nanoOfSecond ?? value.nanos ?? 0) / 1e6
  if (typeof value.date === 'string') return ofPhp(value.date, value.timezone)
  const inner = value.$date ?? value.timestamp
  if (typeof inner === 'object' && inner !== null)
    return Number((inner as { $numberLong?: unknown }).$numberLong) || undefined
  return typeof inner === 'string' || typeof inner === 'number' ? parseTime(inner) : undefined
}

/** A DateTime of PHP: the zone is an offset or a name, of which only UTC is known here. */
function ofPhp(date: string, zone: unknown): number | undefined {
  const offset = zone === 'UTC' || zone === 'Z' ? 'Z' : zone
  return typeof offset === 'string' && /^(?:Z|[+-]\d\d:\d\d)$/.test(offset) ? parseTime(date + offset) : undefined
}
