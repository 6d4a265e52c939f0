/** The clock, the timers and the randomness that the viewer's state machines run on; tests bring their own. */

export interface Timing {
  /** Milliseconds that never go back, so that a corrected clock cannot postpone a repair. */
  now: () => number
  /** Runs `work` once after `delayMs`. Returns a function that cancels it. */
  after: (delayMs: number, work: () => void) => () => void
  /** 0 ≤ x < 1; spreads requests, so that viewers do not send theirs at the same moment. */
  random: () => number
}

/** Fills in what the host provides. */
export function timingOf({ now, after, random }: Partial<Timing>): Timing {
  return {
    now: now ?? (() => performance.now()),
    after: after ?? afterTimeout,
    random: random ?? Math.random,
  }
}

function afterTimeout(delayMs: number, work: () => void): () => void {
  const timer = setTimeout(work, delayMs)
  return () => clearTimeout(timer)
}
