/** The two ends of a Node process: nothing left to do, and exit. */

import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

/** What a Node process reports about its end. */
export interface ProcessLife {
  /** Nothing is left to do; work that is begun now still runs. */
  onIdle(): void
  /** The process exits after this call. */
  onExit(): void
}

export interface ProcessTarget {
  process?: {
    on?: (event: string, listener: () => void) => unknown
    off?: (event: string, listener: () => void) => unknown
  }
}

export function watchNode(life: ProcessLife, { process }: ProcessTarget): () => void {
  if (!process?.on) return () => {}
  const idle = () => runAsSdk(() => life.onIdle())
  const exit = () => runAsSdk(() => life.onExit())
  process.on('beforeExit', idle)
  process.on('exit', exit)
  return () => {
    process.off?.('beforeExit', idle)
    process.off?.('exit', exit)
  }
}
