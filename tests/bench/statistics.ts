/** Ratios of interleaved rounds: the median of per-round ratios and a bootstrap interval around it. */
import { seededRandom } from './records.ts'

export interface Ratio {
  median: number
  /** 95 % interval. */
  low: number
  high: number
}

/** `ours[i]` and `theirs[i]` were measured in the same round. */
export function ratioOf(ours: number[], theirs: number[]): Ratio {
  const logs = ours.map((value, i) => Math.log(value / (theirs[i] ?? Number.NaN)))
  const random = seededRandom(1)
  const medians = Array.from({ length: 2000 }, () =>
    median(logs.map(() => logs[Math.floor(random() * logs.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b)
  return {
    median: Math.exp(median(logs)),
    low: Math.exp(medians[50] ?? Number.NaN),
    high: Math.exp(medians[1949] ?? Number.NaN),
  }
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
