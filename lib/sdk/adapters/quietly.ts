/** Keeps a fault of ours out of the logger that called us: its own output has the line, whatever we make of it. */
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

export function quietly(work: () => void): void {
  try {
    runAsSdk(work)
  } catch {
    // No code of the host could do anything about it [DV9].
  }
}
