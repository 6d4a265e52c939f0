/**
 * Single records at a steady pace through the SDK and the relay, and as JSON through a raw `ws` broadcast: the time from when
 * each should have been sent until a viewer has read it. Open loop: a late server does not delay the next record.
 */
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import WebSocket from 'ws'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { decodeRecords } from '#lib/protocol/record.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'
import { sampleLines } from '#tests/bench/records.ts'
import { DEVICE } from '#tests/support/sessions.ts'
import { Account, type Counts, totalOf } from './account.ts'
import { peekHead } from './framings.ts'
import { type Latencies, LatencyHistogram } from './histogram.ts'
import { once } from './once.ts'
import { openRawSocketIo, openRawWebSocket } from './raw-socket-io.ts'
import { viewerAuth } from './rights.ts'
import { joined } from './watchers.ts'

export type LatencyArm = 'relay' | 'ws'

export interface LatencyOrder {
  arm: LatencyArm
  recordsPerSecond: number
  seconds: number
}

export interface LatencyResult extends Counts {
  latencies: Latencies
}

const BESIDE = 9
/** Timers are late by a millisecond or two, so the rest of the wait is a busy loop on the clock. */
const TIMER_SLACK_MS = 3

interface Path {
  send(body: string): void
  close(): void
}

export class LatencyRun {
  readonly #paths = new Map<LatencyArm, Path>()
  readonly #lines = sampleLines(1000, 1)
  /** State of the current slice. */
  #intendedAtMs: number[] = []
  #histogram = new LatencyHistogram()
  #account = new Account(0)

  async open(ports: Record<LatencyArm, number>): Promise<void> {
    this.#paths.set('relay', await this.#openRelay(ports.relay))
    this.#paths.set('ws', await this.#openWs(ports.ws))
  }

  async run({ arm, recordsPerSecond, seconds }: LatencyOrder): Promise<LatencyResult> {
    const path = this.#paths.get(arm) as Path
    const count = recordsPerSecond * seconds
    this.#histogram = new LatencyHistogram()
    this.#account = new Account(count)
    const startAtMs = performance.now() + 50
    this.#intendedAtMs = Array.from({ length: count }, (_, i) => startAtMs + (i * 1000) / recordsPerSecond)
    for (const [i, atMs] of this.#intendedAtMs.entries()) {
      await until(atMs)
      path.send(`${i} ${this.#lines[i % this.#lines.length]}`)
    }
    for (let waited = 0; !this.#account.isComplete && waited < 200; waited++)
      await new Promise((resolve) => setTimeout(resolve, 10))
    return { ...totalOf([this.#account]), latencies: this.#histogram.latencies }
  }

  close(): void {
    for (const path of this.#paths.values()) path.close()
  }

  #onMessage(body: string): void {
    const nowMs = performance.now()
    const index = Number(body.slice(0, body.indexOf(' ')))
    if (body !== `${index} ${this.#lines[index % this.#lines.length]}`) this.#account.damaged++
    this.#account.take(0, index + 1, 1)
    this.#histogram.add(this.#intendedAtMs[index] ?? Number.NaN, nowMs)
  }

  async #openRelay(port: number): Promise<Path> {
    const server = `http://127.0.0.1:${port}`
    const logger = startAgentLogger({ server, token: 'agl_d_x' })
    while (logger.status.state !== 'live') await new Promise((resolve) => setTimeout(resolve, 10))
    const viewer = io(`${server}/viewer`, { transports: ['websocket'], parser, forceNew: true, auth: viewerAuth() })
    viewer.on('batch', async (header: BatchHeader, bytes: Uint8Array) => {
      const opened = await openBatch(header, bytes)
      for (const { body } of decodeRecords(opened?.text ?? '', header[2], header[3])) this.#onMessage(body)
    })
    await once(viewer, 'welcome')
    joined(await viewer.emitWithAck('join', { device: DEVICE }))
    const beside = await Promise.all(
      Array.from({ length: BESIDE }, async () => {
        const { sink, ask } = await openRawSocketIo(port, '/viewer', viewerAuth(), () => {})
        joined(await ask('join', { device: DEVICE }))
        return sink
      }),
    )
    return {
      send: (body) => logger.info(body),
      close: () => {
        void logger.close()
        viewer.disconnect()
        for (const sink of beside) sink.close()
      },
    }
  }

  async #openWs(port: number): Promise<Path> {
    const [device, viewer] = ['device', 'viewer'].map(
      (role) => new WebSocket(`ws://127.0.0.1:${port}/${role}`, { perMessageDeflate: false }),
    ) as [WebSocket, WebSocket]
    viewer.on('message', (data: Buffer) => this.#onMessage(JSON.parse(data.toString()).body))
    await Promise.all([once(device, 'open'), once(viewer, 'open')])
    const sink = { records: () => {}, control: () => {} }
    const beside = await Promise.all(
      Array.from({ length: BESIDE }, () => openRawWebSocket(port, '/viewer', peekHead, sink)),
    )
    return {
      send: (body) => device.send(JSON.stringify({ timeMs: Date.now(), level: 'info', body })),
      close: () => {
        for (const socket of [device, viewer]) socket.terminate()
        for (const sink of beside) sink.close()
      },
    }
  }
}

export async function until(atMs: number): Promise<void> {
  const leftMs = atMs - performance.now()
  if (leftMs > TIMER_SLACK_MS) await new Promise((resolve) => setTimeout(resolve, leftMs - TIMER_SLACK_MS))
  while (performance.now() < atMs) await new Promise((resolve) => setImmediate(resolve))
}
