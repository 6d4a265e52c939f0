/** The real relay on a free loopback port, with grants and rows in memory instead of a database. */
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import { AppError } from '#lib/protocol/app-error.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import type { DeviceToRelay, RelayToDevice, RelayToViewer, ViewerToRelay } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { sourceRequests } from '#lib/server/http/source-requests.ts'
import { LimitHits } from '#lib/server/limit-hits.ts'
import { liveRelayOf } from '#lib/server/live-relay-view.ts'
import { ClusterPairingQueue } from '#lib/server/pairing/cluster-pairing-queue.ts'
import { PairingQueue } from '#lib/server/pairing/pairing-queue.ts'
import { connectRedis } from '#lib/server/redis/connect.ts'
import type { LiveRelay } from '#lib/server/relay/live-relay.ts'
import type { SessionRows } from '#lib/server/relay/session-rows.ts'
import { SessionStore } from '#lib/server/relay/session-store.ts'
import type { RelayPorts } from '#lib/server/relay-ports.ts'
import { createRelayServer, type RelayServer } from '#lib/server/relay-server.ts'
import type { FlutterPorts } from '#lib/server/transports/flutter/flutter-ports.ts'
import { type FlutterTransport, flutterTransport } from '#lib/server/transports/flutter/flutter-transport.ts'
import {
  type OpenSourceDoor,
  type SourceTransport,
  sourceTransport,
} from '#lib/server/transports/ingest/source-transport.ts'
import { openNodeBus } from '#lib/server/transports/node-bus/node-bus.ts'
import { type ProxySettings, ProxyWatch } from '#lib/server/transports/proxy-watch.ts'
import { type SocketIoTransport, socketIoTransport } from '#lib/server/transports/socket-io/socket-io-transport.ts'
import type { OpenTransport } from '#lib/server/transports/transport.ts'
import { dispatchUpgrades } from '#lib/server/transports/upgrade.ts'
import { DEVICE, hello, OTHER_TEAM, TEAM } from './sessions.ts'

export type TestDevice = Socket<RelayToDevice, DeviceToRelay>
export type TestViewer = Socket<RelayToViewer, ViewerToRelay>

export interface TestRelay {
  url: string
  server: Server
  relay: RelayServer
  socketIo: SocketIoTransport
  flutter: FlutterTransport
  sources: SourceTransport
  live: LiveRelay
  lines: string[]
  hits: LimitHits
  /** Devices waiting to be claimed on this node; `clusterPairing` also knows those on other nodes. */
  pairingQueue: PairingQueue
  clusterPairing: ClusterPairingQueue
  /** Tokens starting with "agl_d_" open TEAM, or OTHER_TEAM with "other" in them; tickets, tokens and links are keys. */
  grants: Map<string, ViewerGrant>
  device(changes?: Parameters<typeof hello>[0]): TestDevice
  viewer(auth: Record<string, unknown>, headers?: Record<string, string>): TestViewer
  close(): Promise<void>
}

export interface RelayOptions {
  port?: number
  /** Makes it one node of a cluster. */
  redisUrl?: string
  /** What a database would know. */
  rows?: Partial<SessionRows>
  /** Serves Flutter apps and viewers; without a pairing queue, apps without a key are rejected. */
  flutter?: Partial<FlutterPorts>
  recheckDevice?: RelayPorts['recheckDevice']
  recheckViewer?: RelayPorts['recheckViewer']
  /** Where the server stands. */
  proxies?: Partial<ProxySettings>
  /** Transports in addition to Socket.IO and Flutter. */
  transports?: readonly OpenTransport[]
  /** `INGEST_HOLD`. */
  ingestHoldMs?: number
  /** Ways to the sessions of sources beside HTTP. */
  doors?: readonly OpenSourceDoor[]
}

