/**
 * The producers and viewers of one arm, in a process of their own. Sends a fixed number of records, never more than a window
 * ahead of the slowest viewer, and counts what every viewer got, in order; loss, repeats and disorder are results.
 */
import { io } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import WebSocket from 'ws'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { hello } from '../support/sessions.ts'
import type { Arm } from './arm-server.ts'
import { sampleLines } from './records.ts'

export interface LoadOrder {
  port: number
  arm: Arm
  viewers: number
  records: number
  batch: number
  seed: number
  /** A session never uses a number twice, so the warm-up has one of its own. */
  session: string
  corpusDir?: string
}

export interface LoadResult {
  delivered: number
  lost: number
  repeated: number
  reordered: number
  seconds: number
  bytes: number
}

/** Counts one viewer's records by their numbers. */
class Account {
  next = 1
  delivered = 0
  repeated = 0
  reordered = 0

  take(first: number, count: number): void {
    if (first > this.next) this.reordered++
    if (first < this.next) this.repeated += count
    else this.next = first + count
    this.delivered += count
  }
}

const WINDOW_RECORDS = 2_000

async function run(order: LoadOrder): Promise<LoadResult> {
  const accounts = Array.from({ length: order.viewers }, () => new Account())
  let wake = () => {}
  const arrived = () => wake()
  const clients = await Promise.all(accounts.map((account) => openViewer(order, account, arrived)))
  const producer = await openProducer(order)
  const lines = sampleLines(Math.min(order.records, 20_000), order.seed, order.corpusDir)
  // Connecting is not part of what a record costs.
  process.send?.({ isReady: true })
  await new Promise((resolve) => process.once('message', resolve))
  const startedAt = performance.now()
  let bytes = 0
  for (let seq = 1; seq <= order.records; seq += order.batch) {
    while (seq - Math.min(...accounts.map((account) => account.delivered)) > WINDOW_RECORDS || !producer.isFree()) {
      await new Promise<void>((resolve) => {
        wake = resolve
        setImmediate(resolve)
      })
    }
    const count = Math.min(order.batch, order.records - seq + 1)
    const chosen = Array.from({ length: count }, (_, i) => lines[(seq + i) % lines.length] ?? '')
    bytes += producer.send(seq, chosen)
  }
  while (accounts.some((account) => account.next <= order.records)) {
    await new Promise<void>((resolve) => {
      wake = resolve
      setTimeout(resolve, 50)
    })
    if (performance.now() - startedAt > 120_000) break
  }
  const seconds = (performance.now() - startedAt) / 1000
  for (const close of [...clients, producer.close]) close()
  const sum = (pick: (account: Account) => number) => accounts.reduce((total, account) => total + pick(account), 0)
  return {
    delivered: sum((account) => account.delivered),
    lost: sum((account) => Math.max(0, order.records + 1 - account.next)),
    repeated: sum((account) => account.repeated),
    reordered: sum((account) => account.reordered),
    seconds,
    bytes,
  }
}

async function openViewer(order: LoadOrder, account: Account, arrived: () => void): Promise<() => void> {
  const url = `http://127.0.0.1:${order.port}`
  if (order.arm === 'relay') {
    const socket = io(`${url}/viewer`, {
      transports: ['websocket'],
      parser,
      forceNew: true,
      auth: { version: PROTOCOL_VERSION, token: 'bench' },
    })
    socket.on('batch', (header: BatchHeader) => {
      account.take(header[2], header[3])
      arrived()
    })
    // The session exists once its producer has said hello; until then the join is tried again.
    await new Promise<void>((resolve) => socket.once('welcome', () => resolve()))
    joins.push(async () => {
      const answer = await socket.emitWithAck('join', { session: order.session })
      if (!answer.ok) throw new Error(answer.error.message)
    })
    return () => socket.disconnect()
  }
  if (order.arm === 'socketio-record') {
    const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { role: 'viewer' } })
    socket.on('record', (record: { seq: number }) => {
      account.take(record.seq, 1)
      arrived()
    })
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
    return () => socket.disconnect()
  }
  const socket = new WebSocket(`ws://127.0.0.1:${order.port}/viewer`, { perMessageDeflate: false })
  // First eight bytes: first seq and count, as the batch's own header would say.
  socket.on('message', (data: Buffer) => {
    account.take(data.readUInt32BE(0), data.readUInt32BE(4))
    arrived()
  })
  await new Promise<void>((resolve) => socket.once('open', () => resolve()))
  return () => socket.close()
}

const joins: (() => Promise<void>)[] = []

interface Producer {
  isFree(): boolean
  /** Returns the bytes of the payload. */
  send(first: number, lines: string[]): number
  close(): void
}

async function openProducer(order: LoadOrder): Promise<Producer> {
  const url = `http://127.0.0.1:${order.port}`
  const sealed = (lines: string[]) =>
    lines.map((body) => encodeRecord({ timeMs: Date.now(), level: 'info', body })).join('\n')
  if (order.arm === 'relay') {
    const socket = io(`${url}/device`, {
      transports: ['websocket'],
      parser,
      forceNew: true,
      auth: hello({ session: order.session }),
    })
    const [welcome] = await new Promise<[{ creditBytes: number }]>((resolve) =>
      socket.once('welcome', (...args) => resolve(args as [{ creditBytes: number }])),
    )
    await Promise.all(joins.map((join) => join()))
    const pending: { last: number; bytes: number }[] = []
    let unacked = 0
    socket.on('ack', (upTo: number) => {
      while (pending[0] && pending[0].last <= upTo) unacked -= pending.shift()?.bytes ?? 0
    })
    return {
      isFree: () => unacked < welcome.creditBytes,
      send: (first, lines) => {
        const bytes = Buffer.from(sealed(lines))
        pending.push({ last: first + lines.length - 1, bytes: bytes.byteLength })
        unacked += bytes.byteLength
        socket.emit('batch', [order.session, 0, first, lines.length, bytes.byteLength], bytes)
        return bytes.byteLength
      },
      close: () => socket.disconnect(),
    }
  }
  if (order.arm === 'socketio-record') {
    const socket = io(url, { transports: ['websocket'], forceNew: true, auth: { role: 'device' } })
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
    return {
      isFree: () => true,
      send: (first, lines) => {
        for (const [i, body] of lines.entries())
          socket.emit('record', { seq: first + i, timeMs: Date.now(), level: 'info', body })
        return lines.join('').length
      },
      close: () => socket.disconnect(),
    }
  }
  const socket = new WebSocket(`ws://127.0.0.1:${order.port}/device`, { perMessageDeflate: false })
  await new Promise<void>((resolve) => socket.once('open', () => resolve()))
  const frame = (first: number, lines: string[]) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(first, 0)
    head.writeUInt32BE(lines.length, 4)
    const bytes = Buffer.concat([head, Buffer.from(sealed(lines))])
    socket.send(bytes)
    return bytes.byteLength
  }
  return {
    isFree: () => socket.bufferedAmount < 256 * 1024,
    send: (first, lines) =>
      order.arm === 'ws' ? frame(first, lines) : lines.reduce((bytes, line, i) => bytes + frame(first + i, [line]), 0),
    close: () => socket.close(),
  }
}

process.once('message', (order) => {
  run(order as LoadOrder).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})
