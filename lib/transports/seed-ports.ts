/** What the endpoint of the original's clients (seed-endpoint.ts) needs beyond {@link RelayPorts}; server.ts passes the real ones. */
import type { IncomingMessage } from 'node:http'
import type { WaitingPen } from '../pairing/waiting-pen.ts'
import type { DeviceGrant, ViewerGrant } from '../protocol/grants.ts'
import type { JoinTarget } from '../protocol/messages.ts'
import type { AddressOf } from './client-address.ts'

export interface SeedPorts {
  /** The key in a Host header, or null: the device has none and waits to be claimed. */
  hostKeyOf(hostHeader: string | undefined): string | null
  /** What the key opens; null for one that nobody made. May throw AppError. */
  hostKeyGrant(key: string, nowMs: number): Promise<DeviceGrant | null>
  /** The team's switch: an app that starts again goes on in its session. */
  adoptsRestarts(teamId: string): Promise<boolean>
  /** What a viewer of the original may watch with this id: a session of the signed-in caller, or a link's code; null: nothing. */
  seedViewerGrant(request: IncomingMessage, id: string): Promise<{ grant: ViewerGrant; target: JoinTarget } | null>
  /** Where devices without a key wait; null: they are refused. */
  pen: WaitingPen | null
  /** The server's public address, as the greeting names it. */
  publicUrl(): string
  addressOf: AddressOf
}
