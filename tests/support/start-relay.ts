/** The real relay on a free loopback port, with rights and rows kept in memory instead of a database. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import { AppError } from '#lib/errors.ts'
import { LimitHits } from '#lib/limit-hits.ts'
import { SharedPen } from '#lib/pairing/shared-pen.ts'
import { WaitingPen } from '#lib/pairing/waiting-pen.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import type { DeviceToRelay, RelayToDevice, RelayToViewer, ViewerToRelay } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { connectRedis } from '#lib/redis/connect.ts'
import type { LiveRelay } from '#lib/relay/live-relay.ts'
import { clientAddressBy } from '#lib/transports/client-address.ts'
import { liveRelayOf } from '#lib/transports/live-relay-view.ts'
import { openNodeBus } from '#lib/transports/node-bus.ts'
import type { RelayPorts } from '#lib/transports/relay-ports.ts'
import { createRelayServer, type RelayServer } from '#lib/transports/relay-server.ts'
import type { SeedPorts } from '#lib/transports/seed-ports.ts'
import { type SessionRows, SessionStore } from '#lib/transports/session-store.ts'
import { dispatchUpgrades } from '#lib/transports/upgrade.ts'
import { DEVICE, hello, TEAM } from './sessions.ts'

export type TestDevice = Socket<RelayToDevice, DeviceToRelay>
export type TestViewer = Socket<RelayToViewer, ViewerToRelay>

export interface TestRelay {
  url: string
  server: Server
  relay: RelayServer
  live: LiveRelay
  lines: string[]
  hits: LimitHits
  /** Devices that wait to be claimed here; `sharedPen` knows those of other nodes too. */
  pen: WaitingPen
  sharedPen: SharedPen
  /** Tokens starting with "agl_d_" open TEAM; tickets are names of people; links are ids of LINKS. */
  grants: Map<string, ViewerGrant>
  device(changes?: Parameters<typeof hello>[0]): TestDevice
  viewer(auth: Record<string, unknown>, headers?: Record<string, string>): TestViewer
  close(): Promise<void>
}

export interface RelayOptions {
  port?: number
  /** One node of several. */
  redisUrl?: string
  /** What a database would know. */
  rows?: Partial<SessionRows>
  /** Clients of the original; without a pen those that have no key are refused. */
  seed?: Partial<SeedPorts>
  recheckDevice?: RelayPorts['recheckDevice']
}

export async function startRelay({
  port = 0,
  redisUrl,
  rows,
  seed,
  recheckDevice,
}: RelayOptions = {}): Promise<TestRelay> {
  const lines: string[] = []
  const hits = new LimitHits((line) => lines.push(line))
  const grants = new Map<string, ViewerGrant>()
  const store = new SessionStore(
    { ...memoryRows(), ...rows },
    (line) => lines.push(line),
    (team) => live.teamChanged(team, 'sessions'),
  )
  const pen = new WaitingPen()
  const sharedPen = new SharedPen(pen)
  const redis = redisUrl ? await connectRedis(redisUrl, (line) => lines.push(line)) : null
  const addressOf = clientAddressBy([])
  const relay = createRelayServer({
    deviceGrant: async (token) => {
      if (!token.startsWith('agl_d_')) throw new AppError('token-malformed')
      if (token.includes('revoked'))
        throw new AppError('token-revoked', undefined, { about: { teamId: TEAM, tokenId: token } })
      return { tokenId: token, teamId: TEAM, expiresAtMs: token.includes('expiring') ? Date.now() + 300 : null }
    },
    viewerGrant: async (who) => {
      const key = 'ticket' in who ? who.ticket : 'token' in who ? who.token : who.link?.id
      const grant = grants.get(String(key))
      if (!grant) throw new AppError('not-signed-in')
      return grant
    },
    recheckDevice: recheckDevice ?? (async () => null),
    recheckViewer: async () => null,
    addressOf,
    isOwnOrigin: (origin, host) => origin === `http://${host}`,
    pageUrl: (session) => `http://page/${session}`,
    store,
    seed: {
      hostKeyOf: () => null,
      hostKeyGrant: async () => null,
      adoptsRestarts: async () => true,
      seedViewerGrant: async () => null,
      pen: null,
      publicUrl: () => 'http://page',
      addressOf,
      ...seed,
    },
    sharedPen,
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
  })
  const live = liveRelayOf(relay)
  const server = createServer((_request, response) => response.writeHead(404).end())
  dispatchUpgrades(server, {
    addressOf,
    hits,
    routes: [
      ['/socket.io/', relay.handleUpgrade],
      ['/ws', relay.handleSeedUpgrade],
    ],
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
  return {
    url,
    server,
    relay,
    live,
    lines,
    hits,
    pen,
    sharedPen,
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

/** The next time `event` arrives, as its arguments. */
export function next<T extends unknown[] = unknown[]>(
  socket: Socket<never, never> | TestDevice | TestViewer,
  event: string,
): Promise<T> {
  return new Promise((resolve) => (socket as Socket).once(event, (...args: unknown[]) => resolve(args as T)))
}

/** The refusal of a handshake as its code. */
export async function refusalOf(
  socket: TestDevice | TestViewer,
): Promise<{ code: string; retry: boolean; message: string }> {
  const error = await new Promise<Error & { data?: never }>((resolve, reject) => {
    const plain = socket as Socket
    plain.once('connect_error', resolve)
    plain.once('connect', () => reject(new Error('was let in')))
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
