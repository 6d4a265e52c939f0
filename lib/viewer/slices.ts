/** Long work in slices: the thread gets a turn in between, so that neither rows nor keys wait for it. */

import { nextTurn } from './next-turn.ts'

/** Longest slice, milliseconds. */
const SLICE_MS = 8

export class Slices {
  readonly #now: () => number
  #untilMs: number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#untilMs = now() + SLICE_MS
  }

  /** Whether it is time to await {@link next}. */
  get isOver(): boolean {
    return this.#now() > this.#untilMs
  }

  /** Resolves after other tasks had their turn. */
  async next(): Promise<void> {
    await nextTurn()
    this.#untilMs = this.#now() + SLICE_MS
  }
}
