/**
 * `/ws`, where clients of the original connect (§13.1, §13.2): sends each to its kind, mixes them into what the hub wants of
 * devices and viewers, and ends those whose right has ended. Apart from our own protocol, which is Socket.IO's.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError, isAppError } from '../errors.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { Hub } from '../relay/hub.ts'
import type { HubOutput } from '../relay/hub-output.ts'
import type { CutTarget } from '../relay/live-relay.ts'
import type { Traffic } from '../relay/traffic.ts'
import type { RelayPorts } from './relay-ports.ts'
import { isDeviceOf, isViewerOf } from './rights-ended.ts'
import { SeedDevices } from './seed-devices.ts'
import type { SeedPorts } from './seed-ports.ts'
import { SeedViewers } from './seed-viewers.ts'
import { refuseUpgrade } from './upgrade.ts'

export interface SeedParts {
  ports: RelayPorts
  seed: SeedPorts
  /** Made after its output. */
  hub(): Hub
  traffic: Traffic
  now(): number
}

export class SeedEndpoint {
  readonly devices: SeedDevices
  readonly viewers: SeedViewers
  readonly #parts: SeedParts
  readonly #timer: NodeJS.Timeout

  constructor(parts: SeedParts) {
    this.#parts = parts
    this.devices = new SeedDevices(parts)
    this.viewers = new SeedViewers(parts, (session) => {
      const owner = parts.hub().sessions.get(session)?.owner
      return this.devices.byId.get(owner ?? '')?.deviceId
    })
    this.#timer = setInterval(() => {
      this.devices.beat(parts.now())
      this.viewers.beat()
    }, LIMITS.seedPingIntervalMs)
  }

  /** For the upgrade dispatcher. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#connect(request, socket, head).catch((error: unknown) => {
      const { hits, log, verbose } = this.#parts.ports
      hits.refused(error, 'a client of the original that connects')
      if (isAppError(error)) verbose(`a client of the original was refused: ${error.code}`)
      else log(`a client of the original was refused: ${error instanceof Error ? error.message : 'unknown error'}`)
      refuseUpgrade(socket, isAppError(error) ? error.code : 'internal')
    })
  }

  /** The hub's output with the original's clients among the receivers. */
  mixInto(plain: HubOutput): HubOutput {
    const { devices, viewers } = this
    return {
      ...plain,
      toDevice: (connection, event, ...args) => {
        const device = devices.byId.get(connection)
        if (device) device.told(event, ...args)
        else plain.toDevice(connection, event, ...args)
      },
      refuseDevice: (connection, error) => {
        // Whoever takes over an app's session has told it so already.
        if (!devices.byId.has(connection)) plain.refuseDevice(connection, error)
      },
      toViewers: (connections, event, ...args) => {
        const others = connections.filter((id) => !viewers.byId.has(id))
        if (others.length > 0) plain.toViewers(others, event, ...args)
        if (others.length === connections.length) return
        for (const id of connections) viewers.toViewer(id, event, args)
      },
      toSession: (session, event, ...args) => {
        plain.toSession(session, event, ...args)
        viewers.toSession(session, event, args)
      },
      enterSession: (viewer, session, path) => {
        viewers.enter(viewer, session)
        plain.enterSession(viewer, session, path)
      },
      leaveSession: (viewer, session) => {
        viewers.exit(viewer, session)
        plain.leaveSession(viewer, session)
      },
    }
  }

  cut(target: CutTarget, error: AppError): void {
    for (const device of [...this.devices.byId.values()])
      if (device.place && isDeviceOf({ tokenId: device.place.right.tokenId, session: device.session }, target))
        this.devices.end(device, error)
    for (const viewer of [...this.viewers.byId.values()])
      if (isViewerOf(viewer.grant, target) || isTeamClosed(viewer.grant, target)) this.viewers.end(viewer, error)
  }

  endExpired(nowMs: number): void {
    for (const device of [...this.devices.byId.values()])
      if (isPast(device.place?.right.expiresAtMs, nowMs)) this.devices.end(device, new AppError('token-expired'))
    for (const viewer of [...this.viewers.byId.values()]) {
      const { kind, expiresAtMs } = viewer.grant
      if (isPast(expiresAtMs, nowMs))
        this.viewers.end(viewer, new AppError(kind === 'link' ? 'link-expired' : 'token-expired'))
    }
  }

  /** Rights that ended where no one told us. */
  async recheckAll(nowMs: number): Promise<void> {
    const { recheckDevice, recheckViewer } = this.#parts.ports
    for (const device of [...this.devices.byId.values()]) {
      const tokenId = device.place?.right.tokenId
      const error = tokenId ? await recheckDevice(tokenId, nowMs).catch(() => null) : null
      if (error) this.devices.end(device, error)
    }
    for (const viewer of [...this.viewers.byId.values()]) {
      const error = await recheckViewer(viewer.grant, nowMs).catch(() => null)
      if (error) this.viewers.end(viewer, error)
    }
  }

  close(): void {
    clearInterval(this.#timer)
    const error = new AppError('going-away')
    for (const device of [...this.devices.byId.values()]) this.devices.end(device, error)
    for (const viewer of [...this.viewers.byId.values()]) this.viewers.end(viewer, error)
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

function isTeamClosed({ teamIds }: ViewerGrant, target: CutTarget): boolean {
  return target.kind === 'seed-viewers' && teamIds.includes(target.id)
}

function isPast(atMs: number | null | undefined, nowMs: number): boolean {
  return atMs !== null && atMs !== undefined && atMs <= nowMs
}
