/**
 * Socket.IO around the hub: makes the server with its limits, turns the hub's wishes into emits, sweeps slow sockets
 * and ticks the clock. The two namespaces' handlers are in device-namespace.ts and viewer-namespace.ts.
 */
import { Server as HttpServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Server as SocketServer } from 'socket.io'
import { AppError } from '../errors.ts'
import type { BatchHeader } from '../protocol/batch.ts'
import { wireError } from '../protocol/error-codes.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { RelayToViewer } from '../protocol/messages.ts'
import { Cluster } from '../relay/cluster.ts'
import { clusterOutput } from '../relay/cluster-output.ts'
import { Hub } from '../relay/hub.ts'
import type { HubOutput } from '../relay/hub-output.ts'
import type { ConnectionKind } from '../relay/live-relay.ts'
import { RefusedDevices } from '../relay/refused-devices.ts'
import { Traffic } from '../relay/traffic.ts'
import { countEndedConnections } from './connection-limits.ts'
import { attachDevices } from './device-namespace.ts'
import * as parser from './guarded-parser.ts'
import { boundHandshakes } from './handshakes.ts'
import { LagSweep } from './lag-sweep.ts'
import { cutSockets, tellTeam } from './live-relay-view.ts'
import type { RelayPorts } from './relay-ports.ts'
import { SeedEndpoint } from './seed-endpoint.ts'
import { sendBatch } from './send-batch.ts'
import {
  batchRoom,
  type DeviceNamespace,
  endSocket,
  enterRooms,
  leaveRooms,
  sessionRoom,
  teamRoom,
  type ViewerNamespace,
  type ViewerSocket,
} from './sockets.ts'
import { steadyNowMs } from './steady-clock.ts'
import { TellRefusals } from './tell-refusals.ts'
import { refuseUpgrade, type UpgradeHandler } from './upgrade.ts'
import { attachViewers } from './viewer-namespace.ts'

export interface RelayServer {
  hub: Hub
  devices: DeviceNamespace
  viewers: ViewerNamespace
  /** Clients of the original, on /ws; null: they are not served. */
  seed: SeedEndpoint | null
  refused: RefusedDevices
  /** Null: this node is alone. */
  cluster: Cluster | null
  /** Answers an upgrade of /socket.io; the upgrade dispatcher calls it. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Of /ws. */
  handleSeedUpgrade: UpgradeHandler
  connectionCount(): number
  traffic: Traffic
  /** Connections that are not Socket.IO's, by kind: whoever keeps them puts their count here. */
  otherConnections: Map<ConnectionKind, () => number>
  /** Tells everybody to come back, saves what is unsaved, closes. Safe to call twice. */
  close(): Promise<void>
}

type BatchArgs = Parameters<RelayToViewer['batch']>

const RECHECK_MS = 30_000
const ACK_DELAY_MS = 5

