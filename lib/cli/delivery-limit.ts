/** How long the end of a session waits for the server to accept its last records. Pure; takes time as an argument. */
import { LIMITS } from '#lib/protocol/limits.ts'

/** After this long without an acknowledgment, the server keeps nothing of the session that it could resume. */
export const SILENT_MS = LIMITS.sessionStaleMs
/** The same when a pipeline waits for the end: as long as the server remembers a lost connection. */
export const TEE_SILENT_MS = LIMITS.sessionGraceMs
/**
 * Maximum wait after a stop request, even if acknowledgments arrive. With the goodbye, it stays below Kubernetes' 30
 * s.
 */
export const STOPPED_MS = 18_000
/** The least of that which remains when the input went on for long after the stop request. */
export const STOPPED_REST_MS = 10_000

export class DeliveryLimit {
  readonly #beganAtMs: number
  readonly #silentMs: number
  #acked = 0
  #silentSinceMs: number

  /** `silentMs` is how long to wait without an acknowledgment. */
  constructor(nowMs: number, silentMs = SILENT_MS) {
    this.#beganAtMs = nowMs
    this.#silentSinceMs = nowMs
    this.#silentMs = silentMs
  }

  /** Call when everything up to `acked` is acknowledged. Only progress extends the limit; a new connection does not. */
  onAck(acked: number, nowMs: number): void {
    if (acked <= this.#acked) return
    this.#acked = acked
    this.#silentSinceMs = nowMs
  }

  /** `stoppedAtMs` is when the stop was requested, or null. */
  endsAtMs(stoppedAtMs: number | null): number {
    const silentMs = this.#silentSinceMs + this.#silentMs
    if (stoppedAtMs === null) return silentMs
    return Math.min(silentMs, Math.max(stoppedAtMs + STOPPED_MS, this.#beganAtMs + STOPPED_REST_MS))
  }
}
