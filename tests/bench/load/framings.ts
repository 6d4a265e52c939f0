/**
 * Message boundaries on each wire, and the first and count inside: just enough for a sink that drains a socket and still knows
 * what arrived. Bodies are skipped, never copied.
 */
import { HEAD_BYTES } from './payloads.ts'

export interface Heard {
  /** A batch or record; with `session` if the wire names it. */
  records(first: number, count: number, session?: string): void
  /** Any other message, complete if it is short. */
  control(message: Buffer, isText: boolean): void
}

/** Length of the message that begins at `at`; 0 when more bytes are needed to know. */
export type Framing = (chunk: Buffer, at: number, heard: Heard) => number

const CARRIAGE_RETURN = 13
const NEW_LINE = 10

/** `[length][first][count]bytes`. */
export const lengthPrefixed: Framing = (chunk, at, heard) => {
  if (chunk.length - at < 4 + HEAD_BYTES) return 0
  heard.records(chunk.readUInt32BE(at + 4), chunk.readUInt32BE(at + 8))
  return 4 + chunk.readUInt32BE(at)
}

/** `MSG subject sid size\r\n…\r\n`, and other lines. */
export const natsProtocol: Framing = (chunk, at, heard) => {
  const end = chunk.indexOf(NEW_LINE, at)
  if (end < 0) return 0
  const M = 77
  if (chunk[at] !== M) {
    heard.control(chunk.subarray(at, end), true)
    return end + 1 - at
  }
  if (chunk.length < end + 1 + HEAD_BYTES) return 0
  heard.records(chunk.readUInt32BE(end + 1), chunk.readUInt32BE(end + 5))
  return end + 1 - at + decimalBefore(chunk, end - 1) + 2
}

/** `*3\r\n$7\r\nmessage\r\n$n\r\nchannel\r\n$size\r\n…\r\n`, and the answer to subscribe. */
export const redisProtocol: Framing = (chunk, at, heard) => {
  const lineEnds: number[] = []
  for (let from = at; lineEnds.length < 6; ) {
    const end = chunk.indexOf(NEW_LINE, from)
    if (end < 0) return 0
    lineEnds.push(end)
    from = end + 1
  }
  const end = lineEnds[5] as number
  const INTEGER = 58
  if (chunk[(lineEnds[4] as number) + 1] === INTEGER) {
    heard.control(chunk.subarray(at, end), true)
    return end + 1 - at
  }
  if (chunk.length < end + 1 + HEAD_BYTES) return 0
  heard.records(chunk.readUInt32BE(end + 1), chunk.readUInt32BE(end + 5))
  return end + 1 - at + decimalBefore(chunk, end - 1) + 2
}

/** MQTT 3.1.1: PUBLISH with QoS 0, and everything else. */
export const mqttProtocol: Framing = (chunk, at, heard) => {
  let length = 0
  let start = at + 1
  for (let shift = 0; ; shift += 7) {
    const byte = chunk[start++]
    if (byte === undefined) return 0
    length += (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  const PUBLISH = 3
  if ((chunk[at] as number) >> 4 !== PUBLISH) {
    if (chunk.length < start + length) return 0
    heard.control(chunk.subarray(at, start + length), false)
  } else {
    if (chunk.length < start + 2) return 0
    const payload = start + 2 + chunk.readUInt16BE(start)
    if (chunk.length < payload + HEAD_BYTES) return 0
    heard.records(chunk.readUInt32BE(payload), chunk.readUInt32BE(payload + 4))
  }
  return start - at + length
}

/** Identifies a WebSocket message by its first bytes. */
export type Peek = (start: Buffer, isText: boolean, heard: Heard) => void

/** Enough for every header that is read. */
const PEEK_BYTES = 160

/** RFC 6455 as servers send it: unmasked. Waits for messages up to `wholeBytes()`; the start of longer ones is enough. */
export function webSocketFrames(peek: Peek, wholeBytes: () => number = () => PEEK_BYTES): Framing {
  return (chunk, at, heard) => {
    if (chunk.length - at < 2) return 0
    let length = (chunk[at + 1] as number) & 0x7f
    let start = at + 2
    if (length === 126) {
      if (chunk.length - at < 4) return 0
      length = chunk.readUInt16BE(start)
      start += 2
    } else if (length === 127) {
      if (chunk.length - at < 10) return 0
      length = Number(chunk.readBigUInt64BE(start))
      start += 8
    }
    const seen = start + Math.min(length, wholeBytes())
    if (chunk.length < seen) return 0
    const TEXT = 1
    peek(chunk.subarray(start, seen), ((chunk[at] as number) & 0x0f) === TEXT, heard)
    return start - at + length
  }
}

export const peekHead: Peek = (start, _isText, heard) => heard.records(start.readUInt32BE(0), start.readUInt32BE(4))

const RECORD_EVENT = Buffer.from('42["record",{"seq":')
/** Socket.IO's own parser: `42["record",{"seq":1,…`. */
export const peekRecordEvent: Peek = (start, isText, heard) => {
  if (!isText || start.compare(RECORD_EVENT, 0, RECORD_EVENT.length, 0, RECORD_EVENT.length) !== 0)
    return heard.control(start, isText)
  let seq = 0
  for (let at = RECORD_EVENT.length; isDigit(start[at]); at++) seq = seq * 10 + ((start[at] as number) - 48)
  heard.records(seq, 1)
}

/** Our own: msgpack of `["batch",[session,flags,first,count,byteLength],bytes]` near the start of the packet. */
export const peekBatchEvent: Peek = (start, isText, heard) => {
  const at = isText ? -1 : start.indexOf('batch')
  if (at < 0 || start[at - 1] !== 0xa5 || start[at + 5] !== 0x95) return heard.control(start, isText)
  const head = new MsgpackScalars(start, at + 6)
  const session = head.text()
  head.uint()
  heard.records(head.uint(), head.uint(), session)
}

class MsgpackScalars {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  text(): string {
    const type = this.#bytes[this.#at++] as number
    const length = type === 0xd9 ? (this.#bytes[this.#at++] as number) : type & 0x1f
    this.#at += length
    return this.#bytes.toString('latin1', this.#at - length, this.#at)
  }

  uint(): number {
    const type = this.#bytes[this.#at++] as number
    if (type < 0x80) return type
    const width = 2 ** (type - 0xcc)
    this.#at += width
    if (width === 8) return Number(this.#bytes.readBigUInt64BE(this.#at - 8))
    return this.#bytes.readUIntBE(this.#at - width, width)
  }
}

/** The number whose last digit precedes the carriage return at `end`. */
function decimalBefore(chunk: Buffer, end: number): number {
  let value = 0
  let scale = 1
  for (let at = chunk[end] === CARRIAGE_RETURN ? end - 1 : end; isDigit(chunk[at]); at--) {
    value += ((chunk[at] as number) - 48) * scale
    scale *= 10
  }
  return value
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
