/** Connections that are let in or leave while Redis is asked about their rate. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { LimitHits } from '#lib/limit-hits.ts'
import { RateLimiter } from '#lib/redis/rate-limiter.ts'
import { dispatchUpgrades } from '#lib/transports/upgrade.ts'
import { withLimits } from '../../support/with-limits.ts'

let server: Server
const sockets: Socket[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const socket of sockets.splice(0)) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

/** A server whose limiter answers only when told to; `letIn` are those that reached their transport. */
async function start() {
  const asked: (() => void)[] = []
  vi.spyOn(RateLimiter.prototype, 'take').mockImplementation(
    () => new Promise((resolve) => asked.push(() => resolve(null))),
  )
  const hits = new LimitHits(() => {})
  const letIn: unknown[] = []
  server = createServer()
  const accepted: Socket[] = []
  server.on('connection', (socket) => {
    accepted.push(socket)
    sockets.push(socket)
  })
  dispatchUpgrades(server, {
    addressOf: (request) => request.socket.remoteAddress ?? '',
    hits,
    routes: [['/socket.io/', (_request, socket) => letIn.push(socket)]],
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { asked, hits, letIn, accepted }
}

function upgrade(): Socket {
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => {})
  client.write('GET /socket.io/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  sockets.push(client)
  return client
}

test('[LM1] who leaves while the limiter is asked gives the place back', async () => {
  withLimits({ connectionsMax: 1 })
  const { asked, letIn, hits, accepted } = await start()
  const client = upgrade()
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  const gone = new Promise((resolve) => accepted[0]?.once('close', resolve))
  client.resetAndDestroy()
  await gone
  asked[0]?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(letIn).toHaveLength(0)
  upgrade()
  await vi.waitFor(() => expect(asked.length + (hits.counts.get('connectionsMax') ?? 0)).toBe(2))
  expect(hits.counts.get('connectionsMax')).toBeUndefined()
  asked[1]?.()
  await vi.waitFor(() => expect(letIn).toHaveLength(1))
})

test('[LM1] those that the limiter is asked about at once count already', async () => {
  withLimits({ connectionsMax: 2 })
  const { asked, hits, letIn } = await start()
  for (let i = 0; i < 5; i++) upgrade()
  await vi.waitFor(() => expect(asked.length + (hits.counts.get('connectionsMax') ?? 0)).toBe(5))
  for (const answer of asked) answer()
  await new Promise((resolve) => setImmediate(resolve))
  expect(letIn).toHaveLength(2)
  expect(hits.counts.get('connectionsMax')).toBe(3)
})
