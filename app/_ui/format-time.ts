/** Moments and spans as people read them. All in the reader's zone; the locale is an argument. */

const STEPS = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** "5 minutes ago", "in 3 days". What is past counts whole units; what is to come is rounded, so that a week just begun has 7 days. */
export function formatRelativeTime(atMs: number, nowMs: number, locale: string): string {
  const spanMs = atMs - nowMs
  // A little early, so that 24 hours less a second are a day.
  const [unit, unitMs] =
    STEPS.find(([, ms]) => (spanMs > 0 ? spanMs >= ms * 0.99 : -spanMs >= ms)) ?? (['second', 1000] as const)
  const count = spanMs > 0 ? Math.round(spanMs / unitMs) : Math.trunc(spanMs / unitMs)
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(count, unit)
}

/** Date, time to the second and zone. */
export function formatExactTime(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' }).format(atMs)
}

/** A span as its two largest units: the names are those of the messages `ui.seconds` … `ui.days`. */
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
