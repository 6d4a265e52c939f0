/**
 * The Flutter app as its relay sees it [FP1]: a WebSocket over a raw socket with the headers of dart:io, no Origin, no pings of
 * its own, and no reconnect. Sends what the app sends, byte for byte, and makes the app's mistakes on demand.
 */
import { randomBytes } from 'node:crypto'
import net from 'node:net'

const TEXT = 1
const CLOSE = 8
const PING = 9
const PONG = 10

export interface DartOptions {
  /** The Host header, which is the app's entire configuration. */
  host?: string
  userAgent?: string
  path?: string
  /** Local address in the loopback network. */
  localAddress?: string
  /** Sent by a Flutter web app. */
  origin?: string
  /** Added by a proxy. */
  forwardedFor?: string
  /** Frames in the same TCP segment as the request. */
  early?: Buffer
}

export class DartClient {
  /** Null when the server rejected the request before there was a WebSocket. */
  readonly status: number
  readonly said: string[] = []
  pings = 0
  /** The isolate is gone but its socket is not, so nothing is answered. */
  isFrozen = false
  isClosed = false
  /** Close code in the relay's close frame. */
  closeCode: number | null = null
  /** Session id in every later log frame [FP5]. */
  deviceId = 'unknown'
  sessionId: string | null = null
  readonly #socket: net.Socket
  #heard = Buffer.alloc(0)
  #wake: (() => void)[] = []

  private constructor(socket: net.Socket, status: number, rest: Buffer) {
    this.#socket = socket
    this.status = status
    socket.on('data', (bytes: Buffer) => this.#hear(bytes))
    socket.on('close', () => {
      this.isClosed = true
      this.#wakeAll()
    })
    this.#hear(rest)
  }

  static async connect(port: number, options: DartOptions = {}): Promise<DartClient> {
    const {
      path = '/ws?type=mobile',
      userAgent = 'Dart/3.5 (dart:io)',
      localAddress = '127.0.0.1',
      origin,
      forwardedFor,
      early,
    } = options
    const { host = `127.0.0.1:${port}` } = options
    const socket = net.connect({ port, host: '127.0.0.1', localAddress, noDelay: true })
    socket.on('error', () => {}) // 'close' follows
    const request = [
      `GET ${path} HTTP/1.1`,
      `user-agent: ${userAgent}`,
      'connection: Upgrade',
      'cache-control: no-cache',
      'accept-encoding: gzip',
      'content-length: 0',
      ...(origin === undefined ? [] : [`origin: ${origin}`]),
      ...(forwardedFor === undefined ? [] : [`x-forwarded-for: ${forwardedFor}`]),
      `host: ${host}`,
      'sec-websocket-version: 13',
      'sec-websocket-extensions: permessage-deflate; client_max_window_bits',
      'upgrade: websocket',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n')
    socket.write(Buffer.concat([Buffer.from(request), early ?? Buffer.alloc(0)]))
    let head = Buffer.alloc(0)
    await new Promise<void>((resolve, reject) => {
      const take = (bytes: Buffer) => {
        head = Buffer.concat([head, bytes])
        if (!head.includes('\r\n\r\n')) return
        socket.off('data', take)
        resolve()
      }
      socket.on('data', take)
      socket.once('close', () => reject(new Error('closed before an answer')))
    })
    const end = head.indexOf('\r\n\r\n') + 4
    return new DartClient(socket, Number(head.subarray(9, 12)), head.subarray(end))
  }

  /** Waits for the greeting. */
  static async greeted(port: number, options?: DartOptions): Promise<DartClient> {
    const client = await DartClient.connect(port, options)
    if (client.status !== 101) throw new Error(`refused with ${client.status}`)
    await client.until(() => client.sessionId !== null)
    return client
  }

  get isRefused(): boolean {
    return this.status !== 101
  }

  /** Like `logger.i(message)` and the other levels. */
  log(
    message: string,
    { level = 'info', error = null, stackTrace = null, timestamp = dartNow() }: Partial<DartLog> = {},
  ) {
    const { deviceId } = this
    this.send(JSON.stringify({ type: 'log', data: { message, level, timestamp, error, stackTrace, deviceId } }))
  }

  send(text: string): void {
    this.sendFrame(TEXT, Buffer.from(text))
  }

  sendFrame(opcode: number, payload: Buffer, isFinal = true): void {
    this.#socket.write(masked(opcode, payload, isFinal))
  }

  sendRaw(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Like `sink.close()`: a close frame without a code. */
  close(): void {
    this.sendFrame(CLOSE, Buffer.alloc(0))
    this.#socket.end()
  }

  /** The app was killed, or lost its network for good. */
  kill(): void {
    this.#socket.destroy()
  }

  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      if (this.isClosed) throw new Error(`closed with ${this.closeCode}`)
      await this.changed()
    }
  }

  async untilClosed(): Promise<number | null> {
    while (!this.isClosed) await this.changed()
    return this.closeCode
  }

  changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve))
  }

  #hear(bytes: Buffer): void {
    if (this.isFrozen) return
    this.#heard = Buffer.concat([this.#heard, bytes])
    for (;;) {
      const frame = firstFrame(this.#heard)
      if (!frame) break
      this.#heard = this.#heard.subarray(frame.end)
      this.#take(frame.opcode, frame.payload)
    }
    this.#wakeAll()
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === PING) {
      this.pings++
      this.sendFrame(PONG, payload)
    } else if (opcode === CLOSE) {
      this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
      this.sendFrame(CLOSE, payload)
      this.#socket.end()
    } else if (opcode === TEXT) {
      const text = payload.toString()
      this.said.push(text)
      this.#handle(text)
    }
  }

  /** Reads as the app does: one type, unchecked fields, everything else ignored [FP3]. */
  #handle(text: string): void {
    const message = JSON.parse(text)
    if (message.type !== 'connected') return
    this.deviceId = message.deviceId
    this.sessionId = message.sessionId
  }

  #wakeAll(): void {
    const waiting = this.#wake
    this.#wake = []
    for (const wake of waiting) wake()
  }
}

