/**
 * The only listener of the HTTP server's 'upgrade' event: counts and bounds new connections, then hands each path to its
 * transport and answers 404 to any other.
 */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { ERROR_CODES, type ErrorCodeName, wireError } from '#lib/protocol/error-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'
import type { AddressOf } from './client-address.ts'

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export type UpgradeRoute = readonly [prefix: string, handler: UpgradeHandler]

export interface UpgradeRoutes {
  /** The first whose prefix the path has gets the upgrade. */
  routes: readonly UpgradeRoute[]
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
    // Not parsed: an invalid address such as "//" would make URL throw, and nothing catches that here.
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
    // Counted before the first await: Redis takes time, and the connection may close meanwhile.
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

/** Answers an upgrade with the error's status instead of 101. */
export function refuseUpgrade(socket: Duplex, code: ErrorCodeName): void {
  if (socket.destroyed) return
  const body = JSON.stringify({ error: wireError(code) })
  const { http } = ERROR_CODES[code]
  // Nothing reads from the socket, so the client's own end would never be noticed.
  socket.end(
    `HTTP/1.1 ${http} ${STATUS_CODES[http]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}
