/**
 * What crosses a data channel, and how [DR6]: texts are small JSON arrays; binary messages are batches, the first with a head
 * before the payload, a large payload going on in the messages that follow. Pure; the channel keeps order and loses nothing.
 */
import { type BatchHeader, batchFault } from '../protocol/batch.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { GoneReason, SeqRange } from '../protocol/messages.ts'

/** From the device. Its `head` is also its beat, and the first one says that the path is open. */
export type DeviceSays = ['head', tail: number, head: number] | ['gone', from: number, to: number, reason: GoneReason]

/** From the viewer. */
export type ViewerSays = ['beat'] | ['need', SeqRange[]]

const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder() }

/** The messages of one batch, each at most LIMITS.channelMessageBytesMax long. */
export function batchFrames(header: BatchHeader, bytes: Uint8Array): ArrayBuffer[] {
  // The session is the channel's.
  const head = utf8.encoder.encode(JSON.stringify(header.slice(1)))
  const room = LIMITS.channelMessageBytesMax - 1 - head.length
  const first = new Uint8Array(1 + head.length + Math.min(room, bytes.byteLength))
  first[0] = head.length
  first.set(head, 1)
  first.set(bytes.subarray(0, room), 1 + head.length)
  const frames = [first.buffer]
  for (let at = room; at < bytes.byteLength; at += LIMITS.channelMessageBytesMax) {
    frames.push(bytes.slice(at, at + LIMITS.channelMessageBytesMax).buffer as ArrayBuffer)
  }
  return frames
}

/** Puts the batches of one session together again. Throws at what is none: the channel is of no use any more. */
export class BatchReader {
  readonly #session: string
  #header: BatchHeader | null = null
  #bytes = new Uint8Array(0)
  #filled = 0

  constructor(session: string) {
    this.#session = session
  }

  /** Null until the batch is whole. */
  read(frame: ArrayBuffer): { header: BatchHeader; bytes: Uint8Array } | null {
    let part = new Uint8Array(frame)
    if (!this.#header) {
      const headEnd = 1 + (part[0] ?? 0)
      const fields: unknown = JSON.parse(utf8.decoder.decode(part.subarray(1, headEnd)))
      if (!Array.isArray(fields) || !(fields[3] >= 0 && fields[3] <= LIMITS.batchBytesMax))
        throw new Error('not a batch')
      this.#header = [this.#session, ...fields] as unknown as BatchHeader
      this.#bytes = new Uint8Array(fields[3])
      this.#filled = 0
      part = part.subarray(headEnd)
    }
    this.#bytes.set(part, this.#filled) // throws when there is more than was announced
    this.#filled += part.length
    if (this.#filled < this.#bytes.length) return null
    const batch = { header: this.#header, bytes: this.#bytes }
    this.#header = null
    const fault = batchFault(batch.header, batch.bytes)
    if (fault) throw new Error(fault)
    return batch
  }
}

/** Null: not one of ours. */
export function readDeviceText(text: string): DeviceSays | null {
  const [kind, a, b, reason] = read(text)
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return null
  if (kind === 'head') return [kind, a as number, b as number]
  const isGone = kind === 'gone' && (a as number) >= 1 && (b as number) >= (a as number)
  return isGone && (reason === 'evicted' || reason === 'overrun') ? [kind, a as number, b as number, reason] : null
}

/** Null: not one of ours. */
export function readViewerText(text: string): ViewerSays | null {
  const [kind, ranges] = read(text)
  if (kind === 'beat') return [kind]
  if (kind !== 'need' || !Array.isArray(ranges) || ranges.length > LIMITS.needRangesMax) return null
  return ranges.every(isRange) ? [kind, ranges] : null
}

function read(text: string): unknown[] {
  try {
    const said: unknown = JSON.parse(text)
    return Array.isArray(said) ? said : []
  } catch {
    return [] // as good as anything else that is not ours
  }
}

function isRange(value: unknown): value is SeqRange {
  if (!Array.isArray(value)) return false
  const [from, to] = value
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 1 && from <= to
}
