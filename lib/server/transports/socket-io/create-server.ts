/** The Socket.IO server with our limits: WebSocket only, msgpack, no compression, and nothing served over HTTP. */
import { Server as HttpServer } from 'node:http'
import { Server as SocketServer } from 'socket.io'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import { countEndedConnections } from './connection-limits.ts'
import * as parser from './guarded-parser.ts'
import { boundHandshakes } from './handshakes.ts'
import type { DeviceNamespace, ViewerNamespace } from './sockets.ts'

export interface SocketIo {
  io: SocketServer
  devices: DeviceNamespace
  viewers: ViewerNamespace
}

export function createSocketIo(hits: LimitHits): SocketIo {
  const io = new SocketServer({
    path: '/socket.io',
    parser,
    transports: ['websocket'],
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: LIMITS.frameBytesMax,
    pingInterval: LIMITS.pingIntervalMs,
    pingTimeout: LIMITS.pingTimeoutMs,
    connectTimeout: LIMITS.handshakeMs,
    cleanupEmptyChildNamespaces: true,
  })
  // Socket.IO wants a server to attach to; ours never listens, so that one dispatcher owns every upgrade.
  io.attach(new HttpServer())
  const devices: DeviceNamespace = io.of('/device')
  const viewers: ViewerNamespace = io.of('/viewer')
  boundHandshakes(io, [devices, viewers])
  countEndedConnections(io, hits)
  return { io, devices, viewers }
}
