/** Time and timers as the SDK uses them; tests bring their own. */
import { apply } from '#lib/protocol/built-ins.ts'
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

// As they were when the SDK was loaded: the fake timers of a test are the test's own, and stand still.
const { setTimeout, clearTimeout, performance } = globalThis
const wallNow = Date.now
const steadyNow = performance?.now
const settled = Promise.resolve()

export const systemClock: Clock = {
  nowMs: () => (steadyNow ? apply(steadyNow, performance, []) : wallNow()),
  wallMs: () => wallNow(),
  after: (delayMs, work, options) => {
    const timer: unknown = setTimeout(() => runAsSdk(work), delayMs)
    // A finished program must be able to exit while we wait, unless the wait is its own. Only Node's timers have `unref`.
    if (!options?.keepsAlive && typeof timer === 'object') (timer as { unref?(): void }).unref?.()
    return () => clearTimeout(timer as number)
  },
  soon: (work) => void settled.then(() => runAsSdk(work)),
}
