/** What the relay and its transports need from the rest of the program; server.ts passes the real ones, tests pass others. */
import type { IncomingMessage } from 'node:http'
import type { AppError } from '#lib/protocol/app-error.ts'
import type { DeviceGrant, ViewerGrant } from '#lib/protocol/grants.ts'
import type { IceServer, ViewerHello } from '#lib/protocol/messages.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import type { LimitHits } from './limit-hits.ts'
import type { ClusterPairingQueue } from './pairing/cluster-pairing-queue.ts'
import type { SessionStore } from './relay/session-store.ts'
import type { OpenNodeBus } from './transports/node-bus/node-bus.ts'

/** All may throw AppError; its message reaches the client. */
export interface RelayPorts {
  deviceGrant(token: string, nowMs: number, source: SourceKind): Promise<DeviceGrant>
  viewerGrant(hello: ViewerHello, nowMs: number): Promise<ViewerGrant>
  /** The error that ends the connection, or null while the right holds. */
  recheckDevice(tokenId: string, nowMs: number): Promise<AppError | null>
  recheckViewer(grant: ViewerGrant, nowMs: number): Promise<AppError | null>
  /**
   * The client's own address, behind trusted proxies too, or null: it is a proxy's. Absent: addresses are not known. What people
   * see by their network is then hidden.
   */
  ownAddressOf?(request: IncomingMessage): string | null
  isOwnOrigin(origin: string, host: string | undefined): boolean
  pageUrl(session: string): string
  store: SessionStore
  /** Null: this node is alone. */
  nodeBus: OpenNodeBus | null
  /** STUN and TURN servers for one direct path; absent: none, which is enough within one network. */
  iceServers?(): IceServer[]
  /** A proof that this installation made of a text, for what viewers share; absent: they share nothing. */
  stamp?(text: string): string
  /** Devices that wait to be claimed, here and on other nodes; null: pairing is off. */
  clusterPairing: ClusterPairingQueue | null
  hits: LimitHits
  log(line: string): void
  /** For operators who want more: connections that open and close, never their content. */
  verbose(line: string): void
}
