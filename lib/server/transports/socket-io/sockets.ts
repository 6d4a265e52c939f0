/** The sockets of both namespaces: their types, their rooms, and how they are refused and ended. */
import type { Namespace, Socket } from 'socket.io'
import { type AppError, isAppError } from '#lib/protocol/app-error.ts'
import { type WireError, wireError } from '#lib/protocol/error-codes.ts'
import type { DeviceGrant, ViewerGrant } from '#lib/protocol/grants.ts'
import type { DeviceToRelay, RelayToDevice, RelayToViewer, ViewerToRelay } from '#lib/protocol/messages.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import type { ConnectedDevice, ConnectedViewer } from '#lib/server/transports/connection-rights.ts'

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
/** Viewers that get the session's batches through the relay. */
export const batchRoom = (session: string) => `b:${session}`
const TEAM_ROOM = 't:'
export const teamRoom = (team: string) => TEAM_ROOM + team
/** People who watch a team, by their network; see viewerGroupOf in same-network.ts. */
export const networkRoom = (group: string) => `n:${group}`

/** The teams that a viewer watches. */
export function teamsWatchedBy({ rooms }: ViewerSocket): string[] {
  return [...rooms].filter((room) => room.startsWith(TEAM_ROOM)).map((room) => room.slice(TEAM_ROOM.length))
}

export function enterRooms(socket: ViewerSocket | undefined, session: string, path?: 'direct'): void {
  socket?.join(path ? sessionRoom(session) : [sessionRoom(session), batchRoom(session)])
  if (path) socket?.leave(batchRoom(session))
}

export function leaveRooms(socket: ViewerSocket | undefined, session: string): void {
  socket?.leave(sessionRoom(session))
  socket?.leave(batchRoom(session))
}

/** `emit` for a message as one tuple: Socket.IO's own types want the event and its arguments one by one. */
export function emitTo<M extends unknown[]>(target: { emit(...message: M): unknown } | undefined, message: M): void {
  target?.emit(...message)
}

export function connectedDevice(socket: DeviceSocket): ConnectedDevice {
  const { grant, session = null } = socket.data
  return { right: grant, session, end: (error) => endSocket(socket, error) }
}

export function connectedViewer(socket: ViewerSocket): ConnectedViewer {
  const { grant } = socket.data
  return { id: socket.id, kind: 'viewers', grant, end: (error) => endSocket(socket, error) }
}

export function* connectedDevices({ sockets }: Pick<DeviceNamespace, 'sockets'>): Iterable<ConnectedDevice> {
  for (const socket of sockets.values()) yield connectedDevice(socket)
}

export function* connectedViewers({ sockets }: Pick<ViewerNamespace, 'sockets'>): Iterable<ConnectedViewer> {
  for (const socket of sockets.values()) yield connectedViewer(socket)
}

/** Sends the reason, then disconnects. */
export function endSocket(socket: DeviceSocket | ViewerSocket | undefined, error: AppError): void {
  if (!socket?.connected) return // Both namespaces have the same `fault`, but a union of two emits cannot be called.
  ;(socket as ViewerSocket).emit('fault', error.toWire())
  socket.disconnect(true)
}

/** [TR9] A client that disconnects from its namespace is finished, so its connection is closed too. `reason`: of `disconnect`. */
export function closeAfter(reason: string, socket: DeviceSocket | ViewerSocket): void {
  if (reason === 'client namespace disconnect') socket.conn.close()
}

/** [TR3] What the client of a refused handshake gets. An error of our own becomes `internal` and goes to the log. */
export function refusal(error: unknown, log: (line: string) => void): Error & { data: WireError } {
  const known = isAppError(error) ? error : null
  if (!known) log(`handshake failed: ${error instanceof Error ? error.message : 'unknown error'}`)
  const wire = wireError(known?.code ?? 'internal', known?.message)
  return Object.assign(new Error(wire.code), { data: wire })
}
