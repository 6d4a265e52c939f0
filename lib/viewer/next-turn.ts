/**
 * Gives others their turn between slices of long work. Not a timer, because a hidden tab would wait a second for each, and because
 * browsers delay timers that follow each other by four milliseconds.
 */

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** Runs tasks one by one, each after the events that wait when it is given. */
export function afterOthers(): (run: () => void) => void {
  const waiting: (() => void)[] = []
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => waiting.shift()?.()
  return (run) => {
    waiting.push(run)
    port2.postMessage(null)
  }
}
