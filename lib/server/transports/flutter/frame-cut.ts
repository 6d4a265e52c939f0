/**
 * Stands between a client's socket and its WebSocket and shortens messages to a bound; ws would close the connection instead.
 * The rest of a longer message is dropped as it arrives, and the lengths in its frames are corrected. RFC 6455 §5.2.
 */
import { Duplex } from 'node:stream'

const CONTROL = 0x08
const FINAL = 0x80
const LENGTH = 0x7f
/** Two bytes, then eight for the length and four for the mask. */
const HEAD_BYTES_MAX = 14

export class FrameCut extends Duplex {
  /** Bound of a message's payload. A change applies from the next message on. */
  bytesMax: number
  readonly #socket: Duplex
  readonly #cut: () => void
  readonly #head = Buffer.alloc(HEAD_BYTES_MAX)
  #headLength = 0
  /** Payload bytes of the current frame that are still to pass on, and still to drop. */
  #toPass = 0
  #toDrop = 0
  /** Payload bytes that the current message may still have. */
  #room: number
  #isCutting = false

  /** Calls `cut` once for every message that it shortens. */
  constructor(socket: Duplex, bytesMax: number, cut: () => void) {
    super({ allowHalfOpen: false })
    this.bytesMax = bytesMax
    this.#room = bytesMax
    this.#socket = socket
    this.#cut = cut
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  /** Takes the bytes that came with the upgrade request. Call it before the socket's own data arrives. */
  takeFirst(head: Buffer): void {
    this.#take(head)
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done)
  }

  override _final(done: () => void): void {
    this.#socket.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  #take(chunk: Buffer): void {
    let mayMore = true
    for (let at = 0; at < chunk.length; ) {
      if (this.#toPass > 0) {
        const part = chunk.subarray(at, at + this.#toPass)
        this.#toPass -= part.length
        at += part.length
        mayMore = this.push(part)
      } else if (this.#toDrop > 0) {
        const count = Math.min(this.#toDrop, chunk.length - at)
        this.#toDrop -= count
        at += count
      } else {
        this.#head[this.#headLength++] = chunk[at++] as number
        if (this.#headLength === headLengthOf(this.#head, this.#headLength)) mayMore = this.push(this.#openFrame())
      }
    }
    if (!mayMore) this.#socket.pause()
  }

  /** The frame's head with the length of what will be passed on. */
  #openFrame(): Buffer {
    const head = Buffer.from(this.#head.subarray(0, this.#headLength))
    this.#headLength = 0
    const length = payloadLengthOf(head)
    const [first = 0, second = 0] = head
    if (first & CONTROL) {
      this.#toPass = length
      return head
    }
    if ((first & 0x0f) !== 0) {
      this.#room = this.bytesMax
      this.#isCutting = false
    }
    this.#toPass = Math.min(length, this.#room)
    this.#toDrop = length - this.#toPass
    this.#room -= this.#toPass
    if (this.#toDrop === 0) return head
    if (!this.#isCutting) this.#cut()
    this.#isCutting = true
    const mask = second & FINAL ? head.subarray(head.length - 4) : Buffer.alloc(0)
    return Buffer.concat([lengthened(first, second & FINAL, this.#toPass), mask])
  }
}

/** Length of the head that starts with these bytes; more than `known` while that is not enough to tell. */
function headLengthOf(head: Buffer, known: number): number {
  if (known < 2) return 2
  const second = head[1] as number
  const length = second & LENGTH
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & FINAL ? 4 : 0)
}

function payloadLengthOf(head: Buffer): number {
  const length = (head[1] as number) & LENGTH
  if (length === 126) return head.readUInt16BE(2)
  return length === 127 ? Number(head.readBigUInt64BE(2)) : length
}

function lengthened(first: number, maskBit: number, length: number): Buffer {
  if (length < 126) return Buffer.of(first, maskBit | length)
  const isShort = length < 0x10000
  const head = Buffer.alloc(isShort ? 4 : 10)
  head[0] = first
  head[1] = maskBit | (isShort ? 126 : 127)
  if (isShort) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return head
}
