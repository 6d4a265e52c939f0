/**
 * Marks the time in which the SDK itself is running, so that nothing it or its parts print is captured [DV9]. One mark for
 * all loggers, and all copies of the SDK, of the page or process.
 */
import { sharedSlot } from './shared-slot.ts'

const mark = sharedSlot('running', () => ({ depth: 0 }))

export function isSdkRunning(): boolean {
  return mark.depth > 0
}

export function runAsSdk<T>(work: () => T): T {
  mark.depth++
  try {
    return work()
  } finally {
    mark.depth--
  }
}

/**
 * Runs the host's code, such as a listener, from within the SDK: what it prints is captured like the rest of the host's
 * output.
 */
export function runAsHost<T>(work: () => T): T {
  const outer = mark.depth
  mark.depth = 0
  try {
    return work()
  } finally {
    mark.depth = outer
  }
}
