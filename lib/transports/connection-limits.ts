/** Counts the connections that end because of a limit which Engine.IO and Socket.IO hold for us, and tell nobody about. */
import type { Server } from 'socket.io'
import type { LimitHits } from '../limit-hits.ts'
import { LIMITS } from '../protocol/limits.ts'
import { steadyNowMs } from './steady-clock.ts'

/** Timers may fire a little before their time. */
const EARLY_MS = 5

export function countEndedConnections(io: Server, hits: LimitHits): void {
  const admitted = new WeakSet<object>()
  io.on('new_namespace', (namespace) => namespace.on('connection', (socket) => admitted.add(socket.conn)))
  for (const namespace of io._nsps.values()) namespace.on('connection', (socket) => admitted.add(socket.conn))
  io.engine.on('connection', (conn) => {
    const openedAtMs = steadyNowMs()
    conn.once('close', (reason: string, cause?: unknown) => {
      const spanMs = steadyNowMs() - openedAtMs
      // Of ws; there is no code on it any more when it comes here.
      if (reason === 'transport error' && cause instanceof Error && cause.message.includes('Max payload size exceeded'))
        hits.hit('frameBytesMax', 'a connection sent a larger frame')
      else if (!admitted.has(conn) && spanMs >= LIMITS.handshakeMs - EARLY_MS)
        hits.hit('handshakeMs', `a connection said nothing for ${spanMs} ms`)
    })
  })
}
