/** Connections that are accepted or closed while Redis checks their rate. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { LimitHits } from '#lib/server/limit-hits.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'
import { dispatchUpgrades } from '#lib/server/transports/upgrade.ts'
import { withLimits } from '#tests/support/with-limits.ts'

let server: Server
const sockets: Socket[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const socket of sockets.splice(0)) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

/** A server whose limiter answers only on demand; `reached` holds the connections that got to their transport. */
async function start() {
  const asked: (() => void)[] = []
  vi.spyOn(RateLimiter.prototype, 'take').mockImplementation(
    () => new Promise((resolve) => asked.push(() => resolve(null))),
  )
  const hits = new LimitHits(() => {})
  const reached: unknown[] = []
  server = createServer()
  const accepted: Socket[] = []
  server.on('connection', (socket) => {
    accepted.push(socket)
    sockets.push(socket)
  })
  dispatchUpgrades(server, {
    addressOf: (request) => request.socket.remoteAddress ?? '',
    hits,
    routes: [['/socket.io/', (_request, socket) => reached.push(socket)]],
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { asked, hits, reached, accepted }
}

function upgrade(): Socket {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => {})
  client.write('GET /socket.io/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  sockets.push(client)
  return client
}

test('[LM1] a client that leaves during the check gives its place back', async () => {
  withLimits({ connectionsMax: 1 })
  const { asked, reached, hits, accepted } = await start()
  const client = upgrade()
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  const gone = new Promise((resolve) => accepted[0]?.once('close', resolve))
  client.resetAndDestroy()
  await gone
  asked[0]?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(reached).toHaveLength(0)
  upgrade()
  await vi.waitFor(() => expect(asked.length + (hits.counts.get('connectionsMax') ?? 0)).toBe(2))
  expect(hits.counts.get('connectionsMax')).toBeUndefined()
  asked[1]?.()
  await vi.waitFor(() => expect(reached).toHaveLength(1))
})

test('[LM1] connections being checked already count', async () => {
  withLimits({ connectionsMax: 2 })
  const { asked, hits, reached } = await start()
  for (let i = 0; i < 5; i++) upgrade()
  await vi.waitFor(() => expect(asked.length + (hits.counts.get('connectionsMax') ?? 0)).toBe(5))
  for (const answer of asked) answer()
  await new Promise((resolve) => setImmediate(resolve))
  expect(reached).toHaveLength(2)
  expect(hits.counts.get('connectionsMax')).toBe(3)
})
