/** Counts connections that end because of a limit that Engine.IO and Socket.IO enforce for us without reporting it. */
import type { Server } from 'socket.io'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import { steadyNowMs } from '#lib/server/transports/steady-clock.ts'

/** Timers may fire slightly early. */
const EARLY_MS = 5

export function countEndedConnections(io: Server, hits: LimitHits): void {
  const admitted = new WeakSet<object>()
  io.on('new_namespace', (namespace) => namespace.on('connection', (socket) => admitted.add(socket.conn)))
  for (const namespace of io._nsps.values()) namespace.on('connection', (socket) => admitted.add(socket.conn))
  io.engine.on('connection', (conn) => {
    const openedAtMs = steadyNowMs()
    conn.once('close', (reason: string, cause?: unknown) => {
      const spanMs = steadyNowMs() - openedAtMs
      // An error of ws, which has lost its code by the time it arrives here.
      if (reason === 'transport error' && cause instanceof Error && cause.message.includes('Max payload size exceeded'))
        hits.hit('frameBytesMax', 'a connection sent a larger frame')
      else if (!admitted.has(conn) && spanMs >= LIMITS.handshakeMs - EARLY_MS)
        hits.hit('handshakeMs', `a connection sent nothing for ${spanMs} ms`)
    })
  })
}
