/**
 * Flow control of one device's live batches [DV2][RL5][LM3]: what it has sent and not got back as credit, what may be
 * acknowledged, and whether its rate lets that happen now. Pure; the time is an argument.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { TokenBucket } from './token-bucket.ts'

/** Twice the credit: one credit under way, and one that a delayed acknowledgment of ours may have released meanwhile. */
function unackedBytesMax(): number {
  return LIMITS.creditBytes * 2 + LIMITS.batchBytesMax
}

export class DeviceFlow {
  readonly #rate: TokenBucket
  #unackedBytes = 0
  #ackUpTo = 0
  #isHeldBack = false

  constructor(nowMs: number) {
    this.#rate = new TokenBucket(LIMITS.deviceBytesPerSecond, LIMITS.deviceBytesPerSecond * 4, nowMs)
  }

  /** Bytes received and not yet acknowledged. */
  get unackedBytes(): number {
    return this.#unackedBytes
  }

  /** So much is unacknowledged that the device is about to run out of credit. */
  get isAckUrgent(): boolean {
    return this.#unackedBytes >= LIMITS.creditBytes / 2
  }

  /** The device is over its rate and waits for credit. */
  get isHeldBack(): boolean {
    return this.#isHeldBack
  }

  /** Charges a live batch. False: the device ignores its credit. */
  charge(bytes: number, nowMs: number): boolean {
    this.#unackedBytes += bytes
    if (this.#unackedBytes > unackedBytesMax()) return false
    this.#rate.charge(bytes, nowMs)
    return true
  }

  /** Everything up to this seq may be acknowledged. */
  allowAck(upTo: number): void {
    this.#ackUpTo = Math.max(this.#ackUpTo, upTo)
  }

  /** Gives the credit back and returns the seq to acknowledge; null while the device is over its rate. */
  release(nowMs: number): number | null {
    this.#isHeldBack = this.#rate.debtMs(nowMs) > 0
    if (this.#isHeldBack) return null
    this.#unackedBytes = 0
    return this.#ackUpTo
  }

  /** The connection is another one now, or none: what was pending on it is void. The rate stays. */
  reset(): void {
    this.#unackedBytes = 0
    this.#ackUpTo = 0
  }
}
