/**
 * One of our servers or a Node.js one, in its own process so that its CPU time is its own. `relay` is the product's relay with
 * grants and rows in memory; `net` only forwards framed batches; `ws` and `socketio` broadcast what they receive, as their
 * manuals show.
 */
import { createServer } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { Server as SocketServer } from 'socket.io'
import { type WebSocket, WebSocketServer } from 'ws'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import type { SessionRows } from '#lib/server/relay/session-rows.ts'
import { answer, collectGarbage } from '#tests/bench/answers.ts'
import type { NodeServer } from '#tests/bench/arms.ts'
import { VIEWER_TOKENS } from '#tests/bench/load/rights.ts'
import { DEVICE, factsOf, person, TEAM } from '#tests/support/sessions.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

let relay: TestRelay | null = null

/** A node that does not know a session asks the database; here every session exists. */
function storedState(id: string): ReturnType<SessionRows['findSessionState']> extends Promise<infer T> ? T : never {
  const { device, startedAtMs } = factsOf(id)
  const counts = { tail: 1, head: 0, counters: NO_COUNTERS, viewers: 0, endedAtMs: null }
  return { session: id, teamId: TEAM, deviceId: DEVICE, liveness: 'live', startedAtMs, device, ...counts }
}

async function start(kind: NodeServer): Promise<number> {
  if (kind === 'relay') {
    const redisUrl = process.argv[3]
    relay = await startRelay(redisUrl ? { redisUrl, rows: { findSessionState: async (id) => storedState(id) } } : {})
    for (const token of VIEWER_TOKENS) relay.grants.set(token, person({ kind: 'api', id: token }))
    return Number(new URL(relay.url).port)
  }
  if (kind === 'net') return listening(netServer())
  const server = createServer()
  if (kind === 'socketio') {
    const io = new SocketServer(server, { transports: ['websocket'], serveClient: false })
    io.on('connection', (socket) => {
      if (socket.handshake.auth.role === 'viewer') void socket.join('session')
      else socket.on('record', (record) => io.to('session').emit('record', record))
    })
  } else {
    const viewers = new Set<WebSocket>()
    new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, request) => {
      socket.on('error', () => {})
      if (request.url === '/viewer') {
        viewers.add(socket)
        socket.on('close', () => viewers.delete(socket))
      } else {
        socket.on('message', (data, binary) => {
          for (const viewer of viewers) viewer.send(data, { binary })
        })
      }
    })
  }
  return listening(server)
}

/** A connection that sends nothing is a viewer. For one that sends, each complete batch is one write to every viewer. */
function netServer(): net.Server {
  const silent = new Set<net.Socket>()
  return net.createServer({ noDelay: true }, (socket) => {
    let held: Buffer = Buffer.alloc(0)
    silent.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => silent.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      silent.delete(socket)
      held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
      for (;;) {
        const length = held.length >= 4 ? 4 + held.readUInt32BE(0) : Number.POSITIVE_INFINITY
        if (held.length < length) return
        const message = held.subarray(0, length)
        held = held.subarray(length)
        for (const viewer of silent) viewer.write(message)
      }
    })
  })
}

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1024, resolve))
  return (server.address() as AddressInfo).port
}

const port = await start(process.argv[2] as NodeServer)

answer({
  port: () => port,
  collectGarbage,
  /** Viewers that the relay has removed from their session for being slow. */
  lagging: () => {
    const sessions = [...(relay?.relay.hub.sessions.values() ?? [])]
    return sessions.flatMap(({ audience }) =>
      [...audience.viewers.values()].filter((each) => each.skippedFrom !== null),
    ).length
  },
  heap: () => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  },
})
