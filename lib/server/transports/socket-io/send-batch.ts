/**
 * Hands one batch to many viewers: the WebSocket frame is a small head, made once, and the very bytes the device sent, so
 * that nothing is copied and each viewer costs one write. Socket.IO's own broadcast would copy the bytes twice and frame
 * them per socket. A socket that has packets waiting in Engine.IO gets the frame behind them, in order.
 */
import * as parser from 'socket.io-msgpack-parser'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { ViewerSocket } from './sockets.ts'

/** Engine.IO's connection and ws's sender beyond their types (engine.io 6.6, ws 8). */
interface Connection {
  readyState: string
  writeBuffer: unknown[]
  write(data: Uint8Array, options: { wsPreEncodedFrame: Uint8Array[] }): void
  transport: { socket?: { _sender?: { sendFrame?: (frame: Uint8Array[]) => void } } }
}

const encoder = new parser.Encoder()
const EVENT = 2
const NO_BYTES = Buffer.alloc(0)
/** What {@link NO_BYTES} becomes in msgpack: `bin 8` of length 0. */
const EMPTY_BIN_BYTES = 2

/** Returns the number of sockets that the batch went to. */
export function sendBatch(sockets: Iterable<ViewerSocket>, header: BatchHeader, bytes: Uint8Array): number {
  let frame: Uint8Array[] | null = null
  let count = 0
  for (const socket of sockets) {
    const conn = socket.conn as unknown as Connection
    const sender = conn.transport.socket?._sender
    if (sender?.sendFrame && conn.readyState !== 'open') continue
    count++
    if (!sender?.sendFrame) socket.emit('batch', header, bytes)
    else {
      frame ??= frameOf(socket.nsp.name, header, bytes)
      if (conn.writeBuffer.length === 0) sender.sendFrame(frame)
      else conn.write(bytes, { wsPreEncodedFrame: frame })
    }
  }
  return count
}

/** The packet's bytes are its last, whatever order its keys usually have: what stands before them is made once. */
function frameOf(nsp: string, header: BatchHeader, bytes: Uint8Array): Uint8Array[] {
  const [packet] = encoder.encode({ type: EVENT, nsp, data: ['batch', header, NO_BYTES] }) as unknown as [Buffer]
  const before = packet.subarray(0, packet.length - EMPTY_BIN_BYTES)
  const binHead = binHeadOf(bytes.byteLength)
  return [Buffer.concat([frameHeadOf(before.length + binHead.length + bytes.byteLength), before, binHead]), bytes]
}

/** RFC 6455 §5.2: one unmasked binary frame. */
function frameHeadOf(length: number): Buffer {
  const FIN_BINARY = 0x82
  if (length < 126) return Buffer.of(FIN_BINARY, length)
  const head = Buffer.alloc(length < 0x10000 ? 4 : 10)
  head[0] = FIN_BINARY
  if (head.length === 4) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeUInt32BE(length, 6)
  }
  return head
}

/** msgpack's `bin 8`, `bin 16` and `bin 32`. */
function binHeadOf(length: number): Buffer {
  if (length < 0x100) return Buffer.of(0xc4, length)
  const head = Buffer.alloc(length < 0x10000 ? 3 : 5)
  head[0] = head.length === 3 ? 0xc5 : 0xc6
  if (head.length === 3) head.writeUInt16BE(length, 1)
  else head.writeUInt32BE(length, 1)
  return head
}
