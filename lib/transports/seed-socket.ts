/** What connections of the original's apps and viewers have in common: pings, and how one is ended. Over ws. */
import type { WebSocket } from 'ws'
import type { AppError } from '../errors.ts'
import { ERROR_CODES, type ErrorCodeName } from '../protocol/error-codes.ts'

const MISSED_MAX = 2

/** [S13.1.4] Asks whether the other end is there; after {@link MISSED_MAX} silent pings it is not. */
export class Pulse {
  readonly #ws: WebSocket
  #missed = 0
  readonly #probes = new Set<(isAlive: boolean) => void>()

  constructor(ws: WebSocket) {
    this.#ws = ws
    ws.on('pong', () => this.alive())
    ws.on('close', () => this.#answer(false))
  }

  /** It was heard. */
  alive(): void {
    this.#missed = 0
    this.#answer(true)
  }

  /** At every ping interval. */
  beat(): void {
    if (this.#missed >= MISSED_MAX) {
      this.#ws.terminate()
      return
    }
    this.#missed++
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping()
  }

  /** Whether it answers a ping within this time. */
  async answers(withinMs: number): Promise<boolean> {
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

  #answer(isAlive: boolean): void {
    for (const settle of this.#probes) settle(isAlive)
  }
}

/** 4404 for what is not there, and so on: the status of HTTP in the range for programs. */
export function closeCodeOf(code: ErrorCodeName): number {
  return 4000 + ERROR_CODES[code].http
}

/** Closes politely; what does not answer is cut soon after. */
export function closeSocket(ws: WebSocket, error: AppError): void {
  ws.close(closeCodeOf(error.code), error.code)
  const timer = setTimeout(() => ws.terminate(), 1000)
  timer.unref()
  ws.once('close', () => clearTimeout(timer))
}
