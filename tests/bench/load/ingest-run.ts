/** One slice of the ingest bench: posts bodies with keep-alive, and counts at a viewer what became of them. */
import http from 'node:http'
import { io, type Socket } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { DEVICE } from '#tests/support/sessions.ts'
import { ingestBodies } from './ingest-bodies.ts'
import { ADDRESSES, BODY_RECORDS, type IngestFormat, SOURCES } from './ingest-formats.ts'
import { viewerAuth } from './rights.ts'

export interface IngestOrder {
  port: number
  format: IngestFormat
  bodies: number
  /** The server has viewers: one checks that every record arrives. */
  isWatched: boolean
  seed: number
}

export interface IngestResult {
  records: number
  seconds: number
  /** Accepted, and not seen by the viewer. */
  lost: number
  /** Bodies that were not taken. */
  refused: number
}

/** A viewer to which nothing comes for this long has got all that it will get. */
const SILENCE_MS = 3_000

export class IngestRun {
  readonly #order: IngestOrder
  readonly #bodies: Buffer[]
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: SOURCES })
  #viewer: Socket | null = null
  #seen = 0
  #arrived = () => {}

  constructor(order: IngestOrder) {
    this.#order = order
    this.#bodies = ingestBodies(order.format, order.seed)
  }

  async open(): Promise<void> {
    const { port, isWatched } = this.#order
    if (!isWatched) return
    const viewer = io(`http://127.0.0.1:${port}/viewer`, {
      ...{ transports: ['websocket'], parser, auth: viewerAuth(), forceNew: true },
    })
    this.#viewer = viewer
    viewer.on('batch', (header: BatchHeader) => {
      this.#seen += header[3]
      this.#arrived()
    })
    await viewer.emitWithAck('join', { device: DEVICE })
    // Sessions begin before anything is counted, and the viewer follows them from then on.
    for (let source = 0; source < SOURCES; source++) await this.#post(source)
    await this.#sawAll(SOURCES * BODY_RECORDS)
    this.#seen = 0
  }

  async run(): Promise<IngestResult> {
    const { bodies, isWatched } = this.#order
    const startMs = performance.now()
    const records = bodies * BODY_RECORDS
    let refused = 0
    await Promise.all(
      Array.from({ length: SOURCES }, async (_, source) => {
        for (let body = source; body < bodies; body += SOURCES) if (!(await this.#post(body))) refused++
      }),
    )
    const accepted = records - refused * BODY_RECORDS
    if (isWatched) await this.#sawAll(accepted)
    const seconds = (performance.now() - startMs) / 1000
    return { records, seconds, lost: isWatched ? accepted - this.#seen : 0, refused }
  }

  close(): void {
    this.#viewer?.disconnect()
    this.#agent.destroy()
  }

  /** Whether the body was taken. */
  #post(index: number): Promise<boolean> {
    const { port, format } = this.#order
    const { path, type } = ADDRESSES[format]
    const source = index % SOURCES
    const body = this.#bodies[index % this.#bodies.length] as Buffer
    const headers = {
      authorization: `Bearer agl_d_${source}`,
      'content-type': type,
      'content-length': body.length,
    }
    return new Promise((resolve, reject) => {
      const options = { port, host: '127.0.0.1', method: 'POST', path: `${path}?name=shop${source}`, headers }
      const request = http.request({ ...options, agent: this.#agent }, (response) => {
        response.on('end', () => resolve((response.statusCode ?? 500) < 300)).resume()
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  /** Resolves when the viewer has this many records, or when none came for a while. */
  #sawAll(records: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout
      this.#arrived = () => {
        clearTimeout(timer)
        if (this.#seen >= records) resolve()
        else timer = setTimeout(resolve, SILENCE_MS)
      }
      this.#arrived()
    })
  }
}
