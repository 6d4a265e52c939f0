/** Turns chunks of input into the records of a sink, and sends what waits for more lines when it is due. */

import type { LineOptions, LineRecord } from '#lib/lines/line-record.ts'
import { LineRecords } from '#lib/lines/line-records.ts'
import type { AgentLogger } from '#lib/sdk/index.ts'

export interface LineFeedOptions extends LineOptions {
  /** While false, records are only counted. */
  isWanted: () => boolean
  /** Whether input waits that has not been taken: then nothing is due, because it may belong to what was read. */
  hasInput: () => boolean
}

export class LineFeed {
  readonly #device: AgentLogger
  readonly #options: LineFeedOptions
  readonly #records: LineRecords
  #timer: NodeJS.Timeout | undefined
  #unwanted = 0

  constructor(device: AgentLogger, options: LineFeedOptions) {
    this.#device = device
    this.#options = options
    this.#records = new LineRecords(options)
  }

  take(chunk: Buffer): void {
    this.#send(this.#records.take(chunk, Date.now()))
    this.#schedule()
  }

  /** The input has ended. */
  end(): void {
    clearTimeout(this.#timer)
    this.#send(this.#records.end(Date.now()))
  }

  get unwanted(): number {
    return this.#unwanted
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    const dueAtMs = this.#records.dueAtMs
    // After a blocked event loop, timers come before the input that arrived meanwhile; an immediate comes after it.
    if (dueAtMs !== null) this.#timer = setTimeout(() => setImmediate(() => this.#sendDue()), dueAtMs - Date.now())
  }

  #sendDue(): void {
    if (!this.#options.hasInput()) this.#send(this.#records.due(Date.now()))
    this.#schedule()
  }

  #send(records: LineRecord[]): void {
    if (this.#options.isWanted()) for (const record of records) this.#device.log(record)
    else this.#unwanted += records.length
  }
}
