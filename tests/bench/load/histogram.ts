/**
 * An HDR histogram of latencies in microseconds, counted from when a record should have been sent, not from when it
 * was.
 */
import hdr from 'hdr-histogram-js'

export interface Latencies {
  count: number
  p50Ms: number
  p99Ms: number
  p999Ms: number
  maxMs: number
}

export class LatencyHistogram {
  readonly #histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  })

  /** Both times are on the clock of performance.now() of this process. */
  add(intendedAtMs: number, arrivedAtMs: number): void {
    this.#histogram.recordValue(Math.max(1, Math.round((arrivedAtMs - intendedAtMs) * 1000)))
  }

  get latencies(): Latencies {
    const at = (percentile: number) => this.#histogram.getValueAtPercentile(percentile) / 1000
    return {
      count: this.#histogram.totalCount,
      p50Ms: at(50),
      p99Ms: at(99),
      p999Ms: at(99.9),
      maxMs: this.#histogram.maxValue / 1000,
    }
  }
}
