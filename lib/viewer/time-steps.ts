/** Widths of the bars of a chart over time: round numbers of milliseconds, seconds, minutes, hours and days. */

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Milliseconds, rising. */
export const TIME_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((count) => count * SECOND_MS),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE_MS),
  ...[1, 2, 6, 12].map((count) => count * HOUR_MS),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((count) => count * DAY_MS),
]

/** The smallest step that covers both times with at most `countMax` bars. Bars begin at multiples of the step. */
export function timeStep(fromMs: number, toMs: number, countMax: number): number {
  const fits = (stepMs: number) => Math.floor(toMs / stepMs) - Math.floor(fromMs / stepMs) < countMax
  return TIME_STEPS.find(fits) ?? (TIME_STEPS.at(-1) as number)
}
