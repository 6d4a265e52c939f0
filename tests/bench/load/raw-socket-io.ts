/**
 * A viewer or device that speaks Socket.IO over a raw socket. Parses handshake and acknowledgments completely, and everything
 * after that only as far as a {@link Sink} does. With `parser` null it speaks Socket.IO's default text encoding.
 */
import * as msgpack from 'socket.io-msgpack-parser'
import { type Heard, type Peek, peekBatchEvent, peekRecordEvent, webSocketFrames } from './framings.ts'
import { Sink } from './sink.ts'

const TEXT = 1
const BINARY = 2

/** A masked client frame; a mask of zeros leaves the bytes unchanged. */
export function clientFrame(payload: Buffer, opcode: number): Buffer {
  const isLong = payload.length > 125
  const head = Buffer.alloc(isLong ? 8 : 6)
  head[0] = 0x80 | opcode
  if (isLong) {
    head[1] = 0x80 | 126
    head.writeUInt16BE(payload.length, 2)
  } else head[1] = 0x80 | payload.length
  return Buffer.concat([head, payload])
}

/** Opens a WebSocket on a sink; resolves when the server has upgraded. `peek` receives every message after that. */
export function openRawWebSocket(
  port: number,
  path: string,
  peek: Peek,
  heard: Heard,
  wholeBytes?: () => number,
): Promise<Sink> {
  return new Promise((resolve, reject) => {
    const frames = webSocketFrames(peek, wholeBytes)
    let isSwitched = false
    const sink = new Sink(
      port,
      (chunk, at, heardBy) => {
        if (isSwitched) return frames(chunk, at, heardBy)
        const end = chunk.indexOf('\r\n\r\n', at)
        if (end < 0) return 0
        if (chunk.toString('latin1', at, at + 12) !== 'HTTP/1.1 101')
          reject(new Error(`no WebSocket: ${chunk.toString('latin1', at, at + 40)}`))
        isSwitched = true
        resolve(sink)
        return end + 4 - at
      },
      heard,
    )
    sink.socket.once('error', reject)
    sink.socket.once('close', () => reject(new Error('closed before it was open')))
    sink.socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
  })
}

export interface RawSocketIo {
  sink: Sink
  /** Emits an event and waits for its acknowledgment. */
  ask(event: string, ...args: unknown[]): Promise<unknown>
  emit(event: string, ...args: unknown[]): void
}

const SOCKET_IO_PATH = '/socket.io/?EIO=4&transport=websocket'

interface Packet {
  type: number
  nsp: string
  data: unknown
  id?: number
}

/** Resolves when the namespace has accepted the connection. */
export async function openRawSocketIo(
  port: number,
  namespace: string,
  auth: object,
  records: Heard['records'],
): Promise<RawSocketIo> {
  const isText = namespace === '/'
  const waiting = new Map<number, (answer: unknown) => void>()
  let admitted: (error?: Error) => void = () => {}
  let nextId = 1
  let isSettled = false
  let sink: Sink | null = null
  const write = (payload: Buffer, opcode: number) => void sink?.socket.write(clientFrame(payload, opcode))
  const send = (packet: Packet) =>
    write((new msgpack.Encoder().encode(packet as never) as unknown as Buffer[])[0] as Buffer, BINARY)
  const connect = () =>
    isText ? write(Buffer.from(`40${JSON.stringify(auth)}`), TEXT) : send({ type: 0, nsp: namespace, data: auth })
  const packet = ({ type, data, id }: Packet) => {
    if (type === 0) admitted()
    else if (type === 4) admitted(new Error(JSON.stringify(data)))
    else if (type === 3 && id !== undefined) waiting.get(id)?.((data as unknown[])[0])
  }
  const heard: Heard = {
    records,
    control: (message, isTextMessage) => {
      if (isTextMessage) {
        const kind = message.toString('latin1', 0, 2)
        if (kind === '2') write(Buffer.from('3'), TEXT)
        else if (kind.startsWith('0')) setImmediate(connect)
        else if (kind === '40') admitted()
        else if (kind === '44') admitted(new Error(message.toString()))
      } else if (!isSettled || waiting.size > 0) {
        const decoder = new msgpack.Decoder()
        decoder.on('decoded' as never, packet as never)
        decoder.add(message as never)
      }
    },
  }
  const whole = () => (isSettled && waiting.size === 0 ? 160 : Number.MAX_SAFE_INTEGER)
  const opened = await openRawWebSocket(port, SOCKET_IO_PATH, isText ? peekRecordEvent : peekBatchEvent, heard, whole)
  sink = opened
  await new Promise<void>((resolve, reject) => {
    admitted = (error) => (error ? reject(error) : resolve())
    opened.socket.once('close', () => reject(new Error('closed before the namespace accepted it')))
  })
  isSettled = true
  return {
    sink: opened,
    emit: (event, ...args) => void send({ type: 2, nsp: namespace, data: [event, ...args] }),
    ask: (event, ...args) => {
      const id = nextId++
      return new Promise((resolve) => {
        waiting.set(id, (answer) => {
          waiting.delete(id)
          resolve(answer)
        })
        send({ type: 2, nsp: namespace, data: [event, ...args], id })
      })
    },
  }
}