interface DartLog {
  level: string | null
  error: string | null
  stackTrace: string | null
  timestamp: string
}

/** `DateTime.now().toIso8601String()` on a device whose zone is that many minutes ahead of UTC. */
export function dartNow(offsetMinutes = 0, nowMs = Date.now()): string {
  return `${new Date(nowMs + offsetMinutes * 60_000).toISOString().slice(0, -1)}456`
}

export function masked(opcode: number, payload: Buffer, isFinal = true, claimedLength = payload.length): Buffer {
  const first = (isFinal ? 0x80 : 0) | opcode
  const short = claimedLength < 126 ? claimedLength : claimedLength < 0x10000 ? 126 : 127
  const length = Buffer.alloc(short < 126 ? 0 : short === 126 ? 2 : 8)
  if (short === 126) length.writeUInt16BE(claimedLength)
  else if (short === 127) length.writeBigUInt64BE(BigInt(claimedLength))
  const key = randomBytes(4)
  const body = Buffer.from(payload)
  for (let i = 0; i < body.length; i++) body[i] = (body[i] as number) ^ (key[i & 3] as number)
  return Buffer.concat([Buffer.of(first, 0x80 | short), length, key, body])
}

function firstFrame(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | null {
  if (bytes.length < 2) return null
  const opcode = bytes.readUInt8(0) & 15
  let length = bytes.readUInt8(1) & 127
  let start = 2
  if (length === 126) {
    if (bytes.length < 4) return null
    length = bytes.readUInt16BE(2)
    start = 4
  } else if (length === 127) {
    if (bytes.length < 10) return null
    length = Number(bytes.readBigUInt64BE(2))
    start = 10
  }
  if (bytes.length < start + length) return null
  return { opcode, payload: bytes.subarray(start, start + length), end: start + length }
}
