/**
 * [TR4] How often one connection may ask to be let in, and where it may not ask at all. Socket.IO lets a connection ask
 * for any number of namespaces before the first answer, and lets everybody into "/", where nobody says who they are.
 */
import type { Namespace, Server } from 'socket.io'
import { AppError } from '../errors.ts'
import { refusal } from './sockets.ts'

/** Our clients make one connection for each try. */
const HANDSHAKES_MAX = 1

/** Call before the namespaces get their own checks. */
export function boundHandshakes(io: Server, namespaces: readonly Pick<Namespace, 'use'>[]): void {
  io.of('/').use((socket, next) => {
    next(refusal(new AppError('not-found', 'Connect to /device or /viewer.'), () => {}))
    socket.conn.close()
  })
  const asked = new WeakMap<object, number>()
  for (const namespace of namespaces) {
    namespace.use((socket, next) => {
      const count = (asked.get(socket.conn) ?? 0) + 1
      asked.set(socket.conn, count)
      if (count <= HANDSHAKES_MAX) return next()
      next(refusal(new AppError('too-many-requests'), () => {}))
      socket.conn.close()
    })
  }
}
