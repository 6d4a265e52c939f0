/** The two namespaces' sockets as types, their rooms, and how one is refused or ended. */
import type { Namespace, Socket } from 'socket.io'
import { type AppError, isAppError } from '../errors.ts'
import { type WireError, wireError } from '../protocol/error-codes.ts'
import type { DeviceGrant, ViewerGrant } from '../protocol/grants.ts'
import type { DeviceToRelay, RelayToDevice, RelayToViewer, ViewerToRelay } from '../protocol/messages.ts'
import type { RelaySession } from '../relay/session.ts'

export interface DeviceSocketData {
  grant: DeviceGrant
  session: RelaySession
}
export interface ViewerSocketData {
  grant: ViewerGrant
}
type None = Record<never, never>
export type DeviceNamespace = Namespace<DeviceToRelay, RelayToDevice, None, DeviceSocketData>
export type DeviceSocket = Socket<DeviceToRelay, RelayToDevice, None, DeviceSocketData>
export type ViewerNamespace = Namespace<ViewerToRelay, RelayToViewer, None, ViewerSocketData>
export type ViewerSocket = Socket<ViewerToRelay, RelayToViewer, None, ViewerSocketData>

export const sessionRoom = (session: string) => `s:${session}`
/** Those of a session's viewers to whom its batches come by the relay. */
export const batchRoom = (session: string) => `b:${session}`
export const teamRoom = (team: string) => `t:${team}`

export function enterRooms(socket: ViewerSocket | undefined, session: string, path?: 'direct'): void {
  socket?.join(path ? sessionRoom(session) : [sessionRoom(session), batchRoom(session)])
  if (path) socket?.leave(batchRoom(session))
}

export function leaveRooms(socket: ViewerSocket | undefined, session: string): void {
  socket?.leave(sessionRoom(session))
  socket?.leave(batchRoom(session))
}

/** Tells a socket why and closes it. The reason is written before the close, in order. */
export function endSocket(socket: DeviceSocket | ViewerSocket | undefined, error: AppError): void {
  if (!socket?.connected) return // Both namespaces have the same `fault`; a union of two emits cannot be called as one.
  ;(socket as ViewerSocket).emit('fault', error.toWire())
  socket.disconnect(true)
}

/** [TR9] Who leaves its namespace has nothing more to say on its connection. `reason`: of `disconnect`. */
export function closeAfter(reason: string, socket: DeviceSocket | ViewerSocket): void {
  if (reason === 'client namespace disconnect') socket.conn.close()
}

/** What a refused handshake tells the client [TR3]. Failures of our own stay ours. */
export function refusal(error: unknown, log: (line: string) => void): Error & { data: WireError } {
  const known = isAppError(error) ? error : null
  if (!known) log(`handshake failed: ${error instanceof Error ? error.message : 'unknown error'}`)
  const wire = wireError(known?.code ?? 'internal', known?.message)
  return Object.assign(new Error(wire.code), { data: wire })
}
