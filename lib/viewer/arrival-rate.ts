/** How many records a second arrive right now, from what the page knows of: held, dropped and awaited. */
import type { LogView } from './log-source.ts'

/** The rate is an average over this time, milliseconds. */
const WINDOW_MS = 2_000
/** Rows a second that nobody can read. */
export const READABLE_PER_SECOND = 60

interface Sample {
  atMs: number
  known: number
}

export class ArrivalRate {
  readonly #samples: Sample[] = []

  /** Call it with each view. A record counts when it is known to exist: a fill for an old hole is no news. */
  note({ total, trimmed, cleared, awaited }: LogView, nowMs: number): void {
    const known = total + trimmed + cleared + awaited
    const last = this.#samples.at(-1)
    // At first, and after the log was reset, everything comes at once.
    if (!last || last.known === 0 || known < last.known) this.#samples.length = 0
    this.#samples.push({ atMs: nowMs, known })
    this.#forget(nowMs)
  }

  /** Records per second. */
  at(nowMs: number): number {
    this.#forget(nowMs)
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last) return 0
    // Right after the start a short time would make a wild number.
    return ((last.known - first.known) * 1_000) / Math.max(WINDOW_MS / 2, nowMs - first.atMs)
  }

  /** The last sample before the window stays: it is where the window begins. */
  #forget(nowMs: number): void {
    const samples = this.#samples
    while (samples[1] && nowMs - samples[1].atMs >= WINDOW_MS) samples.shift()
    if (samples.length === 1 && samples[0] && nowMs - samples[0].atMs >= WINDOW_MS) samples[0].atMs = nowMs - WINDOW_MS
  }
}

/** Whether more rows arrive than anyone can read: then the list is redrawn a few times a second. */
export function isTooFast(perSecond: number, { total, matched }: LogView): boolean {
  return total > 0 && perSecond * (matched / total) > READABLE_PER_SECOND
}
