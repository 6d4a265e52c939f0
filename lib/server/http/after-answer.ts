/** Work that a request starts and does not wait for, because the time it takes would tell something. */

/** A failure is logged; `what` names the work. */
export function afterAnswer(what: string, work: () => Promise<void>): void {
  setImmediate(() => {
    work().catch((error: unknown) => {
      const reason = error instanceof Error ? error.name : 'unknown'
      console.error(`${new Date().toISOString()} ${what} failed after its answer (${reason})`)
    })
  })
}
