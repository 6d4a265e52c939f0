/** Time and timers as the SDK uses them; tests bring their own. */
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

export interface Clock {
  /** Milliseconds from an arbitrary start; never goes back. */
  nowMs(): number
  /** Epoch milliseconds by the device's clock, for display only. */
  wallMs(): number
  /** Calls `work` once, never within this call. Returns a function that cancels it. */
  after(delayMs: number, work: () => void, options?: { keepsAlive?: boolean }): () => void
  /** Calls `work` when the current synchronous code is done. */
  soon(work: () => void): void
}

export const systemClock: Clock = {
  nowMs: () => (typeof performance === 'object' ? performance.now() : Date.now()),
  wallMs: () => Date.now(),
  after: (delayMs, work, options) => {
    const timer: unknown = setTimeout(() => runAsSdk(work), delayMs)
    // A finished program must be able to exit while we wait, unless the wait is its own. Only Node's timers have `unref`.
    if (!options?.keepsAlive && typeof timer === 'object') (timer as { unref?(): void }).unref?.()
    return () => clearTimeout(timer as number)
  },
  soon: (work) => void Promise.resolve().then(() => runAsSdk(work)),
}
