/**
 * One arm's server, in a process of its own so that its CPU time is its own. Says its port, and on request what CPU time
 * it has used. Arms: `relay` (ours, rights in memory), `ws` (raw broadcast of the same batches), `ws-record` and
 * `socketio-record` (one message per record, as people use them).
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server as SocketServer } from 'socket.io'
import { type WebSocket, WebSocketServer } from 'ws'
import { person } from '../support/sessions.ts'
import { startRelay } from '../support/start-relay.ts'

export type Arm = 'relay' | 'ws' | 'ws-record' | 'socketio-record'

async function start(arm: Arm): Promise<number> {
  if (arm === 'relay') {
    const relay = await startRelay()
    relay.grants.set('bench', person({ kind: 'api', id: 'bench' }))
    return Number(new URL(relay.url).port)
  }
  const server = createServer()
  if (arm === 'socketio-record') {
    const io = new SocketServer(server, { transports: ['websocket'], serveClient: false })
    io.on('connection', (socket) => {
      if (socket.handshake.auth.role === 'viewer') void socket.join('session')
      else socket.on('record', (record) => io.to('session').emit('record', record))
    })
  } else {
    const viewers = new Set<WebSocket>()
    new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket, request) => {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

process.on('message', (message) => {
  if (message !== 'cpu') return
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage().rss })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: await start(process.argv[2] as Arm) })
