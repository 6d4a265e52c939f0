/** The device of an arm: a client used as its manual shows, which sends batches, or the records of a batch one by one. */

import net from 'node:net'
import { connect as natsConnect } from '@nats-io/transport-node'
import { Redis } from 'ioredis'
import mqtt from 'mqtt'
import { io, type Socket } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import WebSocket from 'ws'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import type { Wire } from '#tests/bench/arms.ts'
import { hello } from '#tests/support/sessions.ts'
import { openLogIoProducer } from './log-io.ts'
import { once } from './once.ts'
import type { Payloads } from './payloads.ts'
import type { Producer } from './producer.ts'
import { deviceToken } from './rights.ts'
import { nextLocalAddress } from './sink.ts'
import { CHANNEL } from './watchers.ts'

const BUFFERED_BYTES_MAX = 256 * 1024

/** A device of the relay, with its own session and credit, on the SDK's wire. */
export async function openDevice(
  port: number,
  session: string,
  payloads: Payloads,
  arrived: () => void,
): Promise<Producer> {
  const socket: Socket = io(`http://127.0.0.1:${port}/device`, {
    transports: ['websocket'],
    parser,
    forceNew: true,
    auth: hello({ session, token: deviceToken() }),
    localAddress: nextLocalAddress(),
  } as Parameters<typeof io>[1])
  const [welcome] = (await once(socket, 'welcome')) as [{ creditBytes: number }]
  const pending: { last: number; bytes: number }[] = []
  let unacked = 0
  let head = 0
  socket.on('ack', (upTo: number) => {
    while (pending[0] && pending[0].last <= upTo) unacked -= pending.shift()?.bytes ?? 0
    arrived()
  })
  return {
    isFree: () => unacked < welcome.creditBytes,
    send: (first, count) => {
      const { bytes } = payloads.at(first)
      head = first + count - 1
      pending.push({ last: head, bytes: bytes.byteLength })
      unacked += bytes.byteLength
      socket.emit('batch', [session, payloads.flags, first, count, bytes.byteLength], bytes)
    },
    close: () => {
      // So that the relay forgets the session at once instead of after its grace period.
      socket.emit('bye', { tail: head + 1, head, counters: NO_COUNTERS })
      setTimeout(() => socket.disconnect(), 50)
    },
  }
}

export async function openProducer(server: Wire, port: number, payloads: Payloads): Promise<Producer> {
  if (server === 'ws') {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/device`, { perMessageDeflate: false })
    await once(socket, 'open')
    return {
      isFree: () => socket.bufferedAmount < BUFFERED_BYTES_MAX,
      send: (first, count) => socket.send(payloads.framed(first, count)),
      close: () => socket.terminate(),
    }
  }
  if (server === 'socketio') {
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      forceNew: true,
      auth: { role: 'device' },
    })
    await once(socket, 'connect')
    return {
      isFree: () => true,
      send: (first) => {
        const [body] = payloads.at(first).bodies
        socket.emit('record', { seq: first, timeMs: Date.now(), level: 'info', body })
      },
      close: () => socket.disconnect(),
    }
  }
  if (server === 'nats') {
    const client = await natsConnect({ servers: `127.0.0.1:${port}` })
    return {
      isFree: () => true,
      send: (first, count) => client.publish(CHANNEL, payloads.framed(first, count)),
      close: () => void client.close(),
    }
  }
  if (server === 'redis') {
    const client = new Redis(port, '127.0.0.1', { enableAutoPipelining: true })
    return {
      isFree: () => true,
      send: (first, count) => void client.publish(CHANNEL, payloads.framed(first, count)),
      close: () => client.disconnect(),
    }
  }
  if (server === 'mosquitto') {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`)
    return {
      isFree: () => true,
      send: (first, count) => void client.publish(CHANNEL, payloads.framed(first, count), { qos: 0 }),
      close: () => void client.end(true),
    }
  }
  if (server === 'log.io') return openLogIoProducer(port, payloads)
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return {
    isFree: () => socket.writableLength < BUFFERED_BYTES_MAX,
    send: (first, count) => {
      const framed = payloads.framed(first, count)
      const length = Buffer.allocUnsafe(4)
      length.writeUInt32BE(framed.byteLength)
      socket.write(Buffer.concat([length, framed]))
    },
    close: () => socket.destroy(),
  }
}
