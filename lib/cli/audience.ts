/**
 * Who watches a piped session, over losses of the connection. After a restart of the server the device is often back before
 * those who watched it: until they are, nothing may leave the ring that they have not seen.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { AgentLogger, DeviceStatus } from '../device/index.ts'

/** Longer than the longest wait between two tries of a viewer. */
const RETURN_MS = 12_000

export class Audience {
  #viewers = 0
  /** Somebody watched when the connection was lost and has not been seen since. */
  #isMissed = false
  #isLive = true
  /** The time to wait for the server, or for viewers, is over. */
  #isGivenUp = false
  #timer: NodeJS.Timeout | null = null
  #waiting: (() => void)[] = []

  constructor(device: AgentLogger) {
    this.#look(device.status)
    device.onStatus((status) => this.#look(status))
  }

  /** Connected, and nobody is missed. */
  get isHere(): boolean {
    return this.#isLive && !this.#isMissed
  }

  /** Resolves once {@link isHere}, or when the server or those who watched stay away. */
  whenHere(): Promise<void> {
    if (this.isHere || this.#isGivenUp) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #look({ state, viewers }: DeviceStatus): void {
    const wasLive = this.#isLive
    this.#isLive = state === 'live'
    if (this.#isLive) {
      if (viewers > 0) this.#isMissed = false
      this.#viewers = viewers
      if (!wasLive) this.#waitFor(RETURN_MS)
    } else if (wasLive) {
      this.#isMissed ||= this.#viewers > 0
      this.#waitFor(LIMITS.sessionGraceMs)
    }
    if (this.isHere) this.#stopWaiting(false)
    else if (state === 'refused' || state === 'closed') this.#stopWaiting(true)
  }

  #waitFor(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#isLive) this.#isMissed = false
      this.#stopWaiting(!this.#isLive)
    }, ms)
    this.#isGivenUp = false
  }

  #stopWaiting(isGivenUp: boolean): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#isGivenUp = isGivenUp
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
