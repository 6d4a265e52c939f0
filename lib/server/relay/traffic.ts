/**
 * Traffic through this node, as numbers: totals since its start, the rate of the last second, and the seconds of the last
 * minute. Counting is two additions; {@link Traffic.sample} computes the rates once a second.
 */

/** How many seconds of rates are kept. */
export const TRAFFIC_SECONDS = 60

/** One direction. `bytes` counts sealed batches as they cross the socket, without frames and headers. */
export class TrafficMeter {
  bytes = 0
  batches = 0
  bytesPerSecond = 0
  batchesPerSecond = 0
  /** Bytes in each of the last {@link TRAFFIC_SECONDS} seconds, the newest last. */
  readonly secondsBytes: number[] = new Array<number>(TRAFFIC_SECONDS).fill(0)
  #sampledBytes = 0
  #sampledBatches = 0

  add(bytes: number, batches = 1): void {
    this.bytes += bytes
    this.batches += batches
  }

  sample(elapsedMs: number): void {
    this.bytesPerSecond = perSecond(this.bytes - this.#sampledBytes, elapsedMs)
    this.batchesPerSecond = perSecond(this.batches - this.#sampledBatches, elapsedMs)
    this.#sampledBytes = this.bytes
    this.#sampledBatches = this.batches
    // After a stall the sample covers several seconds: each gets their mean, so that the time axis stays right.
    const seconds = Math.min(TRAFFIC_SECONDS, Math.max(1, Math.round(elapsedMs / 1000)))
    this.secondsBytes.splice(0, seconds)
    for (let i = 0; i < seconds; i++) this.secondsBytes.push(this.bytesPerSecond)
  }
}

export class Traffic {
  /** From devices. */
  readonly in = new TrafficMeter()
  /** To viewers, counted once for each viewer. */
  readonly out = new TrafficMeter()
  #sampledAtMs: number

  constructor(nowMs: number) {
    this.#sampledAtMs = nowMs
  }

  /** Once a second. */
  sample(nowMs: number): void {
    const elapsedMs = nowMs - this.#sampledAtMs
    if (elapsedMs <= 0) return
    this.#sampledAtMs = nowMs
    this.in.sample(elapsedMs)
    this.out.sample(elapsedMs)
  }
}

function perSecond(count: number, elapsedMs: number): number {
  return Math.round((count / elapsedMs) * 1000)
}
