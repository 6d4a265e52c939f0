/** A viewer that keeps everything it gets: records in the order of arrival, and ranges reported as gone. */
import { inflateRawSync } from 'node:zlib'
import { FLAG, lastSeqOf } from '#lib/protocol/batch.ts'
import type { SeqRange, SessionState } from '#lib/protocol/messages.ts'
import { decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import type { AgentLogger, DeviceStatus } from '#lib/sdk/index.ts'
import { person } from '#tests/support/sessions.ts'
import type { TestRelay, TestViewer } from '#tests/support/start-relay.ts'

/** Resolves once the device's status meets the condition. */
export function status(device: AgentLogger, isIt: (status: DeviceStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = device.onStatus(() => look())
    const look = () => {
      if (!isIt(device.status)) return
      stop()
      resolve()
    }
    look()
  })
}

export class Watching {
  readonly socket: TestViewer
  readonly records = new Map<number, NumberedRecord>()
  readonly gone: [SeqRange, string][] = []
  state: SessionState | null = null
  /** Batches that began at or below a number that was already shown live. */
  repeated = 0
  #lastLive = 0
  #changed = () => {}

  private constructor(socket: TestViewer) {
    this.socket = socket
    socket.on('batch', (header, bytes) => {
      const isFill = (header[1] & 4) !== 0
      if (!isFill) {
        if (header[2] <= this.#lastLive) this.repeated++
        this.#lastLive = lastSeqOf(header)
      }
      const text = new TextDecoder().decode(header[1] & FLAG.deflate ? inflateRawSync(bytes) : bytes)
      for (const record of decodeRecords(text, header[2], header[3])) this.records.set(record.seq, record)
      this.#changed()
    })
    socket.on('gone', (_session, range, reason) => {
      this.gone.push([range, reason])
      this.#changed()
    })
    socket.on('state', (state) => {
      this.state = state
      this.#changed()
    })
  }

  /** Waits until the server has accepted the device, then joins its session. */
  static async join(relay: TestRelay, device: AgentLogger): Promise<Watching> {
    await status(device, ({ state }) => state === 'live')
    relay.grants.set('ada', person())
    const watching = new Watching(relay.viewer({ token: 'ada' }))
    await new Promise<void>((resolve, reject) => {
      watching.socket.once('welcome', () => resolve())
      watching.socket.once('connect_error', reject)
    })
    const answer = await watching.socket.emitWithAck('join', { session: device.session })
    if (!answer.ok) throw new Error(answer.error.message)
    watching.state = answer.state
    return watching
  }

  /** Resolves once the condition holds; checked at every message. */
  until(isDone: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = () => {
        if (isDone()) resolve()
      }
      this.#changed()
    })
  }

  /** Resolves with every record from 1 to `last`, asking again for missing ones. */
  async has(last: number): Promise<void> {
    const ask = () => {
      const missing: SeqRange[] = []
      for (let seq = 1; seq <= last; seq++) {
        const range = missing.at(-1)
        if (this.records.has(seq)) continue
        if (range && range[1] === seq - 1) missing[missing.length - 1] = [range[0], seq]
        else missing.push([seq, seq])
      }
      if (missing.length > 0 && this.state) this.socket.emit('need', this.state.session, missing.slice(-16))
    }
    const timer = setInterval(ask, 500)
    ask()
    await this.until(() => this.records.size >= last)
    clearInterval(timer)
  }

  get bodies(): string[] {
    return [...this.records.values()].sort((a, b) => a.seq - b.seq).map(({ body }) => body)
  }
}
