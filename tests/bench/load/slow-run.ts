/**
 * A steady stream to good viewers, with or without others that stop reading. It starts with a burst that fills the kernel
 * buffers of the slow ones, so that every later byte for them would stay in the relay.
 */
import { Account, type Counts, totalOf } from './account.ts'
import { type Latencies, LatencyHistogram } from './histogram.ts'
import { until } from './latency-run.ts'
import { Payloads } from './payloads.ts'
import type { Producer } from './producer.ts'
import { openDevice } from './producers.ts'
import { openRawSocketIo } from './raw-socket-io.ts'
import { viewerAuth } from './rights.ts'
import { joined, openVerifier } from './watchers.ts'

export interface SlowOrder {
  port: number
  slice: string
  good: number
  slow: number
  batchesPerSecond: number
  seconds: number
  seed: number
}

export interface SlowResult extends Counts {
  /** From when a batch should have been sent until a good viewer has it. */
  latencies: Latencies
  sentBytes: number
  /** What the slow viewers accepted, including kernel buffers. */
  slowReceivedBytes: number
}

const BATCH = 100
/** Below the burst that a relay allows a device; more than a kernel buffers for a socket that nobody reads. */
const PREFILL_BYTES = 12 * 1024 * 1024

export class SlowRun {
  readonly #order: SlowOrder
  readonly #payloads: Payloads
  readonly #closes: (() => void)[] = []
  readonly #account = new Account(Number.POSITIVE_INFINITY)
  readonly #slow: { receivedBytes: number }[] = []
  #producer: Producer | null = null
  #next = 1
  #sentBytes = 0
  #arrived = () => {}

  constructor(order: SlowOrder) {
    this.#order = order
    this.#payloads = new Payloads(BATCH, order.seed, false)
  }

  async open(): Promise<void> {
    const { port, slice, good, slow } = this.#order
    this.#producer = await openDevice(port, slice, this.#payloads, () => {})
    const watch = { server: 'relay' as const, port, sessions: new Map([[slice, 0]]), account: this.#account }
    this.#closes.push(await openVerifier({ ...watch, arrived: () => this.#arrived() }, this.#payloads))
    for (let i = 1; i < good + slow; i++) {
      const { sink, ask } = await openRawSocketIo(port, '/viewer', viewerAuth(), () => {})
      joined(await ask('join', { session: slice }))
      this.#closes.push(() => sink.close())
      if (i < good) continue
      sink.socket.pause()
      this.#slow.push(sink)
    }
  }

  /** Waits until the good viewer has all of it. */
  async prefill(): Promise<void> {
    while (this.#sentBytes < PREFILL_BYTES) {
      if (this.#isFree) this.#send()
      else await new Promise((resolve) => setTimeout(resolve, 1))
    }
    while (this.#account.delivered < this.#next - 1) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  async run(): Promise<SlowResult> {
    const { batchesPerSecond, seconds } = this.#order
    const histogram = new LatencyHistogram()
    const firstAt = this.#next
    const startAtMs = performance.now() + 20
    const intendedAt = (index: number) => startAtMs + (index * 1000) / batchesPerSecond
    let seen = 0
    this.#arrived = () => {
      for (; firstAt + seen * BATCH <= this.#account.delivered; seen++)
        histogram.add(intendedAt(seen), performance.now())
    }
    for (let i = 0; i < batchesPerSecond * seconds; i++) {
      await until(intendedAt(i))
      while (!this.#isFree) await new Promise((resolve) => setTimeout(resolve, 1))
      this.#send()
    }
    for (let waited = 0; this.#account.delivered < this.#next - 1 && waited < 500; waited++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    return {
      ...totalOf([this.#account]),
      lost: this.#next - 1 - this.#account.delivered,
      latencies: histogram.latencies,
      sentBytes: this.#sentBytes,
      slowReceivedBytes: this.#slow.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
    }
  }

  close(): void {
    this.#producer?.close()
    for (const close of this.#closes) close()
  }

  /** The verifying viewer is at most one credit behind. */
  get #isFree(): boolean {
    return (this.#producer?.isFree() ?? false) && this.#next - this.#account.delivered < 2_000
  }

  #send(): void {
    this.#producer?.send(this.#next, BATCH)
    this.#sentBytes += this.#payloads.at(this.#next).bytes.byteLength
    this.#next += BATCH
  }
}
