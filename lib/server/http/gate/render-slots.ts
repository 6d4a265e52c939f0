/**
 * How many requests Next works on at once. Beyond that they wait, signed-in people before strangers, and strangers never take
 * all places. Pure: the caller says when work ends.
 */
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'

export type Lane = 'signed-in' | 'stranger'

/** Starts the work; call `done` once when it no longer needs the thread. Further calls do nothing. */
export type Work = (done: () => void) => void

export class RenderSlots {
  readonly #busy: Record<Lane, number> = { 'signed-in': 0, stranger: 0 }
  readonly #waiting: Record<Lane, Work[]> = { 'signed-in': [], stranger: [] }
  readonly #startStranger: (start: () => void) => void

  /** `startStranger` runs the given function when a stranger may use the thread again. */
  constructor(startStranger: (start: () => void) => void) {
    this.#startStranger = startStranger
  }

  /** Null when the work has started or waits; otherwise the limit that refused it. */
  run(lane: Lane, work: Work): LimitName | null {
    if (this.#isFree(lane)) {
      this.#start(lane, work)
      return null
    }
    if (this.#waiting[lane].length >= LIMITS.renderQueueMax) return 'renderQueueMax'
    this.#waiting[lane].push(work)
    return null
  }

  #isFree(lane: Lane): boolean {
    const total = this.#busy['signed-in'] + this.#busy.stranger
    if (lane === 'signed-in') return total < LIMITS.rendersMax
    return total < LIMITS.rendersMax && this.#busy.stranger < LIMITS.strangerRendersMax
  }

  #start(lane: Lane, work: Work): void {
    this.#busy[lane]++
    let isDone = false
    work(() => {
      if (isDone) return
      isDone = true
      this.#busy[lane]--
      this.#startWaiting()
    })
  }

  #startWaiting(): void {
    while (this.#waiting['signed-in'].length > 0 && this.#isFree('signed-in'))
      this.#start('signed-in', this.#waiting['signed-in'].shift() as Work)
    const work = this.#isFree('stranger') ? this.#waiting.stranger.shift() : undefined
    if (!work) return
    // The place is taken now, so that nobody else gets it meanwhile.
    this.#start('stranger', (done) => this.#startStranger(() => work(done)))
  }
}