export async function startRelay({
  port = 0,
  redisUrl,
  rows,
  flutter,
  recheckDevice,
  recheckViewer,
  proxies,
  transports = [],
  ingestHoldMs = 0,
  doors = [],
}: RelayOptions = {}): Promise<TestRelay> {
  const lines: string[] = []
  const hits = new LimitHits((line) => lines.push(line))
  const grants = new Map<string, ViewerGrant>()
  const store = new SessionStore(
    { ...memoryRows(), ...rows },
    (line) => lines.push(line),
    (team) => live.teamChanged(team, 'sessions'),
  )
  const pairingQueue = new PairingQueue()
  const clusterPairing = new ClusterPairingQueue(pairingQueue)
  const redis = redisUrl ? await connectRedis(redisUrl, (line) => lines.push(line)) : null
  const { addressOf, ownAddressOf } = new ProxyWatch({ trustedProxies: [], publicUrl: null, ...proxies }, () => {})
  const ports: RelayPorts = {
    deviceGrant: async (token) => {
      if (!token.startsWith('agl_d_')) throw new AppError('token-malformed')
      if (token.includes('revoked'))
        throw new AppError('token-revoked', undefined, { about: { teamId: TEAM, tokenId: token } })
      const teamId = token.includes('other') ? OTHER_TEAM : TEAM
      return { tokenId: token, teamId, expiresAtMs: token.includes('expiring') ? Date.now() + 300 : null }
    },
    viewerGrant: async (who) => {
      const key = 'ticket' in who ? who.ticket : 'token' in who ? who.token : who.link?.id
      const grant = grants.get(String(key))
      if (!grant) throw new AppError('not-signed-in')
      return grant
    },
    recheckDevice: recheckDevice ?? (async () => null),
    recheckViewer: recheckViewer ?? (async () => null),
    ownAddressOf,
    stamp: (text) => createHmac('sha256', 'a secret').update(text).digest('base64url').slice(0, 22),
    isOwnOrigin: (origin, host) => origin === `http://${host}`,
    pageUrl: (session) => `http://page/${session}`,
    store,
    clusterPairing,
    nodeBus:
      redis &&
      openNodeBus({
        ...redis,
        secret: 'a secret that all nodes share',
        overflowed: (detail) => hits.hit('nodeBusBytesMax', detail),
        log: (line) => lines.push(line),
      }),
    hits,
    log: (line) => lines.push(line),
    verbose: () => {},
  }
  const flutterPorts: FlutterPorts = {
    hostKeyOf: () => null,
    hostKeyGrant: async () => null,
    adoptsRestarts: async () => true,
    flutterViewerGrant: async () => null,
    pairingQueue: null,
    publicUrl: () => 'http://page',
    addressOf,
    ownAddressOf,
    ...flutter,
  }
  const relay = createRelayServer(ports, [
    socketIoTransport,
    flutterTransport(flutterPorts),
    sourceTransport({ holdMs: ingestHoldMs, doors }),
    ...transports,
  ])
  const live = liveRelayOf(relay)
  const { request, checkContinue } = sourceRequests({
    routes: relay.requests,
    pages: (_request, response) => response.writeHead(404).end(),
    admitStranger: (_request, _response, run) => run(),
    nameClient: () => {},
  })
  const server = createServer().on('request', request).on('checkContinue', checkContinue)
  server.requestTimeout = 0
  dispatchUpgrades(server, {
    addressOf,
    hits,
    routes: relay.upgrades,
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sockets: Socket[] = []
  const connect = (namespace: string, auth: object, extraHeaders?: Record<string, string>) => {
    const socket = io(`${url}${namespace}`, {
      transports: ['websocket'],
      parser,
      auth,
      reconnection: false,
      forceNew: true,
      ...(extraHeaders ? { extraHeaders } : {}),
    })
    sockets.push(socket)
    return socket
  }
  const [socketIo, flutterClients, sources] = relay.transports as [SocketIoTransport, FlutterTransport, SourceTransport]
  return {
    url,
    server,
    relay,
    socketIo,
    flutter: flutterClients,
    sources,
    live,
    lines,
    hits,
    pairingQueue,
    clusterPairing,
    grants,
    device: (changes) => connect('/device', hello({ token: 'agl_d_x', ...changes })) as TestDevice,
    viewer: (auth, headers) => connect('/viewer', { version: PROTOCOL_VERSION, ...auth }, headers) as TestViewer,
    close: async () => {
      for (const socket of sockets) socket.disconnect()
      await relay.close()
      redis?.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Resolves with the arguments of the next `event`. */
export function next<T extends unknown[] = unknown[]>(
  socket: Socket<never, never> | TestDevice | TestViewer,
  event: string,
): Promise<T> {
  return new Promise((resolve) => (socket as Socket).once(event, (...args: unknown[]) => resolve(args as T)))
}

/** Resolves with the error code of a rejected handshake. */
export async function refusalOf(
  socket: TestDevice | TestViewer,
): Promise<{ code: string; retry: boolean; message: string }> {
  const error = await new Promise<Error & { data?: unknown }>((resolve, reject) => {
    const plain = socket as Socket
    plain.once('connect_error', resolve)
    plain.once('connect', () => reject(new Error('the handshake was accepted')))
  })
  return (error.data ?? { code: error.message }) as never
}

function memoryRows(): SessionRows {
  return {
    recordSessionStart: async ({ device, startedAtMs }) => ({ deviceId: DEVICE, deviceName: device.name, startedAtMs }),
    saveSessionProgress: async () => {},
    endSession: async () => {},
    findSessionState: async () => null,
    findDeviceTeam: async (id) => (id === DEVICE ? TEAM : null),
  }
}
