/**
 * Our own protocol, over Socket.IO: sends what the hub says as emits, sweeps slow sockets, and closes. What clients send is
 * handled in device-namespace.ts and viewer-namespace.ts.
 */
import type { IncomingMessage } from 'node:http'
import type { AppError } from '#lib/protocol/app-error.ts'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { wireError } from '#lib/protocol/error-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { NearbyTopic } from '#lib/server/nearby-notifier.ts'
import type { DeviceMessage, ViewerMessage } from '#lib/server/relay/hub-output.ts'
import type { RelayParts, Transport } from '#lib/server/transports/transport.ts'
import type { UpgradeRoute } from '#lib/server/transports/upgrade.ts'
import { createSocketIo, type SocketIo } from './create-server.ts'
import { attachDevices } from './device-namespace.ts'
import { LagSweep } from './lag-sweep.ts'
import { sendBatch } from './send-batch.ts'
import {
  batchRoom,
  connectedDevices,
  connectedViewers,
  emitTo,
  endSocket,
  enterRooms,
  leaveRooms,
  networkRoom,
  sessionRoom,
  teamRoom,
  teamsWatchedBy,
  type ViewerSocket,
} from './sockets.ts'
import { attachViewers } from './viewer-namespace.ts'

export const socketIoTransport = (relay: RelayParts) => new SocketIoTransport(relay)

export class SocketIoTransport implements Transport {
  readonly upgrade: UpgradeRoute
  readonly namespaces: Pick<SocketIo, 'devices' | 'viewers'>
  readonly #io: SocketIo['io']
  readonly #relay: RelayParts
  readonly #sweep: LagSweep
  readonly #timer: NodeJS.Timeout

  constructor(relay: RelayParts) {
    const { io, devices, viewers } = createSocketIo(relay.ports.hits)
    this.#relay = relay
    this.#io = io
    this.namespaces = { devices, viewers }
    this.upgrade = [
      '/socket.io/',
      (request: IncomingMessage, socket, head) => io.engine.handleUpgrade(request as never, socket, head),
    ]
    attachDevices(devices, relay)
    attachViewers(viewers, relay)
    this.#sweep = new LagSweep(viewers, relay.hub, relay.now, relay.ports.hits)
    this.#timer = setInterval(() => this.#sweep.check(viewers.sockets.keys()), LIMITS.lagSweepMs)
  }

  // ── what the hub sends ──

  toDevice(connection: string, message: DeviceMessage): void {
    emitTo<DeviceMessage>(this.namespaces.devices.sockets.get(connection), message)
  }

  toViewers(connections: readonly string[], message: ViewerMessage): void {
    const { viewers } = this.namespaces
    if (message[0] === 'batch') this.#sendBatch(this.#socketsOf(connections), message[1], message[2])
    else if (connections.length === 1) emitTo<ViewerMessage>(viewers.sockets.get(connections[0] as string), message)
    else emitTo<ViewerMessage>(viewers.to([...connections]), message)
  }

  toSession(session: string, message: ViewerMessage): void {
    const { viewers } = this.namespaces
    if (message[0] !== 'batch') emitTo<ViewerMessage>(viewers.to(sessionRoom(session)), message)
    else {
      const takers = viewers.adapter.rooms.get(batchRoom(session))
      if (takers) this.#sendBatch(this.#socketsOf(takers), message[1], message[2])
    }
  }

  toTeam(team: string, message: ViewerMessage): void {
    emitTo<ViewerMessage>(this.namespaces.viewers.to(teamRoom(team)), message)
  }

  /** Costs what the people of these networks cost, not what all viewers cost. */
  tellNearby(groups: ReadonlySet<string>, topic: NearbyTopic): void {
    const { viewers } = this.namespaces
    for (const group of groups)
      for (const socket of this.#socketsOf(viewers.adapter.rooms.get(networkRoom(group)) ?? []))
        for (const team of teamsWatchedBy(socket)) socket.emit('teamChanged', team, topic)
  }

  enterSession(viewer: string, session: string, path?: 'direct'): void {
    enterRooms(this.namespaces.viewers.sockets.get(viewer), session, path)
  }

  leaveSession(viewer: string, session: string): void {
    leaveRooms(this.namespaces.viewers.sockets.get(viewer), session)
  }

  refuseDevice(connection: string, error: AppError): void {
    endSocket(this.namespaces.devices.sockets.get(connection), error)
  }

  sweep(viewers: readonly string[]): void {
    this.#sweep.check(viewers)
  }

  // ── its connections ──

  connectedDevices() {
    return connectedDevices(this.namespaces.devices)
  }

  connectedViewers() {
    return connectedViewers(this.namespaces.viewers)
  }

  counts() {
    const { devices, viewers } = this.namespaces
    return { devices: devices.sockets.size, viewers: viewers.sockets.size }
  }

  goAway(): void {
    const { devices, viewers } = this.namespaces
    // [TR8] Spread over a second, so that a restart is not a stampede.
    const retryAfterMs = () => 200 + Math.floor(Math.random() * 1000)
    for (const socket of devices.sockets.values()) socket.emit('goaway', wireError('going-away'), retryAfterMs())
    for (const socket of viewers.sockets.values()) socket.emit('goaway', wireError('going-away'), retryAfterMs())
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#io.close()
  }

  *#socketsOf(ids: Iterable<string>) {
    for (const id of ids) {
      const socket = this.namespaces.viewers.sockets.get(id)
      if (socket) yield socket
    }
  }

  #sendBatch(sockets: Iterable<ViewerSocket>, header: BatchHeader, bytes: Uint8Array): void {
    const count = sendBatch(sockets, header, bytes)
    this.#relay.traffic.out.add(bytes.byteLength * count, count)
  }
}