export function createRelayServer(ports: RelayPorts, now: () => number = steadyNowMs): RelayServer {
  const io = new SocketServer({
    path: '/socket.io',
    parser,
    transports: ['websocket'],
    serveClient: false,
    destroyUpgrade: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: LIMITS.frameBytesMax,
    pingInterval: LIMITS.pingIntervalMs,
    pingTimeout: LIMITS.pingTimeoutMs,
    connectTimeout: LIMITS.handshakeMs,
    cleanupEmptyChildNamespaces: true,
  })
  // Socket.IO wants a server to attach to; ours never listens, so that one dispatcher owns every upgrade.
  io.attach(new HttpServer())
  const devices: DeviceNamespace = io.of('/device')
  const viewers: ViewerNamespace = io.of('/viewer')
  boundHandshakes(io, [devices, viewers])
  countEndedConnections(io, ports.hits)

  const traffic = new Traffic(now())
  const sendCounted = (sockets: Iterable<ViewerSocket>, header: BatchHeader, bytes: Uint8Array) => {
    const count = sendBatch(sockets, header, bytes)
    traffic.out.add(bytes.byteLength * count, count)
  }

  // One acknowledgement for several batches: each is a write to the device's socket.
  let ackTimer: NodeJS.Timeout | null = null
  let isAckUrgent = false
  const flushAcks = () => {
    if (ackTimer) clearTimeout(ackTimer)
    ackTimer = null
    isAckUrgent = false
    hub.flushAcks(now())
  }
  function* socketsOf(ids: Iterable<string>) {
    for (const id of ids) {
      const socket = viewers.sockets.get(id)
      if (socket) yield socket
    }
  }
  const seed = ports.seed ? new SeedEndpoint({ ports, seed: ports.seed, hub: () => hub, traffic, now }) : null
  const own: HubOutput = {
    toDevice: (connection, event, ...args) => devices.sockets.get(connection)?.emit(event, ...args),
    toViewers: (connections, event, ...args) => {
      if (event === 'batch') sendCounted(socketsOf(connections), ...(args as BatchArgs))
      else if (connections.length === 1) viewers.sockets.get(connections[0] as string)?.emit(event, ...args)
      else viewers.to(connections).emit(event, ...args)
    },
    toSession: (session, event, ...args) => {
      if (event !== 'batch') return viewers.to(sessionRoom(session)).emit(event, ...args)
      const takers = viewers.adapter.rooms.get(batchRoom(session)) ?? []
      sendCounted(socketsOf(takers), ...(args as BatchArgs))
    },
    toTeam: (team, event, ...args) => viewers.to(teamRoom(team)).emit(event, ...args),
    enterSession: (viewer, session, path) => enterRooms(viewers.sockets.get(viewer), session, path),
    leaveSession: (viewer, session) => leaveRooms(viewers.sockets.get(viewer), session),
    refuseDevice: (connection, error) => endSocket(devices.sockets.get(connection), error),
    sweep: (ids) => sweep.check(ids),
    ackSoon: (isUrgent) => {
      if (isUrgent && !isAckUrgent) {
        isAckUrgent = true
        setImmediate(flushAcks)
      } else ackTimer ??= setTimeout(flushAcks, ACK_DELAY_MS)
    },
    iceServers: () => ports.iceServers?.() ?? [],
    limitHit: (limit, detail) => ports.hits.hit(limit, detail),
    sessionEnded: (session) => void ports.store.saveEnd(session),
  }
  const local = seed ? seed.mixInto(own) : own
  const { nodeBus } = ports
  const hub: Hub = new Hub(
    nodeBus ? clusterOutput({ local, bus: nodeBus, hub: () => hub, cluster: () => cluster as Cluster }) : local,
  )
  const refused = new RefusedDevices((limit, detail) => ports.hits.hit(limit, detail))
  const refusals = new TellRefusals({
    refused,
    addressOf: ports.addressOf ?? null,
    tellNodes: (refusal) => cluster?.refused(refusal),
    tellTeam: (team) => tellTeam(viewers, team, 'tokens'),
  })
  attachDevices(devices, hub, ports, now, traffic.in, refusals)
  attachViewers(viewers, hub, ports, now, (team, topic) => {
    tellTeam(viewers, team, topic)
    cluster?.teamChanged(team, topic)
  })
  const relay = { hub, devices, viewers, seed }
  const cluster = nodeBus
    ? new Cluster(
        {
          hub,
          bus: nodeBus,
          cut: (target, code) => cutSockets(relay, target, code),
          teamChanged: (team, topic) => tellTeam(viewers, team, topic),
          refused: (refusal) => refusals.heard(refusal),
          missedSome: () => void recheckAll(),
          pen: ports.sharedPen,
        },
        now(),
      )
    : null
  nodeBus?.listen({
    message: (from, message) => cluster?.receive(from, message, now()),
    connected: () => cluster?.connected(now()),
  })
  const sweep = new LagSweep(viewers, hub, now, ports.hits)

  const timers = [
    setInterval(() => sweep.check(viewers.sockets.keys()), LIMITS.lagSweepMs),
    setInterval(() => {
      const nowMs = now()
      hub.tick(nowMs)
      cluster?.tick(nowMs)
      ports.store.saveSome(hub.sessions.values(), nowMs)
      endExpired(Date.now())
    }, 500),
    // Credit that a device over its rate waits for.
    setInterval(() => hub.flushAcks(now()), 50),
    setInterval(() => void recheckAll(), RECHECK_MS),
    setInterval(() => traffic.sample(now()), 1000),
  ]

  function endExpired(nowMs: number) {
    seed?.endExpired(nowMs)
    for (const socket of devices.sockets.values()) {
      if (isPast(socket.data.grant?.expiresAtMs, nowMs)) endSocket(socket, new AppError('token-expired'))
    }
    for (const socket of viewers.sockets.values()) {
      const { grant } = socket.data
      if (isPast(grant?.expiresAtMs, nowMs))
        endSocket(socket, new AppError(grant.kind === 'link' ? 'link-expired' : 'token-expired'))
    }
  }

  /** Rights that ended where no one told us: another process, a restored database. */
  async function recheckAll() {
    const nowMs = Date.now()
    for (const socket of [...devices.sockets.values()]) {
      const error = await ports.recheckDevice(socket.data.grant.tokenId, nowMs).catch(() => null)
      if (error) endSocket(socket, error)
    }
    for (const socket of [...viewers.sockets.values()]) {
      const error = await ports.recheckViewer(socket.data.grant, nowMs).catch(() => null)
      if (error) endSocket(socket, error)
    }
    await seed?.recheckAll(nowMs)
  }

  let closing: Promise<void> | null = null
  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    refusals.close()
    // [TR8] Spread over a second, so that a restart is not a stampede.
    const retryAfterMs = () => 200 + Math.floor(Math.random() * 1000)
    for (const socket of devices.sockets.values()) socket.emit('goaway', wireError('going-away'), retryAfterMs())
    for (const socket of viewers.sockets.values()) socket.emit('goaway', wireError('going-away'), retryAfterMs())
    seed?.close()
    await ports.store.saveAll(hub.sessions.values())
    await io.close()
    cluster?.leave()
    await nodeBus?.close()
  }

  return {
    ...relay,
    cluster,
    refused,
    handleUpgrade: (request, socket, head) => io.engine.handleUpgrade(request as never, socket, head),
    handleSeedUpgrade: (request, socket, head) =>
      seed ? seed.handleUpgrade(request, socket, head) : refuseUpgrade(socket, 'not-found'),
    connectionCount: () => io.engine.clientsCount,
    traffic,
    otherConnections: new Map([
      ['seedDevices', () => seed?.devices.byId.size ?? 0],
      ['seedViewers', () => seed?.viewers.byId.size ?? 0],
    ]),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function isPast(atMs: number | null | undefined, nowMs: number): boolean {
  return atMs !== null && atMs !== undefined && atMs <= nowMs
}
