/** Nanoseconds since 1970 as the milliseconds of a record: a double holds them to a quarter of a microsecond. */

const NANOS_PER_MS = 1_000_000n

/** Whole milliseconds stay whole: dividing the nanoseconds as a double would not keep them. */
export function msOfNanos(nanos: bigint): number {
  return Number(nanos / NANOS_PER_MS) + Number(nanos % NANOS_PER_MS) / 1e6
}

/** 0 for what is no whole number. */
export function msOfNanosText(value: unknown): number {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^-?\d{1,20}$/.test(text)) return 0
  return msOfNanos(BigInt(text))
}
