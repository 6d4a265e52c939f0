/**
 * One process of the relay without Socket.IO: the real hub, cluster, lag sweep and handlers of both namespaces over virtual
 * connections. What relay-server.ts does with timers and rooms is done here the same way.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { LimitHits } from '#lib/server/limit-hits.ts'
import { Cluster } from '#lib/server/relay/cluster.ts'
import { clusterOutput } from '#lib/server/relay/cluster-output.ts'
import { Hub } from '#lib/server/relay/hub.ts'
import type { DeviceMessage, HubOutput, ViewerMessage } from '#lib/server/relay/hub-output.ts'
import type { CutTarget } from '#lib/server/relay/live-relay.ts'
import { SessionStore } from '#lib/server/relay/session-store.ts'
import { Traffic } from '#lib/server/relay/traffic.ts'
import type { RelayPorts } from '#lib/server/relay-ports.ts'
import { cutConnections } from '#lib/server/transports/connection-rights.ts'
import { attachDevices } from '#lib/server/transports/socket-io/device-namespace.ts'
import { LagSweep } from '#lib/server/transports/socket-io/lag-sweep.ts'
import {
  connectedDevices,
  connectedViewers,
  type DeviceNamespace,
  emitTo,
  endSocket,
  sessionRoom,
  teamRoom,
  type ViewerNamespace,
  type ViewerSocket,
} from '#lib/server/transports/socket-io/sockets.ts'
import { attachViewers } from '#lib/server/transports/socket-io/viewer-namespace.ts'
import type { Oracle } from './oracle.ts'
import type { SimulatedBus } from './simulated-bus.ts'
import { SimulatedNamespace, SimulatedSocket } from './simulated-sockets.ts'
import type { VirtualConnection } from './virtual-link.ts'
import type { Host } from './virtual-time.ts'

/** The database that all nodes share, and who may do what. */
export interface SimulatedRights {
  rows: SessionStore['rows']
  viewerGrant(token: string): Promise<ViewerGrant>
  recheckViewer(grant: ViewerGrant): AppError | null
}

const RECHECK_MS = 30_000
const ACK_DELAY_MS = 5

export class SimulatedNode {
  readonly name: string
  readonly host: Host
  isUp = true
  hub!: Hub
  cluster: Cluster | null = null
  #devices!: SimulatedNamespace
  #viewers!: SimulatedNamespace
  readonly #bus: SimulatedBus | null
  readonly #rights: SimulatedRights
  readonly #oracle: Oracle
  #connections = 0
  /** Raised by every start of its process. */
  lives = 0

  constructor(name: string, host: Host, bus: SimulatedBus | null, rights: SimulatedRights, oracle: Oracle) {
    this.name = name
    this.host = host
    this.#bus = bus
    this.#rights = rights
    this.#oracle = oracle
    this.#begin()
  }

  /** A client's connection has reached this process. Returns what its messages go to. */
  accept(kind: 'device' | 'viewer', auth: unknown, connection: () => VirtualConnection): SimulatedSocket {
    const namespace = kind === 'device' ? this.#devices : this.#viewers
    const socket = new SimulatedSocket(`${this.name}-${kind[0]}${++this.#connections}`, auth, connection, (said) =>
      this.#oracle.saidByRelay(this, socket, said),
    )
    namespace.accept(socket)
    return socket
  }

  viewerSocket(id: string): SimulatedSocket | undefined {
    return this.#viewers.sockets.get(id)
  }

  /** A right has ended: what LiveRelay.cut does. */
  cutViewer(tokenId: string): void {
    this.#cutHere({ kind: 'token', id: tokenId }, 'token-revoked')
    this.cluster?.cut({ kind: 'token', id: tokenId }, 'token-revoked')
  }

