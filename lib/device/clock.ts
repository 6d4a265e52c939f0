/** Time and timers as the SDK takes them; tests bring their own. */
import { asOwnWork } from './own-work.ts'

export interface Clock {
  /** Milliseconds that never go back; their zero means nothing. */
  nowMs(): number
  /** Epoch milliseconds by the device's clock, for display only. */
  wallMs(): number
  /** Calls once, after the current code at the earliest. Returns how to take it back. */
  after(delayMs: number, work: () => void, options?: { keepsAlive?: boolean }): () => void
  /** Calls when the current synchronous code is done. */
  soon(work: () => void): void
}

export const systemClock: Clock = {
  nowMs: () => (typeof performance === 'object' ? performance.now() : Date.now()),
  wallMs: () => Date.now(),
  after: (delayMs, work, options) => {
    const timer: unknown = setTimeout(() => asOwnWork(work), delayMs)
    // A program that is done must be able to end while we wait, unless it asked to wait for us. Only Node's timers know this.
    if (!options?.keepsAlive && typeof timer === 'object') (timer as { unref?(): void }).unref?.()
    return () => clearTimeout(timer as number)
  },
  soon: (work) => void Promise.resolve().then(() => asOwnWork(work)),
}
