/**
 * [TR4] Allows one handshake for each connection, and none in "/". By itself Socket.IO accepts any number of handshakes before
 * the first answer, and accepts everyone in "/", which has no authentication.
 */
import type { Namespace, Server } from 'socket.io'
import { AppError } from '#lib/protocol/app-error.ts'
import { refusal } from './sockets.ts'

/** Our clients open a new connection for each attempt. */
const HANDSHAKES_MAX = 1

/** Call this before the namespaces get their own checks. */
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
