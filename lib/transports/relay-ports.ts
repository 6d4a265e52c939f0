/** What the relay needs from the rest of the program; server.ts passes the real ones, tests pass others. */
import type { IncomingMessage } from 'node:http'
import type { AppError } from '../errors.ts'
import type { LimitHits } from '../limit-hits.ts'
import type { SharedPen } from '../pairing/shared-pen.ts'
import type { DeviceGrant, ViewerGrant } from '../protocol/grants.ts'
import type { IceServer, ViewerHello } from '../protocol/messages.ts'
import type { OpenNodeBus } from './node-bus.ts'
import type { SeedPorts } from './seed-ports.ts'
import type { SessionStore } from './session-store.ts'

/** All may throw AppError; what it says reaches the client. */
export interface RelayPorts {
  deviceGrant(token: string, nowMs: number): Promise<DeviceGrant>
  viewerGrant(hello: ViewerHello, nowMs: number): Promise<ViewerGrant>
  /** The backstop: null while the right still holds. */
  recheckDevice(tokenId: string, nowMs: number): Promise<AppError | null>
  recheckViewer(grant: ViewerGrant, nowMs: number): Promise<AppError | null>
  /** From where a connection came, behind trusted proxies too; absent: nobody is told of strangers. */
  addressOf?(request: IncomingMessage): string
  isOwnOrigin(origin: string, host: string | undefined): boolean
  pageUrl(session: string): string
  store: SessionStore
  /** Several nodes serve this installation; null: this one alone. */
  nodeBus: OpenNodeBus | null
  /** STUN and TURN servers as one direct path gets them; absent: none, which is enough within a network. */
  iceServers?(): IceServer[]
  /** Devices without a key that wait to be claimed, here and on other nodes; null: they are refused. */
  sharedPen: SharedPen | null
  /** The original's clients on /ws; absent: they are not served. */
  seed?: SeedPorts
  hits: LimitHits
  log(line: string): void
  /** For operators who asked for more: who came and went, never what they said. */
  verbose(line: string): void
}
