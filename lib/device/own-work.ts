/**
 * Marks the time in which the SDK itself is running, so that what it or its parts print is never captured [DV9]. One
 * mark for all loggers of the page or process.
 */

let depth = 0

export function isOwnWork(): boolean {
  return depth > 0
}

export function asOwnWork<T>(work: () => T): T {
  depth++
  try {
    return work()
  } finally {
    depth--
  }
}

/** Runs the host's code (a listener) inside our own: what it prints is the host's again. */
export function asHostWork<T>(work: () => T): T {
  const outer = depth
  depth = 0
  try {
    return work()
  } finally {
    depth = outer
  }
}
