/**
 * The viewers of an arm: sinks that follow the sequence numbers, and one real client that also compares every byte with what was
 * sent. Both are connected and waiting for records when these functions resolve.
 */
import { crc32 } from 'node:zlib'
import { connect as natsConnect } from '@nats-io/transport-node'
import { Redis } from 'ioredis'
import mqtt from 'mqtt'
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import WebSocket from 'ws'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { Wire } from '#tests/bench/arms.ts'
import type { Account } from './account.ts'
import { type Framing, lengthPrefixed, mqttProtocol, natsProtocol, peekHead, redisProtocol } from './framings.ts'
import { openLogIoViewer } from './log-io.ts'
import { once } from './once.ts'
import { HEAD_BYTES, type Payloads } from './payloads.ts'
import { openRawSocketIo, openRawWebSocket } from './raw-socket-io.ts'
import { viewerAuth } from './rights.ts'
import { nextLocalAddress, Sink } from './sink.ts'

export const CHANNEL = 'log'

export interface Watch {
  server: Wire
  port: number
  /** Relay sessions to join, by stream number. */
  sessions: Map<string, number>
  account: Account
  /** Called after every arrival. */
  arrived: () => void
}

type Close = () => void

export async function openSink({ server, port, sessions, account, arrived }: Watch): Promise<Close> {
  const records = (first: number, count: number, session?: string) => {
    account.take(session === undefined ? 0 : (sessions.get(session) ?? 0), first, count)
    arrived()
  }
  if (server === 'relay') {
    const viewer = await openRawSocketIo(port, '/viewer', viewerAuth(), records)
    for (const session of sessions.keys()) joined(await viewer.ask('join', { session }))
    return () => viewer.sink.close()
  }
  if (server === 'socketio') {
    const viewer = await openRawSocketIo(port, '/', { role: 'viewer' }, records)
    return () => viewer.sink.close()
  }
  if (server === 'ws') {
    const sink = await openRawWebSocket(port, '/viewer', peekHead, { records, control: () => {} })
    return () => sink.close()
  }
  if (server === 'log.io') return openLogIoViewer(port, account, arrived, null)
  return openPlainSink(server, port, records)
}

/** What a sink sends first, and which answer it waits for. */
const GREETINGS: Record<
  'net' | 'nats' | 'redis' | 'mosquitto',
  { framing: Framing; hello: Buffer; ready: RegExp | null }
> = {
  net: { framing: lengthPrefixed, hello: Buffer.alloc(0), ready: null },
  nats: {
    framing: natsProtocol,
    hello: Buffer.from(`CONNECT {"verbose":false,"pedantic":false}\r\nSUB ${CHANNEL} 1\r\nPING\r\n`),
    ready: /^PONG/,
  },
  redis: { framing: redisProtocol, hello: Buffer.from(`SUBSCRIBE ${CHANNEL}\r\n`), ready: /subscribe/ },
  mosquitto: {
    framing: mqttProtocol,
    // CONNECT (MQTT 3.1.1, clean session, no keep-alive, id from the server), then SUBSCRIBE with quality 0.
    hello: Buffer.from([
      ...[0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 0],
      ...[0x82, 5 + CHANNEL.length, 0, 1, 0, CHANNEL.length, ...Buffer.from(CHANNEL), 0],
    ]),
    // SUBACK
    ready: /^\x90/,
  },
}

function openPlainSink(
  server: keyof typeof GREETINGS,
  port: number,
  records: (first: number, count: number) => void,
): Promise<Close> {
  const { framing, hello, ready } = GREETINGS[server]
  return new Promise((resolve, reject) => {
    const sink = new Sink(port, framing, {
      records,
      control: (message) => {
        if (ready?.test(message.toString('latin1'))) resolve(() => sink.close())
        else if (server === 'nats' && message.toString('latin1').startsWith('PING')) sink.socket.write('PONG\r\n')
      },
    })
    sink.socket.once('error', reject)
    sink.socket.once('close', () => reject(new Error(`${server} closed before it was ready`)))
    sink.socket.once('connect', () => {
      if (hello.length > 0) sink.socket.write(hello)
      if (ready === null) resolve(() => sink.close())
    })
  })
}

/** A client used as its manual shows, with every batch compared by checksum. */
export async function openVerifier(watch: Watch, payloads: Payloads): Promise<Close> {
  const { server, port, sessions, account, arrived } = watch
  const url = `http://127.0.0.1:${port}`
  const check = (stream: number, first: number, count: number, bytes: Uint8Array) => {
    if (crc32(bytes) !== payloads.at(first).crc) account.damaged += count
    account.take(stream, first, count)
    arrived()
  }
  const headed = (data: Buffer) => {
    check(0, data.readUInt32BE(0), data.readUInt32BE(4), data.subarray(HEAD_BYTES))
  }
  if (server === 'relay') {
    const options = { transports: ['websocket'], parser, forceNew: true, localAddress: nextLocalAddress() }
    const socket = io(`${url}/viewer`, { ...options, auth: viewerAuth() } as Parameters<typeof io>[1])
    socket.on('batch', (header: BatchHeader, bytes: Buffer) => {
      check(sessions.get(header[0]) ?? 0, header[2], header[3], bytes)
    })
    await once(socket, 'welcome')
    for (const session of sessions.keys()) joined(await socket.emitWithAck('join', { session }))
    return () => socket.disconnect()
  }
  if (server === 'socketio') {
    const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { role: 'viewer' } })
    socket.on('record', ({ seq, body }: { seq: number; body: string }) => {
      if (body !== payloads.at(seq).bodies[0]) account.damaged++
      account.take(0, seq, 1)
      arrived()
    })
    await once(socket, 'connect')
    return () => socket.disconnect()
  }
  if (server === 'ws') {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/viewer`, { perMessageDeflate: false })
    socket.on('message', headed)
    await once(socket, 'open')
    return () => socket.terminate()
  }
  if (server === 'nats') {
    const client = await natsConnect({ servers: `127.0.0.1:${port}` })
    client.subscribe(CHANNEL, {
      callback: (_error, message) =>
        headed(Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength)),
    })
    await client.flush()
    return () => void client.close()
  }
  if (server === 'redis') {
    const client = new Redis(port, '127.0.0.1')
    client.on('messageBuffer', (_channel: Buffer, data: Buffer) => headed(data))
    await client.subscribe(CHANNEL)
    return () => client.disconnect()
  }
  if (server === 'mosquitto') {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`)
    client.on('message', (_topic, data) => headed(data))
    await client.subscribeAsync(CHANNEL)
    return () => void client.end(true)
  }
  if (server === 'log.io') return openLogIoViewer(port, account, arrived, payloads)
  // The raw socket has no client, only a sink that reads the bodies.
  let verifier: Sink | null = null
  await new Promise<void>((resolve) => {
    const framing: Framing = (chunk, at) => {
      const length = chunk.length - at < 4 ? 0 : 4 + chunk.readUInt32BE(at)
      if (length === 0 || chunk.length - at < length) return 0
      headed(chunk.subarray(at + 4, at + length))
      return length
    }
    verifier = new Sink(port, framing, { records: () => {}, control: () => {} })
    verifier.socket.once('connect', () => resolve())
  })
  return () => verifier?.close()
}

export function joined(answer: unknown): void {
  const { ok, error } = answer as { ok: boolean; error?: { message: string } }
  if (!ok) throw new Error(`join: ${error?.message}`)
}
