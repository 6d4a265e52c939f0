/** Keeps an error of our own to the connection whose message caused it: everybody else's stream goes on. */
import { AppError } from '#lib/protocol/app-error.ts'
import { errorPlace } from '#lib/server/transports/error-place.ts'
import { type DeviceSocket, endSocket, type ViewerSocket } from './sockets.ts'

/** `socket.on` for handlers that may throw: the client then gets `internal`, which it may retry, and is disconnected. */
export function guardHandlers<S extends DeviceSocket | ViewerSocket>(socket: S, log: (line: string) => void): S['on'] {
  const on = (event: string, handler: (...args: unknown[]) => void) =>
    (socket as DeviceSocket).on(
      event as never,
      ((...args: unknown[]) => {
        try {
          handler(...args)
        } catch (error) {
          log(`"${event}" failed: ${errorPlace(error)}`)
          endSocket(socket, new AppError('internal'))
        }
      }) as never,
    )
  return on as S['on']
}
