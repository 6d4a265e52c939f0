/**
 * Which connections end because a right ended: one policy for every transport. A right ends by a cut (somebody revoked it), by
 * its time, or unseen (in another process, in a restored database), which the recheck finds.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import type { ConnectionKind, CutTarget } from '#lib/server/relay/live-relay.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import type { RelayPorts } from '#lib/server/relay-ports.ts'

/** A device's connection, whatever protocol it speaks. */
export interface ConnectedDevice {
  /** `tokenId` is null when a person claimed the device without a token. `expiresAtMs`: absent or null for never. */
  readonly right: { readonly tokenId: string | null; readonly expiresAtMs?: number | null }
  /** Null until its session is open. */
  readonly session: Pick<RelaySession, 'id' | 'deviceId'> | null
  /** Sends the device the reason and closes its connection. */
  end(error: AppError): void
}

/** A viewer's connection, whatever protocol it speaks. */
export interface ConnectedViewer {
  /** The id by which the hub knows it. */
  readonly id: string
  readonly kind: Extract<ConnectionKind, 'viewers' | 'seedViewers'>
  readonly grant: ViewerGrant
  end(error: AppError): void
}

/** One transport's connections. Both lists are live: a connection may end while you walk them. */
export interface Connections {
  /** Those that came with a right, or got one; not those that wait to be claimed. */
  connectedDevices(): Iterable<ConnectedDevice>
  connectedViewers(): Iterable<ConnectedViewer>
}

/** Ends the connections that the target's right admitted, and viewers of a device or session that was forgotten. */
export function cutConnections(
  transports: readonly Connections[],
  sessions: Iterable<RelaySession>,
  target: CutTarget,
  error: AppError,
): void {
  const watching = viewersOf(target, sessions)
  for (const transport of transports) {
    for (const device of [...transport.connectedDevices()]) if (isDeviceCut(device, target)) device.end(error)
    for (const viewer of [...transport.connectedViewers()])
      if (watching.has(viewer.id) || isViewerCut(viewer, target)) viewer.end(error)
  }
}

export function endExpired(transports: readonly Connections[], nowMs: number): void {
  for (const transport of transports) {
    for (const device of transport.connectedDevices())
      if (isPast(device.right.expiresAtMs, nowMs)) device.end(new AppError('token-expired'))
    for (const viewer of transport.connectedViewers())
      if (isPast(viewer.grant.expiresAtMs, nowMs))
        viewer.end(new AppError(viewer.grant.kind === 'link' ? 'link-expired' : 'token-expired'))
  }
}

type RecheckPorts = Pick<RelayPorts, 'recheckDevice' | 'recheckViewer'>

/** Asks for every connection in turn whether its right still holds. Never rejects. */
export async function recheckAll(
  transports: readonly Connections[],
  ports: RecheckPorts,
  nowMs: number,
): Promise<void> {
  for (const transport of transports) {
    for (const device of [...transport.connectedDevices()]) await recheckDevice(device, ports, nowMs)
    for (const viewer of [...transport.connectedViewers()]) await recheckViewer(viewer, ports, nowMs)
  }
}

/** Transports also call this once for each new connection: a cut during the handshake found no connection. Never rejects. */
export async function recheckDevice(device: ConnectedDevice, ports: RecheckPorts, nowMs: number): Promise<void> {
  const { tokenId } = device.right
  if (tokenId === null) return
  // While the database is away, the right stays as it is until the next recheck.
  const error = await ports.recheckDevice(tokenId, nowMs).catch(() => null)
  if (error) device.end(error)
}

/** As {@link recheckDevice}. */
export async function recheckViewer(viewer: ConnectedViewer, ports: RecheckPorts, nowMs: number): Promise<void> {
  const error = await ports.recheckViewer(viewer.grant, nowMs).catch(() => null)
  if (error) viewer.end(error)
}

function isDeviceCut({ right, session }: ConnectedDevice, target: CutTarget): boolean {
  if (target.kind === 'token') return right.tokenId === target.id
  if (target.kind === 'device') return session?.deviceId === target.id
  return target.kind === 'session' && session?.id === target.id
}

function isViewerCut({ kind, grant }: ConnectedViewer, target: CutTarget): boolean {
  switch (target.kind) {
    case 'device':
    case 'session':
      // A link ends with what it opens, even if its holder is not watching at the moment.
      return grant.target !== null && Object.values(grant.target).includes(target.id)
    case 'link':
      return grant.kind === 'link' && grant.id === target.id
    case 'token':
      return grant.kind === 'api' && grant.id === target.id
    case 'user':
      return grant.kind === 'user' && grant.id === target.id
    case 'sign-in':
      return grant.kind === 'user' && grant.signInId === target.id
    case 'membership':
      return grant.kind === 'user' && grant.id === target.userId && grant.teamIds.includes(target.teamId)
    case 'seed-viewers':
      return kind === 'seedViewers' && grant.teamIds.includes(target.id)
  }
}

/** Ids of the viewers of sessions that were forgotten. */
function viewersOf(target: CutTarget, sessions: Iterable<RelaySession>): Set<string> {
  const viewers = new Set<string>()
  if (target.kind !== 'device' && target.kind !== 'session') return viewers
  for (const session of sessions)
    if (session.id === target.id || session.deviceId === target.id)
      for (const viewer of session.audience.viewers.keys()) viewers.add(viewer)
  return viewers
}

function isPast(atMs: number | null | undefined, nowMs: number): boolean {
  return atMs !== null && atMs !== undefined && atMs <= nowMs
}
