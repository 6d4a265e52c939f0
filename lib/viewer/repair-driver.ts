/** Runs the timer of one {@link GapTracker} and carries out what it decides. */
import type { GapTracker, RepairAct } from './gap-tracker.ts'
import type { Timing } from './timing.ts'

export class RepairDriver {
  readonly #tracker: GapTracker
  readonly #timing: Timing
  readonly #act: (act: RepairAct) => void
  /** When the timer fires; null: it is off. */
  #timerAtMs: number | null = null
  #stopTimer = () => {}

  constructor(tracker: GapTracker, timing: Timing, act: (act: RepairAct) => void) {
    this.#tracker = tracker
    this.#timing = timing
    this.#act = act
  }

  /** Acts now or sets the timer. Call it after every change to the tracker. */
  schedule(): void {
    const atMs = this.#tracker.wakeAtMs
    if (atMs !== null && atMs === this.#timerAtMs) return
    this.#stopTimer()
    this.#timerAtMs = null
    if (atMs === null) return
    const delayMs = atMs - this.#timing.now()
    if (delayMs <= 0) {
      this.#run()
      return
    }
    this.#timerAtMs = atMs
    this.#stopTimer = this.#timing.after(delayMs, () => {
      this.#timerAtMs = null
      this.#run()
    })
  }

  #run(): void {
    const act = this.#tracker.due(this.#timing.now())
    if (act) this.#act(act)
    this.schedule()
  }
}
