/**
 * The device, in a process of its own: logs numbered records at a set rate, through the SDK to a server, or as plain JSON to
 * every socket of the peers' pages. The parent starts it with `fork` (start-feeder.ts) and tells it what to send.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { type Line, lineOf } from './lines.ts'

/** What the parent says. */
export type FeederOrder =
  | { kind: 'device'; server: string; token: string }
  | { kind: 'sockets' }
  | { kind: 'send'; count: number; perSecond: number }

/** What it answers. `target` is the session, or the port of the sockets. */
export type FeederAnswer = { kind: 'ready'; target: string } | { kind: 'sent'; upTo: number; seconds: number }

/** A record as the peers' pages get it. */
export interface FedLine extends Line {
  number: number
  timeMs: number
}

const TICK_MS = 10
/** How often the sockets are sent what has come together: seldom, as the SDK does, because each message costs them a render. */
const SOCKET_TICK_MS = 50

let log: (line: FedLine) => void = () => {}
/** Ends what was sent. */
let flush: () => Promise<void> = async () => {}
let number = 0

process.on('message', (order: FeederOrder) => void obey(order))
process.once('disconnect', () => process.exit())

async function obey(order: FeederOrder): Promise<void> {
  if (order.kind === 'device') answer({ kind: 'ready', target: await startDevice(order.server, order.token) })
  else if (order.kind === 'sockets') answer({ kind: 'ready', target: await startSockets() })
  else answer(await send(order.count, order.perSecond))
}

function answer(message: FeederAnswer): void {
  process.send?.(message)
}

async function send(count: number, perSecond: number): Promise<FeederAnswer> {
  const startedMs = performance.now()
  for (let sent = 0; sent < count; await sleep(TICK_MS)) {
    const due = Math.min(count, Math.floor(((performance.now() - startedMs) / 1_000) * perSecond))
    for (; sent < due; sent++) {
      number++
      log({ number, timeMs: Date.now(), ...lineOf(number) })
    }
  }
  await flush()
  return { kind: 'sent', upTo: number, seconds: (performance.now() - startedMs) / 1_000 }
}

async function startDevice(server: string, token: string): Promise<string> {
  const device = startAgentLogger({ server, token, name: 'Bench', warn: () => {} })
  log = ({ level, text }) => device.log({ level, body: text })
  flush = async () => void (await device.flush())
  // A session has an address once it has a record.
  device.log({ level: 'info', body: 'the first record' })
  await device.flush()
  return device.session
}

async function startSockets(): Promise<string> {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  let waiting: FedLine[] = []
  const pass = () => {
    if (waiting.length === 0) return
    const message = JSON.stringify(waiting)
    waiting = []
    for (const socket of sockets.clients as Set<WebSocket>) socket.send(message)
  }
  setInterval(pass, SOCKET_TICK_MS)
  log = (line) => void waiting.push(line)
  flush = async () => pass()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return String((server.address() as AddressInfo).port)
}
