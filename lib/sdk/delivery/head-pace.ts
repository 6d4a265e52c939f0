/**
 * When a device states its head [DV4]: at most once a second while it moves or waits to be acknowledged, and every
 * `headIntervalMs` anyway. Pure.
 */
import { LIMITS } from '#lib/protocol/limits.ts'

const MOVING_INTERVAL_MS = 1_000

export class HeadPace {
  #sentAtMs = Number.NEGATIVE_INFINITY
  #sentHead = 0

  /** A connection was accepted. Its hello stated the head, so the first move after it is stated at once. */
  onConnect(head: number, nowMs: number): void {
    this.#sentAtMs = nowMs - MOVING_INTERVAL_MS
    this.#sentHead = head
  }

  dueAtMs(head: number, isAckWanted: boolean): number {
    const isMoving = isAckWanted || head !== this.#sentHead
    return this.#sentAtMs + (isMoving ? MOVING_INTERVAL_MS : LIMITS.headIntervalMs)
  }

  onSent(head: number, nowMs: number): void {
    this.#sentAtMs = nowMs
    this.#sentHead = head
  }
}
