/**
 * What is dropped and compared: a producer and a viewer, each at its own address, written as people write them. Peers send one
 * message per record, reconnect automatically, and keep what is logged while they are away as far as their library does.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server as SocketServer } from 'socket.io'
import { io } from 'socket.io-client'
import WebSocket, { WebSocketServer } from 'ws'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { person } from '#tests/support/sessions.ts'
import { startRelay } from '#tests/support/start-relay.ts'

export interface Producer {
  send(number: number, text: string): void
  close(): void
}

export interface RunningArm {
  port: number
  /** Resolves once it is connected. */
  produce(url: string): Promise<Producer>
  /** Resolves once records sent now would arrive. */
  view(url: string, take: (number: number) => void): Promise<() => void>
  close(): Promise<void>
}

export interface Arm {
  name: string
  start(): Promise<RunningArm>
}

export const OURS = 'Agent Logger'

export const ARMS: readonly Arm[] = [
  { name: OURS, start: startOurs },
  { name: 'ws, reconnecting', start: startWs },
  { name: 'Socket.IO', start: () => startSocketIo({}) },
  // Its default of two minutes, and no exception for middlewares.
  { name: 'Socket.IO, state recovery', start: () => startSocketIo({ connectionStateRecovery: {} }) },
]

async function startOurs(): Promise<RunningArm> {
  const relay = await startRelay()
  relay.grants.set('viewer', person())
  let session = ''
  return {
    port: Number(new URL(relay.url).port),
    produce: async (url) => {
      const logger = startAgentLogger({
        server: url,
        token: 'agl_d_drop',
        installationId: 'installation01',
        redact: false,
      })
      session = logger.session
      await new Promise<void>((resolve) => logger.onStatus(({ state }) => state === 'live' && resolve()))
      return { send: (number, text) => logger.info(`${number} ${text}`), close: () => void logger.close() }
    },
    view: async (url, take) => {
      const connection = new ViewerConnection({
        server: url,
        hello: async () => ({ version: PROTOCOL_VERSION, token: 'viewer' }),
      })
      await new Promise<void>((resolve) => {
        new LogSubscriber({
          connection,
          target: { session },
          want: 'all',
          inOrder: true,
          handlers: {
            onRecords: (_session, records) => {
              for (const { body } of records) take(Number.parseInt(body, 10))
            },
            onGone: () => {},
            onJoined: () => resolve(),
          },
        })
      })
      return () => connection.close()
    },
    close: () => relay.close(),
  }
}

/**
 * Reconnection delays of Socket.IO's client, so that the arms differ in how they handle loss and not in when they
 * return.
 */
const RECONNECT_MS = () => 500 + Math.random() * 1_000

async function startWs(): Promise<RunningArm> {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  server.on('connection', (socket, request) => {
    socket.on('error', () => {})
    if (request.url !== '/device') return
    socket.on('message', (data, isBinary) => {
      for (const client of server.clients) if (client !== socket) client.send(data, { binary: isBinary })
    })
  })
  const port = await listening(http)
  /** The usual reconnect loop around a WebSocket. */
  const reconnecting = (url: string, opened: (socket: WebSocket) => void) => {
    let isClosed = false
    let socket: WebSocket
    const connect = () => {
      socket = new WebSocket(url.replace('http', 'ws'))
      socket.on('open', () => opened(socket))
      socket.on('error', () => {})
      socket.on('close', () => !isClosed && setTimeout(connect, RECONNECT_MS()))
    }
    connect()
    return () => {
      isClosed = true
      socket.close()
    }
  }
  return {
    port,
    produce: (url) =>
      new Promise((resolve) => {
        let current: WebSocket | null = null
        const queue: string[] = []
        const close = reconnecting(`${url}/device`, (socket) => {
          current = socket
          for (const message of queue.splice(0)) socket.send(message)
          resolve({
            send: (number, text) => {
              const message = JSON.stringify({ number, text })
              if (current?.readyState === WebSocket.OPEN) current.send(message)
              else queue.push(message)
            },
            close,
          })
        })
      }),
    view: (url, take) =>
      new Promise((resolve) => {
        const close = reconnecting(`${url}/viewer`, (socket) => {
          socket.on('message', (data) => take(JSON.parse(String(data)).number))
          resolve(() => close())
        })
      }),
    close: async () => {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

async function startSocketIo(options: { connectionStateRecovery?: object }): Promise<RunningArm> {
  const http = createServer()
  const server = new SocketServer(http, options)
  server.on('connection', (socket) => {
    socket.on('record', (record) => socket.broadcast.emit('record', record))
  })
  const port = await listening(http)
  const connected = async (url: string) => {
    const socket = io(url, { transports: ['websocket'], forceNew: true })
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
    return socket
  }
  return {
    port,
    produce: async (url) => {
      const socket = await connected(url)
      return {
        send: (number, text) => void socket.emit('record', { number, text }),
        close: () => void socket.disconnect(),
      }
    },
    view: async (url, take) => {
      const socket = await connected(url)
      socket.on('record', (record: { number: number }) => take(record.number))
      return () => void socket.disconnect()
    },
    close: () => server.close(),
  }
}

async function listening(http: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return (http.address() as AddressInfo).port
}
