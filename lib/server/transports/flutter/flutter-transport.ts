/**
 * `/ws`, where apps and viewers of the Flutter package connect [FP1]. It speaks plain WebSocket and the package's JSON;
 * flutter-devices.ts has the apps and flutter-viewers.ts the viewers.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceMessage, ViewerMessage } from '#lib/server/relay/hub-output.ts'
import type { OpenTransport, RelayParts, Transport } from '#lib/server/transports/transport.ts'
import { refuseUpgrade, type UpgradeRoute } from '#lib/server/transports/upgrade.ts'
import { FlutterDevices } from './flutter-devices.ts'
import type { FlutterParts } from './flutter-parts.ts'
import type { FlutterPorts } from './flutter-ports.ts'
import { FlutterViewers } from './flutter-viewers.ts'

export function flutterTransport(flutter: FlutterPorts): OpenTransport {
  return (relay: RelayParts) => new FlutterTransport({ ...relay, flutter })
}

export class FlutterTransport implements Transport {
  readonly devices: FlutterDevices
  readonly viewers: FlutterViewers
  readonly upgrade: UpgradeRoute = ['/ws', (request, socket, head) => this.#handleUpgrade(request, socket, head)]
  readonly #parts: FlutterParts
  readonly #timer: NodeJS.Timeout

  constructor(parts: FlutterParts) {
    this.#parts = parts
    this.devices = new FlutterDevices(parts)
    this.viewers = new FlutterViewers(parts, (session) => {
      const owner = parts.hub.sessions.get(session)?.owner
      return this.devices.byId.get(owner ?? '')?.deviceId
    })
    this.#timer = setInterval(() => {
      this.devices.ping(parts.now())
      this.viewers.ping()
    }, LIMITS.flutterPingIntervalMs)
  }

  // ── what the hub sends ──

  toDevice(connection: string, message: DeviceMessage): void {
    this.devices.byId.get(connection)?.onRelayMessage(message)
  }

  toViewers(connections: readonly string[], message: ViewerMessage): void {
    for (const id of connections) this.viewers.toViewer(id, message)
  }

  toSession(session: string, message: ViewerMessage): void {
    this.viewers.toSession(session, message)
  }

  enterSession(viewer: string, session: string): void {
    this.viewers.enter(viewer, session)
  }

  leaveSession(viewer: string, session: string): void {
    this.viewers.leave(viewer, session)
  }

  /** Nothing to do: an app loses its session only to a connection that FlutterArrivals let take it over. */
  refuseDevice(): void {}

  // ── its connections ──

  connectedDevices() {
    return this.devices.connected()
  }

  connectedViewers() {
    return this.viewers.connected()
  }

  counts() {
    return { seedDevices: this.devices.byId.size, seedViewers: this.viewers.byId.size }
  }

  /** The package knows no goodbye that names a time, so connections are closed at once. */
  goAway(): void {
    const error = new AppError('going-away')
    for (const device of [...this.devices.byId.values()]) this.devices.end(device, error)
    for (const viewer of [...this.viewers.byId.values()]) this.viewers.end(viewer, error)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.goAway()
  }

  #handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#connect(request, socket, head).catch((error: unknown) => {
      const { hits, log, verbose } = this.#parts.ports
      hits.count(error, 'a Flutter client that connects')
      if (isAppError(error)) verbose(`a Flutter client was refused: ${error.code}`)
      else log(`a Flutter client was refused: ${error instanceof Error ? error.message : 'unknown error'}`)
      refuseUpgrade(socket, isAppError(error) ? error.code : 'internal')
    })
  }

  async #connect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server.invalid')
    if (pathname !== '/ws') throw new AppError('not-found')
    switch (searchParams.get('type')) {
      case 'mobile':
        return this.devices.connect(request, socket, head)
      case 'web':
        return this.viewers.connect(request, socket, head, searchParams.get('session') ?? '')
      default:
        throw new AppError('invalid-input')
    }
  }
}
