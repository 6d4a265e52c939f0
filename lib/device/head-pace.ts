/**
 * When a device states its head [DV4]: at most once a second while it moves or waits to be acknowledged, and every
 * `headIntervalMs` anyway. Pure.
 */
import { LIMITS } from '../protocol/limits.ts'

const MOVING_INTERVAL_MS = 1_000

export class HeadPace {
  #statedAtMs = Number.NEGATIVE_INFINITY
  #statedHead = 0

  /** A connection was accepted. Its hello has told the head already, so the first move is stated at once. */
  connected(head: number, nowMs: number): void {
    this.#statedAtMs = nowMs - MOVING_INTERVAL_MS
    this.#statedHead = head
  }

  dueAtMs(head: number, isAckWanted: boolean): number {
    const isMoving = isAckWanted || head !== this.#statedHead
    return this.#statedAtMs + (isMoving ? MOVING_INTERVAL_MS : LIMITS.headIntervalMs)
  }

  stated(head: number, nowMs: number): void {
    this.#statedAtMs = nowMs
    this.#statedHead = head
  }
}
