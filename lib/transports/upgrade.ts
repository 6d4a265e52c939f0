/**
 * The only listener of the HTTP server's 'upgrade' event: counts and bounds new connections, then sends each path to
 * its transport and everything else away with 404.
 */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { LimitHits } from '../limit-hits.ts'
import { ERROR_CODES, type ErrorCodeName, wireError } from '../protocol/error-codes.ts'
import { LIMITS } from '../protocol/limits.ts'
import { RateLimiter } from '../redis/rate-limiter.ts'
import type { AddressOf } from './client-address.ts'

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface UpgradeRoutes {
  /** By path prefix; the first that fits. */
  routes: (readonly [prefix: string, handler: UpgradeHandler])[]
  addressOf: AddressOf
  hits: LimitHits
}

const BURST_SECONDS = 4

export function dispatchUpgrades(server: Server, { routes, addressOf, hits }: UpgradeRoutes): void {
  const openByAddress = new Map<string, number>()
  let open = 0
  const rate = new RateLimiter({
    name: 'addressConnectsPerSecond',
    points: LIMITS.addressConnectsPerSecond * BURST_SECONDS,
    seconds: BURST_SECONDS,
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    // As it stands: what is no address at all ("//") would make URL throw, and nobody catches here.
    const handler = routes.find(([prefix]) => request.url?.startsWith(prefix))?.[1]
    if (!handler) return refuseUpgrade(socket, 'not-found')
    const address = addressOf(request)
    const here = openByAddress.get(address) ?? 0
    if (open >= LIMITS.connectionsMax) {
      hits.hit('connectionsMax', `${open} connections`)
      return refuseUpgrade(socket, 'server-full')
    }
    if (here >= LIMITS.addressConnectionsMax) {
      hits.hit('addressConnectionsMax', `${here} connections from ${address}`)
      return refuseUpgrade(socket, 'too-many-requests')
    }
    // Before anything is waited for: Redis takes its time, and a connection may leave meanwhile.
    open++
    openByAddress.set(address, here + 1)
    socket.once('close', () => {
      open--
      const left = (openByAddress.get(address) ?? 1) - 1
      if (left > 0) openByAddress.set(address, left)
      else openByAddress.delete(address)
    })
    rate.take(address).then(
      (refusal) => {
        if (refusal) {
          hits.hit('addressConnectsPerSecond', `from ${address}`)
          return refuseUpgrade(socket, 'too-many-requests')
        }
        if (!socket.destroyed) handler(request, socket, head)
      },
      () => refuseUpgrade(socket, 'internal'),
    )
  })
}

/** Instead of 101. */
export function refuseUpgrade(socket: Duplex, code: ErrorCodeName): void {
  if (socket.destroyed) return
  const body = JSON.stringify({ error: wireError(code) })
  const { http } = ERROR_CODES[code]
  // Nobody reads from it any more, so its other end's goodbye would never be noticed.
  socket.end(
    `HTTP/1.1 ${http} ${STATUS_CODES[http]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}
