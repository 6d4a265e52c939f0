/** Calls the host's status listeners when something worth showing has changed. */
import { jsonText } from '#lib/protocol/json-text.ts'
import type { DeviceStatus } from './logger.ts'
import { messageOf } from './record/serializer.ts'
import { runAsHost } from './reentrancy-guard.ts'

type Listener = (status: DeviceStatus) => void

export class StatusListeners {
  readonly #warn: (sentence: string) => void
  readonly #listeners = new Set<Listener>()
  /** The status as the listeners last saw it; null before {@link start}. */
  #reported: string | null = null

  constructor(warn: (sentence: string) => void) {
    this.#warn = warn
  }

  /** Returns a function that removes the listener. */
  add(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** The host has its logger in hand; no listener is called before. */
  start(): void {
    this.#reported = ''
  }

  /** `attempts`: how often the relay was dialed. */
  report(status: DeviceStatus, attempts: number): void {
    const { state, viewers, direct, pageUrl, error } = status
    const now = jsonText([state, viewers, direct, pageUrl, error, state === 'backoff' && attempts])
    if (this.#reported === null || now === this.#reported) return
    this.#reported = now
    for (const listener of this.#listeners) this.#call(listener, status)
  }

  #call(listener: Listener, status: DeviceStatus): void {
    try {
      runAsHost(() => listener(status))
    } catch (error) {
      this.#warn(`a status listener failed: ${messageOf(error)}`) // [DV9] not thrown: no code of the host could catch it
    }
  }
}
