/**
 * Keeps an error of our own to the connection whose message brought it about: everybody else's stream goes on. What is logged
 * of it is its kind and place; a message may quote what was sent, which nobody may see here.
 */
import { AppError } from '../errors.ts'
import { type DeviceSocket, endSocket, type ViewerSocket } from './sockets.ts'

/** `socket.on` for handlers that may fail: then the socket is told `internal`, which lets it come back, and closed. */
export function shielded<S extends DeviceSocket | ViewerSocket>(socket: S, log: (line: string) => void): S['on'] {
  const on = (event: string, handler: (...args: unknown[]) => void) =>
    (socket as DeviceSocket).on(
      event as never,
      ((...args: unknown[]) => {
        try {
          handler(...args)
        } catch (error) {
          log(`"${event}" failed: ${placeOf(error)}`)
          endSocket(socket, new AppError('internal'))
        }
      }) as never,
    )
  return on as S['on']
}

export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error'
  const frame = /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim()
  return frame ? `${error.name} ${frame}` : error.name
}
