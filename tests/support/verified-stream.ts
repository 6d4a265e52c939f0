/**
 * The two ends that fault tests check: a device whose records carry their number, time and a checksum; and a viewer that
 * takes every record and declared loss in order and reports violations of invariants I1–I4 and I14.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import type { Liveness } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { type AgentLogger, type AgentLoggerOptions, startAgentLogger } from '#lib/sdk/index.ts'
import { DirectConnection } from '#lib/viewer/direct-connection.ts'
import type { Hole } from '#lib/viewer/gap-tracker.ts'
import type { LostReason } from '#lib/viewer/log-handlers.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { VIEWER_TOKEN } from './relay-process.ts'

const TICK_MS = 10

/** `number time checksum filler`; the checksum covers number, time and filler. */
export function checkedBody(number: number, filler: string): string {
  const stated = `${number} ${Date.now()}`
  return `${stated} ${crc32(stated + filler)} ${filler}`
}

export class CheckedDevice {
  readonly logger: AgentLogger
  /** Records logged so far, which is also the number of the newest. */
  logged = 0
  readonly #filler: string
  #isStopped = false

  constructor(
    server: string,
    { recordBytes = 140, ...options }: Partial<AgentLoggerOptions> & { recordBytes?: number } = {},
  ) {
    // Number, time, checksum and the record's own keys take about 70 bytes.
    this.#filler = 'filler '.repeat(Math.ceil(recordBytes / 7)).slice(0, Math.max(1, recordBytes - 70))
    this.logger = startAgentLogger({
      server,
      token: 'agl_d_test',
      installationId: 'installation01',
      redact: false,
      // Without this the filler would shrink to nothing, and with it every flood that is measured in bytes.
      compress: false,
      warn: () => {},
      ...options,
    })
  }

  log(count = 1): void {
    for (let i = 0; i < count; i++) this.logger.info(checkedBody(++this.logged, this.#filler))
  }

  /** Logs at this rate until the time is over or {@link stop}, whatever happens to the records: an open loop. */
  async run(recordsPerSecond: number, seconds = Number.POSITIVE_INFINITY): Promise<void> {
    this.#isStopped = false
    const startedAtMs = performance.now()
    const before = this.logged
    for (;;) {
      const elapsedSeconds = Math.min(seconds, (performance.now() - startedAtMs) / 1000)
      this.log(Math.floor(elapsedSeconds * recordsPerSecond) - (this.logged - before))
      if (this.#isStopped || elapsedSeconds >= seconds) return
      await sleep(TICK_MS)
    }
  }

  stop(): void {
    this.#isStopped = true
  }

  whenLive(): Promise<void> {
    return until(
      () => this.logger.status.state === 'live',
      60_000,
      () => 'the device is not live',
    )
  }

  async close(): Promise<void> {
    this.stop()
    await this.logger.close()
  }
}

export class CheckedViewer {
  readonly connection: ViewerConnection
  /** Its direct paths; null when it uses only the relay. */
  readonly direct: DirectConnection | null
  readonly subscriber: LogSubscriber
  /** Every record below this number was shown or declared lost. */
  next = 1
  shown = 0
  readonly lost: { from: number; to: number; reason: LostReason }[] = []
  /** Violations: a record twice, out of order, missing without a gap notice, or with different bytes than were logged. */
  readonly violations: string[] = []
  /** Time from log() to here for each record since {@link latencies} was last emptied. */
  latencies: number[] = []
  /** When the connection was last accepted, on the clock of performance.now(). */
  liveAtMs = 0
  lostConnections = 0
  holes: readonly Hole[] = []
  /** The device states it received, without repetitions. */
  readonly liveness: Liveness[] = []

  constructor(
    server: string,
    session: string,
    token: string = VIEWER_TOKEN,
    peerConnection: PeerConnectionClass | null = null,
  ) {
    this.connection = new ViewerConnection({
      server,
      hello: async () => ({ version: PROTOCOL_VERSION, token }),
    })
    this.connection.listen({
      status: ({ state }) => {
        if (state === 'live') this.liveAtMs = performance.now()
        if (state === 'reconnecting') this.lostConnections++
        if (state === 'refused') this.violations.push(`refused: ${this.connection.status.error?.code}`)
      },
    })
    this.direct = peerConnection && new DirectConnection({ relay: this.connection, peerConnection })
    this.subscriber = new LogSubscriber({
      connection: this.direct ?? this.connection,
      target: { session },
      want: 'all',
      inOrder: true,
      handlers: {
        onRecords: (_session, records) => {
          const nowMs = Date.now()
          for (const { seq, body } of records) {
            this.#advance(seq, seq)
            this.shown++
            const [number, time, check, ...filler] = body.split(' ')
            if (Number(number) !== seq || Number(check) !== crc32(`${number} ${time}${filler.join(' ')}`)) {
              this.#report(`[I1] record ${seq} came with other bytes: ${body.slice(0, 40)}`)
            }
            this.latencies.push(nowMs - Number(time))
          }
        },
        onGone: (_session, [from, to], reason) => {
          this.#advance(from, to)
          this.lost.push({ from, to, reason })
        },
        onState: ({ liveness }) => {
          if (this.liveness.at(-1) !== liveness) this.liveness.push(liveness)
        },
        onHoles: (_session, holes) => {
          this.holes = holes
        },
        onRefused: (error) => this.#report(`join refused: ${error.code}`),
      },
    })
  }

  get lostCount(): number {
    return this.lost.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  }

  /** Waits until everything up to `head` was shown or declared lost; resolves with how long that took. */
  async has(head: number, timeoutMs = 30_000): Promise<number> {
    const startedAtMs = performance.now()
    const isThere = () => this.next > head || this.violations.length > 0
    await until(isThere, timeoutMs, () => {
      const { state, error } = this.connection.status
      const holes = this.holes.map(({ range, kind }) => `${range.join('–')} ${kind}`).join(', ')
      return `${head} did not come: ${this.next} is next, holes ${holes || 'none'}, ${state} ${error?.code ?? ''}`
    })
    return performance.now() - startedAtMs
  }

  takeLatencies(): number[] {
    return this.latencies.splice(0)
  }

  close(): void {
    this.subscriber.close()
    this.connection.close()
  }

  #advance(from: number, to: number): void {
    if (from < this.next) this.#report(`[I3][I4] ${from} came when ${this.next} was next`)
    if (from > this.next) this.#report(`[I2] ${this.next} … ${from - 1} missing without a word`)
    this.next = to + 1
  }

  #report(what: string): void {
    if (this.violations.length < 20) this.violations.push(what)
  }
}

/** Waits for a condition. If it does not hold in time, `describe` says what is wrong. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  describe: () => string = () => `not so after ${timeoutMs} ms: ${condition}`,
): Promise<void> {
  const endsAtMs = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > endsAtMs) throw new Error(describe())
    await sleep(5)
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
