/**
 * The messages of a data channel [DR6]. Text messages are small JSON arrays. Binary messages are batches: the first message of a
 * batch has a header before the payload, and a large payload continues in the messages that follow. Pure; the channel keeps
 * the order and loses nothing.
 */
import { type BatchHeader, batchFault } from '#lib/protocol/batch.ts'
import { jsonText } from '#lib/protocol/json-text.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { GoneReason, SeqRange } from '#lib/protocol/messages.ts'
import { isSeqRange } from '#lib/protocol/seq-ranges.ts'
import { encodeUtf8 } from '#lib/protocol/utf8.ts'

/** Text message of the device. Its `head` is also its heartbeat, and the first one says that the path is open. */
export type DeviceText = ['head', tail: number, head: number] | ['gone', from: number, to: number, reason: GoneReason]

/** Text message of the viewer; `beat` is its heartbeat. */
export type ViewerText = ['beat'] | ['need', SeqRange[]]

/** The messages of one batch, each at most LIMITS.channelMessageBytesMax long. */
export function batchFrames(header: BatchHeader, bytes: Uint8Array): ArrayBuffer[] {
  // Without the session, which is the same for the whole channel.
  const head = encodeUtf8(jsonText(header.slice(1)))
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

/** Reassembles the batches of one session. Throws when a message is not part of a batch; the channel is then unusable. */
export class BatchReader {
  readonly #session: string
  #header: BatchHeader | null = null
  #bytes = new Uint8Array(0)
  #filled = 0

  constructor(session: string) {
    this.#session = session
  }

  /** Null until the batch is complete. */
  read(frame: ArrayBuffer): { header: BatchHeader; bytes: Uint8Array } | null {
    let part = new Uint8Array(frame)
    if (!this.#header) {
      const headEnd = 1 + (part[0] ?? 0)
      // Numbers, so each byte is a character: React Native and jsdom have no TextDecoder.
      const fields: unknown = JSON.parse(String.fromCharCode(...part.subarray(1, headEnd)))
      if (!Array.isArray(fields) || !(fields[3] >= 0 && fields[3] <= LIMITS.batchBytesMax))
        throw new Error('not a batch')
      this.#header = [this.#session, ...fields] as unknown as BatchHeader
      this.#bytes = new Uint8Array(fields[3])
      this.#filled = 0
      part = part.subarray(headEnd)
    }
    this.#bytes.set(part, this.#filled) // throws when the payload is longer than the header says
    this.#filled += part.length
    if (this.#filled < this.#bytes.length) return null
    const batch = { header: this.#header, bytes: this.#bytes }
    this.#header = null
    const fault = batchFault(batch.header, batch.bytes)
    if (fault) throw new Error(fault)
    return batch
  }
}

/** Null for a text that is not one of these messages. */
export function readDeviceText(text: string): DeviceText | null {
  const [kind, a, b, reason] = read(text)
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return null
  if (kind === 'head') return [kind, a as number, b as number]
  const isGone = kind === 'gone' && (a as number) >= 1 && (b as number) >= (a as number)
  return isGone && (reason === 'evicted' || reason === 'overrun') ? [kind, a as number, b as number, reason] : null
}

/** Null for a text that is not one of these messages. */
export function readViewerText(text: string): ViewerText | null {
  const [kind, ranges] = read(text)
  if (kind === 'beat') return [kind]
  if (kind !== 'need' || !Array.isArray(ranges) || ranges.length > LIMITS.needRangesMax) return null
  return ranges.every(isSeqRange) ? [kind, ranges] : null
}

function read(text: string): unknown[] {
  try {
    const message: unknown = JSON.parse(text)
    return Array.isArray(message) ? message : []
  } catch {
    return [] // not JSON
  }
}
