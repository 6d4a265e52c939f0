/** Which sessions the log holds, in the order of the list. */
import type { LogReader } from '#lib/viewer/log-reader.ts'

export interface HeldSession {
  id: string
  /** Epoch milliseconds; 0: unknown. */
  startedAtMs: number
}

export function answerSessions(reader: LogReader, _request: null): HeldSession[] {
  return reader.sessions.map(({ id, startedAtMs }) => ({ id, startedAtMs }))
}
