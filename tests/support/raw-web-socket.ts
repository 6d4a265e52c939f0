/** A WebSocket client that sends arbitrary bytes: its own frames, whole, cut, merged or invalid. */
import net from 'node:net'
import * as parser from 'socket.io-msgpack-parser'

export interface FrameOptions {
  opcode?: number
  isFinal?: boolean
  isMasked?: boolean
  /** The three reserved bits. */
  reserved?: number
  /** Length in the header, in place of the payload's real length. */
  claimedLength?: number
}

const BINARY = 2
const CLOSE = 8

export function frame(payload: Uint8Array, options: FrameOptions = {}): Buffer {
  const { opcode = BINARY, isFinal = true, isMasked = true, reserved = 0, claimedLength = payload.length } = options
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode
  const mask = isMasked ? 0x80 : 0
  let head: Buffer
  if (claimedLength < 126) head = Buffer.from([first, mask | claimedLength])
  else if (claimedLength < 65_536) head = Buffer.from([first, mask | 126, claimedLength >> 8, claimedLength & 255])
  else {
    head = Buffer.alloc(10)
    head.set([first, mask | 127])
    head.writeBigUInt64BE(BigInt(claimedLength), 2)
  }
  // A mask of zeros leaves the payload unchanged.
  return Buffer.concat([head, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), payload])
}

export function closeFrame(code = 1000): Buffer {
  return frame(Buffer.from([code >> 8, code & 255]), { opcode: CLOSE })
}

/** A Socket.IO packet as our clients encode it. */
export function packet(content: object): Buffer {
  return (new parser.Encoder().encode(content as never) as unknown as [Buffer])[0]
}

export interface Ending {
  /** Code in the server's close frame; 1005 if it had none; null if the connection ended without a close frame. */
  code: number | null
  /** Everything the server sent after its greeting, including frame headers. */
  said: Buffer
}

/** Bytes to send in one write, or text to wait for: the server sends it, or closes the connection. */
export type Step = Uint8Array | { until: string }

/** Upgrades, performs the steps, and resolves when the server has closed the connection. */
export function converse(port: number, steps: readonly Step[]): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
    let heard = Buffer.alloc(0)
    let wake = () => {}
    const said = () => heard.subarray(Math.max(0, heard.indexOf('\r\n\r\n') + 4))
    const take = async (step: Step) => {
      // The next write waits until this one has left, so that the server reads them separately.
      if (step instanceof Uint8Array) return new Promise<void>((left) => socket.write(step, () => setImmediate(left)))
      while (!socket.destroyed && !socket.readableEnded && !said().includes(step.until)) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    socket.on('connect', async () => {
      socket.write(
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      )
      for (const step of steps) if (socket.writable) await take(step)
    })
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes])
      if (heard.includes('\r\n\r\n') && closeCodeOf(said()) !== null) socket.end()
      wake()
    })
    socket.on('end', () => {
      socket.end()
      wake()
    })
    // The server may close before it has read everything.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.on('close', () => {
      wake()
      resolve({ code: closeCodeOf(said()), said: said() })
    })
  })
}

/** Walks through the server's frames, which are never masked. */
function closeCodeOf(bytes: Buffer): number | null {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const opcode = bytes.readUInt8(at) & 15
    let length = bytes.readUInt8(at + 1) & 127
    let start = at + 2
    if (length === 126) {
      length = bytes.readUInt16BE(start)
      start += 2
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(start))
      start += 8
    }
    if (opcode === CLOSE) return length >= 2 ? bytes.readUInt16BE(start) : 1005
    at = start + length
  }
  return null
}
