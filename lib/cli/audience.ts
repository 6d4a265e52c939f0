/**
 * Who watches a piped session, over losses of the connection. After a restart of the server the device is often back before
 * those who watched it: until they are, nothing may leave the ring that they have not seen.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { AgentLogger, DeviceStatus } from '../device/index.ts'

/** Longer than the longest wait between two tries of a viewer. */
const RETURN_MS = 12_000
/** Those who are back fetch what they missed: a ring at a quarter of a megabyte per round trip of a tenth of a second. */
const FETCH_MS = 2_500

export class Audience {
  #viewers = 0
  /** Somebody watched when the connection was lost and has not been seen since. */
  #isMissed = false
  #isFetching = false
  #isLive = true
  /** The time to wait for the server, or for viewers, is over. */
  #isGivenUp = false
  #timer: NodeJS.Timeout | null = null
  #waiting: (() => void)[] = []

  constructor(device: AgentLogger) {
    this.#look(device.status)
    device.onStatus((status) => this.#look(status))
  }

  /** Connected, and nobody is missed: those who were have had time to fetch what they had not seen. */
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
      this.#viewers = viewers
      if (!wasLive) this.#isFetching = false
      if (!wasLive && this.#isMissed) this.#waitFor(RETURN_MS)
      if (this.#isMissed && viewers > 0 && !this.#isFetching) {
        this.#isFetching = true
        this.#waitFor(FETCH_MS)
      }
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
