/** Ctrl+C and SIGTERM end the input, or else the lingering, not the delivery; a second one ends the program. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

export interface StopRequest {
  requested: Promise<void>
  isRequested(): boolean
}

export function stopRequest(): StopRequest {
  let isRequested = false
  const requested = new Promise<void>((resolve) => {
    const stop = () => {
      isRequested = true
      for (const signal of SIGNALS) process.off(signal, stop)
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, stop)
  })
  return { requested, isRequested: () => isRequested }
}