  crash(isSilent: boolean): void {
    this.isUp = false
    for (const socket of [...this.#devices.all, ...this.#viewers.all]) socket.abandon(isSilent)
    this.#bus?.leave(this.#busName)
    this.host.die()
  }

  restart(): void {
    if (this.isUp) return
    this.isUp = true
    this.#begin()
  }

  /** [TR8] A restart that is announced. */
  stop(): void {
    const goaway = { code: 'going-away', message: 'restart', retry: true }
    for (const { sockets } of [this.#devices, this.#viewers])
      for (const socket of [...sockets.values()]) {
        socket.emit('goaway', goaway, 200 + Math.floor(this.host.random() * 1_000))
        socket.disconnect()
      }
    this.cluster?.leave()
    this.isUp = false
    this.#bus?.leave(this.#busName)
    this.host.die()
  }

  #begin(): void {
    const { host } = this
    // As lib/server/transports/steady-clock.ts: the host's wall clock may jump.
    const now = () => 1_700_000_000_000 + host.time.nowMs
    this.#devices = new SimulatedNamespace()
    this.#viewers = new SimulatedNamespace()
    const devices = this.#devices as unknown as DeviceNamespace
    const viewers = this.#viewers as unknown as ViewerNamespace
    const silent = () => {}
    const store = new SessionStore(this.#rights.rows, silent, silent)
    const ports: RelayPorts = {
      deviceGrant: async () => ({ tokenId: 'device-token', teamId: 'team', expiresAtMs: null }),
      viewerGrant: (hello) => this.#rights.viewerGrant(String((hello as { token?: string }).token)),
      recheckDevice: async () => null,
      recheckViewer: async (grant) => this.#rights.recheckViewer(grant),
      isOwnOrigin: () => true,
      pageUrl: (session) => `http://page/${session}`,
      store,
      nodeBus: null,
      clusterPairing: null,
      hits: new LimitHits(silent, now),
      log: silent,
      verbose: silent,
    }

    let stopAckTimer: (() => void) | null = null
    let isAckUrgent = false
    const releaseCredit = () => {
      stopAckTimer?.()
      stopAckTimer = null
      isAckUrgent = false
      this.hub.releaseCredit(now())
    }
    const local: HubOutput = {
      toDevice: (connection, ...message) => emitTo<DeviceMessage>(devices.sockets.get(connection), message),
      toViewers: (connections, ...message) => {
        if (connections.length === 1) emitTo<ViewerMessage>(viewers.sockets.get(connections[0] as string), message)
        else emitTo<ViewerMessage>(viewers.to([...connections]), message)
      },
      toSession: (session, ...message) => emitTo<ViewerMessage>(viewers.to(sessionRoom(session)), message),
      toTeam: (team, ...message) => emitTo<ViewerMessage>(viewers.to(teamRoom(team)), message),
      enterSession: (viewer, session) => void viewers.sockets.get(viewer)?.join(sessionRoom(session)),
      leaveSession: (viewer, session) => void viewers.sockets.get(viewer)?.leave(sessionRoom(session)),
      refuseDevice: (connection, error) => endSocket(devices.sockets.get(connection), error),
      sweep: (ids) => sweep.check(ids),
      ackSoon: (isUrgent) => {
        if (isUrgent && !isAckUrgent) {
          isAckUrgent = true
          host.after(0, releaseCredit)
        } else stopAckTimer ??= host.after(ACK_DELAY_MS, releaseCredit)
      },
      limitHit: silent,
      iceServers: () => [],
      sessionEnded: (session) => void store.saveEnd(session),
    }
    const witnessed = this.#oracle.witnessOutput(this, local)
    this.lives++
    const bus = this.#bus?.enter(this.#busName, host, {
      message: (from, message) => this.cluster?.receive(from, message, now()),
      connected: () => this.cluster?.busConnected(now()),
    })
    const hub: Hub = new Hub(
      bus
        ? clusterOutput({ local: witnessed, bus, hub: () => hub, cluster: () => this.cluster as Cluster })
        : witnessed,
    )
    this.hub = hub
    this.cluster = bus
      ? new Cluster(
          {
            hub,
            bus,
            cut: (target, code) => this.#cutHere(target, code),
            teamChanged: silent,
            onRefusal: silent,
            onGap: () => this.#recheckAll(),
            extensions: [],
          },
          now(),
        )
      : null
    const sweep = new LagSweep(viewers, hub, now, ports.hits)
    const rejections = { report: silent, clear: silent }
    const relay = { hub, ports, traffic: new Traffic(now()), rejections, teamChanged: silent, now }
    attachDevices(devices, relay)
    attachViewers(viewers, relay)
    this.cluster?.busConnected(now())

    host.every(LIMITS.lagSweepMs, () => sweep.check(viewers.sockets.keys()))
    host.every(500, () => {
      hub.tick(now())
      this.cluster?.tick(now())
      store.saveSome(hub.sessions.values(), now())
      host.time.hasPromises = true
    })
    host.every(50, () => hub.releaseCredit(now()))
    host.every(50, () => hub.sendDueNeeds(now()))
    host.every(RECHECK_MS, () => this.#recheckAll())
  }

  /** Every process has a name of its own. */
  get #busName(): string {
    return `${this.name}.${this.lives}`
  }

  #cutHere(target: CutTarget, code: ErrorCodeName): void {
    const connections = {
      connectedDevices: () => connectedDevices(this.#devices as unknown as DeviceNamespace),
      connectedViewers: () => connectedViewers(this.#viewers as unknown as ViewerNamespace),
    }
    cutConnections([connections], this.hub.sessions.values(), target, new AppError(code))
  }

  #recheckAll(): void {
    for (const socket of [...this.#viewers.sockets.values()]) {
      const error = this.#rights.recheckViewer(socket.data.grant as ViewerGrant)
      if (error) endSocket(socket as unknown as ViewerSocket, error)
    }
  }
}
