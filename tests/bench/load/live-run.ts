/**
 * A device that logs at a steady rate through the SDK, and its viewers, against a whole server: how long a record takes from the
 * call that logs it until a viewer has read it. Timers send, so a late server does not delay the next record.
 */
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { decodeRecords } from '#lib/protocol/record.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { type AgentLogger, startAgentLogger } from '#lib/sdk/index.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'
import { sampleLines } from '#tests/bench/records.ts'
import { Account, type Counts, totalOf } from './account.ts'
import { type Latencies, LatencyHistogram } from './histogram.ts'
import { once } from './once.ts'
import { openRawSocketIo } from './raw-socket-io.ts'
import { joined } from './watchers.ts'

export interface LiveOrder {
  server: string
  deviceToken: string
  apiToken: string
  /** All viewers, of which one reads and the others only receive. */
  viewers: number
}

export interface LiveResult extends Counts {
  latencies: Latencies
}

const TICK_MS = 10

export class LiveRun {
  readonly #lines = sampleLines(1000, 1)
  #logger: AgentLogger | null = null
  readonly #closes: (() => void)[] = []
  #sentAtMs: number[] = []
  #histogram = new LatencyHistogram()
  #account = new Account(0)

  async open({ server, deviceToken, apiToken, viewers }: LiveOrder): Promise<void> {
    const logger = startAgentLogger({ server, token: deviceToken, name: 'bench' })
    this.#logger = logger
    while (logger.status.state !== 'live') await new Promise((resolve) => setTimeout(resolve, 10))
    const listed = await fetch(`${server}/api/v1/devices`, { headers: { authorization: `Bearer ${apiToken}` } })
    const { devices } = (await listed.json()) as { devices: { id: string }[] }
    const device = devices[0]?.id
    const auth = { version: PROTOCOL_VERSION, token: apiToken }
    const viewer = io(`${server}/viewer`, { transports: ['websocket'], parser, forceNew: true, auth })
    viewer.on('batch', async (header: BatchHeader, bytes: Uint8Array) => {
      const opened = await openBatch(header, bytes)
      for (const { body } of decodeRecords(opened?.text ?? '', header[2], header[3])) this.#onRecord(body)
    })
    await once(viewer, 'welcome')
    joined(await viewer.emitWithAck('join', { device }))
    this.#closes.push(() => viewer.disconnect())
    for (let beside = 1; beside < viewers; beside++) {
      const { sink, ask } = await openRawSocketIo(Number(new URL(server).port), '/viewer', auth, () => {})
      joined(await ask('join', { device }))
      this.#closes.push(() => sink.close())
    }
  }

  /** Resolves once every record has arrived, or 5 s after the last was logged. */
  async run({ recordsPerSecond, seconds }: { recordsPerSecond: number; seconds: number }): Promise<LiveResult> {
    const count = recordsPerSecond * seconds
    this.#histogram = new LatencyHistogram()
    this.#account = new Account(count)
    this.#sentAtMs = []
    const startMs = performance.now()
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(count, Math.floor(((performance.now() - startMs) * recordsPerSecond) / 1000))
        while (this.#sentAtMs.length < due) this.#send(this.#sentAtMs.length)
        if (due < count) return
        clearInterval(timer)
        resolve()
      }, TICK_MS)
    })
    for (let waited = 0; !this.#account.isComplete && waited < 500; waited++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    return { ...totalOf([this.#account]), latencies: this.#histogram.latencies }
  }

  async close(): Promise<void> {
    for (const close of this.#closes) close()
    await this.#logger?.close()
  }

  #send(index: number): void {
    this.#sentAtMs.push(performance.now())
    this.#logger?.info(`${index} ${this.#lines[index % this.#lines.length]}`)
  }

  #onRecord(body: string): void {
    const nowMs = performance.now()
    const index = Number(body.slice(0, body.indexOf(' ')))
    if (body !== `${index} ${this.#lines[index % this.#lines.length]}`) this.#account.damaged++
    this.#account.take(0, index + 1, 1)
    this.#histogram.add(this.#sentAtMs[index] ?? Number.NaN, nowMs)
  }
}
