/** Compares interleaved rounds pair by pair: the median over the rounds and a 95 % bootstrap interval around it. */
import { seededRandom } from './records.ts'

export interface Estimate {
  median: number
  /** 95 % interval. */
  low: number
  high: number
}

export type Ratio = Estimate

/** `ours[i]` and `theirs[i]` were measured in the same round. */
export function ratioOf(ours: number[], theirs: number[]): Ratio {
  const { median, low, high } = estimateOf(ours.map((value, i) => Math.log(value / (theirs[i] ?? Number.NaN))))
  return { median: Math.exp(median), low: Math.exp(low), high: Math.exp(high) }
}

export function differenceOf(ours: number[], theirs: number[]): Estimate {
  return estimateOf(ours.map((value, i) => value - (theirs[i] ?? Number.NaN)))
}

export function estimateOf(values: number[]): Estimate {
  const random = seededRandom(1)
  const medians = Array.from({ length: 2000 }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b)
  return { median: median(values), low: medians[50] ?? Number.NaN, high: medians[1949] ?? Number.NaN }
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Least squares: what each unit of `x` adds, and what there is without any. */
export function lineThrough(points: [x: number, y: number][]): { base: number; each: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const each =
    points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) /
    points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return { base: meanY - each * meanX, each }
}
