/**
 * Errors of the process that nothing else handles, and an output that cannot be written, as on a full disk. Both end the program
 * (run.ts), unless a command that must go on takes them.
 */
type UncaughtError = (error: Error) => void

let taken: UncaughtError | null = null

/** From now on, uncaught errors go to `handler`, and the output is the command's own matter. */
export function takeProcessFaults(handler: UncaughtError): void {
  taken = handler
}

/** Null when they end the program. */
export function processFaults(): UncaughtError | null {
  return taken
}
