/** Formats times and durations for people, in the reader's time zone and the given locale. */

const STEPS = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** "5 minutes ago", "in 3 days". Past times count whole units; future times are rounded, so that a week that has just begun has 7 days. */
export function formatRelativeTime(atMs: number, nowMs: number, locale: string): string {
  const spanMs = atMs - nowMs
  // 1 % early, so that 24 hours less a second count as a day.
  const [unit, unitMs] =
    STEPS.find(([, ms]) => (spanMs > 0 ? spanMs >= ms * 0.99 : -spanMs >= ms)) ?? (['second', 1000] as const)
  const count = spanMs > 0 ? Math.round(spanMs / unitMs) : Math.trunc(spanMs / unitMs)
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(count, unit)
}

/** Date, time to the second and zone; in the zone of the reader unless another is given. */
export function formatExactTime(atMs: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long', timeZone }).format(atMs)
}

/** A duration as its two largest units, named like the messages `ui.seconds` … `ui.days`. */
export type SpanParts =
  | { unit: 'seconds'; count: number }
  | { unit: 'minutes'; minutes: number; seconds: number }
  | { unit: 'hours'; hours: number; minutes: number }
  | { unit: 'days'; days: number; hours: number }

export function partsOfSpan(spanMs: number): SpanParts {
  const seconds = Math.max(0, Math.floor(spanMs / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (seconds < 60) return { unit: 'seconds', count: seconds }
  if (minutes < 60) return { unit: 'minutes', minutes, seconds: seconds % 60 }
  if (hours < 24) return { unit: 'hours', hours, minutes: minutes % 60 }
  return { unit: 'days', days: Math.floor(hours / 24), hours: hours % 24 }
}
