/**
 * Ctrl+C and SIGTERM for this process. The first signal asks the command to end, and bounds all its remaining waits. A second
 * one ends the program at once.
 */
import { setTimeout as sleep } from 'node:timers/promises'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** npm and npx pass on the signal that a terminal has sent to all of its programs already, so one Ctrl+C arrives twice. */
const SAME_REQUEST_MS = 500

export interface StopRequest {
  readonly requested: Promise<void>
  isRequested(): boolean
  /** On the clock of performance.now(); null until a stop is requested. */
  readonly requestedAtMs: number | null
}

let listening: StopRequest | null = null

/** Handles the signals from the first call on; before that, they end the program. Always returns the same object. */
export function stopRequest(): StopRequest {
  listening ??= listen()
  return listening
}

function listen(): StopRequest {
  let requestedAtMs: number | null = null
  const requested = new Promise<void>((resolve) => {
    const stop = () => {
      if (requestedAtMs !== null) return
      requestedAtMs = performance.now()
      const release = () => {
        for (const signal of SIGNALS) process.off(signal, stop)
      }
      void sleep(SAME_REQUEST_MS, undefined, { ref: false }).then(release)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, stop)
  })
  return {
    requested,
    isRequested: () => requestedAtMs !== null,
    get requestedAtMs() {
      return requestedAtMs
    },
  }
}
