/** Runs a job again and again, never twice at once. A job works in batches and rests between them, so that others get the thread. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Batches take a few milliseconds of SQLite; with this rest they take less than a tenth of the thread. */
const BATCH_REST_MS = 50

export interface RepeatingJob {
  firstMs: number
  everyMs: number
  /** `rest` rejects once the job is stopped. */
  run(rest: () => Promise<void>): Promise<void>
  /** The run failed; the next one comes as always. */
  failed(error: unknown): void
}

/** Resolves after a time; rejects once the signal is aborted. */
export type Wait = (spanMs: number, signal: AbortSignal) => Promise<unknown>

const WAIT: Wait = (spanMs, signal) => sleep(spanMs, undefined, { signal, ref: false })

/** Returns a function that stops it; a run that is under way ends after its batch. */
export function startRepeating({ firstMs, everyMs, run, failed }: RepeatingJob, wait: Wait = WAIT): () => void {
  const stop = new AbortController()
  const rest = async (spanMs: number) => void (await wait(spanMs, stop.signal))
  const forever = async () => {
    for (await rest(firstMs); ; await rest(everyMs))
      await run(() => rest(BATCH_REST_MS)).catch((error: unknown) => {
        if (stop.signal.aborted) throw error
        failed(error)
      })
  }
  // It ends only when it is stopped.
  forever().catch(() => {})
  return () => stop.abort()
}
