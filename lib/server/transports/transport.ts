/**
 * The transport port: how one protocol's clients reach the hub. To add a transport, implement {@link Transport} in a folder of
 * its own and name it in server.ts; the relay knows its transports only through this file.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppError } from '#lib/protocol/app-error.ts'
import type { TeamTopic } from '#lib/protocol/messages.ts'
import type { NearbyReceiver } from '#lib/server/nearby-notifier.ts'
import type { RejectionNotifier } from '#lib/server/rejection-notifier.ts'
import type { Hub } from '#lib/server/relay/hub.ts'
import type { DeviceMessage, ViewerMessage } from '#lib/server/relay/hub-output.ts'
import type { ConnectionKind } from '#lib/server/relay/live-relay.ts'
import type { NodeExtension } from '#lib/server/relay/node-extension.ts'
import type { Traffic } from '#lib/server/relay/traffic.ts'
import type { RelayPorts } from '#lib/server/relay-ports.ts'
import type { Connections } from './connection-rights.ts'
import type { UpgradeRoute } from './upgrade.ts'

/**
 * What the hub sends. Every transport gets all of it and takes what is for its own connections: ids that it does not know
 * belong to another transport. A message is one array for all transports and viewers; do not change it.
 */
export interface TransportOutput extends NearbyReceiver {
  toDevice(connection: string, message: DeviceMessage): void
  toViewers(connections: readonly string[], message: ViewerMessage): void
  /** To viewers that entered the session; `batch` only to those whose path is not direct. */
  toSession(session: string, message: ViewerMessage): void
  /** To everyone who watches the team's lists; absent: this transport's viewers cannot. */
  toTeam?(team: string, message: ViewerMessage): void
  enterSession(viewer: string, session: string, path?: 'direct'): void
  leaveSession(viewer: string, session: string): void
  /** Sends a device the reason and closes its connection: another connection took over its session. */
  refuseDevice(connection: string, error: AppError): void
  /** Pauses those of these viewers whose sockets buffer too much; absent: the transport bounds them in another way. */
  sweep?(viewers: readonly string[]): void
}

/** How a request waits that no accepted token came with: among strangers, or it is refused. */
export type AdmitStranger = (run: () => void, refused: (error: AppError) => void) => void

/** HTTP requests that a transport answers itself, before any page. */
export interface RequestRoute {
  has(request: IncomingMessage): boolean
  take(request: IncomingMessage, response: ServerResponse, admitStranger: AdmitStranger): void
}

export interface Transport extends TransportOutput, Connections {
  /** Where its clients connect; absent: not through the HTTP server's upgrades. */
  readonly upgrade?: UpgradeRoute
  /** Absent: it answers no requests. */
  readonly requests?: RequestRoute
  /** What it says to its counterpart on other nodes; absent: nothing beyond what the relay says. */
  readonly extension?: NodeExtension
  /** Open connections, by what they are. */
  counts(): Partial<Record<ConnectionKind, number>>
  /** [TR8] Asks every client to come back later. Sessions are saved between this and {@link close}. */
  goAway(): void
  /** Closes what is still open and stops its timers. */
  close(): Promise<void>
}

/** The parts of a relay that a transport works with. */
export interface RelayParts {
  hub: Hub
  ports: RelayPorts
  traffic: Traffic
  /** Remembers devices that a transport rejects, for the people who wait for them. */
  rejections: Pick<RejectionNotifier, 'report' | 'clear'>
  /** Tells dashboards on every node that one of the team's lists changed. */
  teamChanged(team: string, topic: TeamTopic): void
  /** Epoch milliseconds that never jump; see steady-clock.ts. */
  now(): number
}

export type OpenTransport = (relay: RelayParts) => Transport
