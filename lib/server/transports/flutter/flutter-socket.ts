/** What connections of Flutter apps and their viewers have in common: the heartbeat, and how one is closed. Over ws. */
import type { WebSocket } from 'ws'
import type { AppError } from '#lib/protocol/app-error.ts'
import { ERROR_CODES, type ErrorCodeName } from '#lib/protocol/error-codes.ts'

const MISSED_MAX = 2
/** A client that does not answer the close is cut off after this time. */
const CLOSE_MS = 1000

/** [FB9] Pings the client; after {@link MISSED_MAX} unanswered pings it terminates the connection. */
export class Heartbeat {
  readonly #ws: WebSocket
  #missed = 0
  readonly #probes = new Set<(isAlive: boolean) => void>()

  constructor(ws: WebSocket) {
    this.#ws = ws
    ws.on('pong', () => this.alive())
    ws.on('close', () => this.#settle(false))
  }

  /** The client sent something. */
  alive(): void {
    this.#missed = 0
    this.#settle(true)
  }

  /** Call at every ping interval. */
  ping(): void {
    if (this.#missed >= MISSED_MAX) {
      this.#ws.terminate()
      return
    }
    this.#missed++
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping()
  }

  /** Pings at once and resolves to whether the client sent anything within this time. */
  async probe(withinMs: number): Promise<boolean> {
    if (this.#ws.readyState !== this.#ws.OPEN) return false
    return new Promise((resolve) => {
      const settle = (isAlive: boolean) => {
        clearTimeout(timer)
        this.#probes.delete(settle)
        resolve(isAlive)
      }
      const timer = setTimeout(() => settle(false), withinMs)
      this.#probes.add(settle)
      this.#ws.ping()
    })
  }

  #settle(isAlive: boolean): void {
    for (const settle of this.#probes) settle(isAlive)
  }
}

/** The error's HTTP status in the range that RFC 6455 leaves to programs: 4404 for what is not there. */
export function closeCodeOf(code: ErrorCodeName): number {
  return 4000 + ERROR_CODES[code].http
}

export function closeSocket(ws: WebSocket, error: AppError): void {
  ws.close(closeCodeOf(error.code), error.code)
  const timer = setTimeout(() => ws.terminate(), CLOSE_MS)
  timer.unref()
  ws.once('close', () => clearTimeout(timer))
}
