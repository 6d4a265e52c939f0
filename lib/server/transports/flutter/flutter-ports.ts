/** What the Flutter transport needs beyond RelayPorts; server.ts passes the real ones, tests pass others. */
import type { IncomingMessage } from 'node:http'
import type { DeviceGrant, ViewerGrant } from '#lib/protocol/grants.ts'
import type { JoinTarget } from '#lib/protocol/messages.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import type { PairingQueue } from '#lib/server/pairing/pairing-queue.ts'
import type { AddressOf } from '#lib/server/transports/client-address.ts'

export interface FlutterPorts {
  /** The key in a Host header, or null: the device has none and waits to be claimed. */
  hostKeyOf(hostHeader: string | undefined): string | null
  /** What the key opens; null if there is no such key. May throw AppError. */
  hostKeyGrant(key: string, nowMs: number, source: SourceKind): Promise<DeviceGrant | null>
  /** The team's switch: an app with a host key that starts again continues its session. */
  adoptsRestarts(teamId: string): Promise<boolean>
  /** What the Flutter package's viewer may watch with this id: a session of the signed-in caller, or a link's code; null: nothing. */
  flutterViewerGrant(request: IncomingMessage, id: string): Promise<{ grant: ViewerGrant; target: JoinTarget } | null>
  /** Where devices without a key wait; null: they are refused. */
  pairingQueue: PairingQueue | null
  /** The server's public address, as the greeting names it. */
  publicUrl(): string
  addressOf: AddressOf
  /** Null: the address is that of a proxy that is not trusted, so it says nothing about the client. */
  ownAddressOf(request: IncomingMessage): string | null
}
