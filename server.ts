/**
 * The composition root: configuration → port → database → relay → pages → drain. Everything is made here and handed to
 * what needs it; nothing is decided here.
 */
import { createServer, Server } from 'node:http'
import nextModule from 'next'
import { deviceGrant, recheckDeviceGrant } from '#lib/auth/device-access.ts'
import { hostKeyGrant, hostKeyOf } from '#lib/auth/host-key.ts'
import { seedViewerGrant } from '#lib/auth/seed-viewer.ts'
import { setupLink } from '#lib/auth/setup.ts'
import { recheckGrant, viewerGrant } from '#lib/auth/viewer-access.ts'
import { authSecret } from '#lib/config/auth-secret.ts'
import { banner } from '#lib/config/banner.ts'
import { ensureDataDir } from '#lib/config/data-dir.ts'
import { config, setListeningPort, startConfig } from '#lib/config/env.ts'
import { closeDb } from '#lib/db/client.ts'
import { migrate } from '#lib/db/migrate.ts'
import * as sessionRows from '#lib/db/sessions.ts'
import { teamSwitches } from '#lib/db/teams.ts'
import { isOwnOrigin } from '#lib/http/own-origin.ts'
import { type HttpHandler, pageHandler, whileStarting } from '#lib/http/page-handler.ts'
import { plainWs } from '#lib/http/plain-ws.ts'
import { wellFormed } from '#lib/http/well-formed.ts'
import { LimitHits, limitHits } from '#lib/limit-hits.ts'
import { livePairing } from '#lib/pairing/live-pairing.ts'
import { SharedPen } from '#lib/pairing/shared-pen.ts'
import { WaitingPen } from '#lib/pairing/waiting-pen.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { connectRedis } from '#lib/redis/connect.ts'
import { redisSlot } from '#lib/redis/redis-slot.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'
import { bootFailure, listen, onShutdown } from '#lib/transports/boot.ts'
import { clientAddressBy } from '#lib/transports/client-address.ts'
import { iceServersOf } from '#lib/transports/ice-servers.ts'
import { liveRelayOf } from '#lib/transports/live-relay-view.ts'
import { openNodeBus } from '#lib/transports/node-bus.ts'
import { createRelayServer } from '#lib/transports/relay-server.ts'
import { SessionStore } from '#lib/transports/session-store.ts'
import { dispatchUpgrades, type UpgradeHandler } from '#lib/transports/upgrade.ts'

const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`)
// Under Node's own loader the default export of a CommonJS package is one level deeper.
const next = (nextModule as unknown as { default?: typeof nextModule }).default ?? nextModule

async function main(): Promise<void> {
  const { host, port, dataDir, trustedProxies, isPairingOn, isProduction, isVerbose } = startConfig()
  const verbose = isVerbose ? log : () => {}
  ensureDataDir(dataDir)
  authSecret()

  // The port first: whoever has it may be migrating the same database.
  let pages: HttpHandler = whileStarting
  const server = createServer((request, response) => {
    response.once('finish', () => verbose(`${request.method} ${request.url?.split('?')[0]} ${response.statusCode}`))
    void pages(request, response)
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  setListeningPort(await listen(server, port, host))
  await migrate()
  const { redisUrl } = config()
  const redis = redisUrl ? await connectRedis(redisUrl, log) : null
  if (redis) redisSlot.put(redis.commands)
  const bootedAtMs = Date.now()

  const hits = limitHits.getOrCreate(() => new LimitHits(log))
  const addressOf = clientAddressBy(trustedProxies)
  const store = new SessionStore(sessionRows, log, (team) => liveRelay.peek()?.teamChanged(team, 'sessions'))
  const pen = isPairingOn ? new WaitingPen() : null
  const sharedPen = pen && new SharedPen(pen)
  const { deviceOrigin } = config()
  const deviceHostname = deviceOrigin && new URL(deviceOrigin).hostname
  const relay = createRelayServer({
    deviceGrant,
    viewerGrant,
    recheckDevice: recheckDeviceGrant,
    recheckViewer: recheckGrant,
    addressOf,
    isOwnOrigin: (origin, hostHeader) => isOwnOrigin(origin, hostHeader, config()),
    pageUrl: (session) => `${config().publicUrl}/dashboard/sessions/${session}`,
    store,
    sharedPen,
    nodeBus:
      redis &&
      openNodeBus({ ...redis, secret: authSecret(), overflowed: (detail) => hits.hit('nodeBusBytesMax', detail), log }),
    seed: {
      hostKeyOf: (host) => hostKeyOf(host, deviceHostname, new URL(config().publicUrl).hostname),
      hostKeyGrant,
      adoptsRestarts: async (team) => (await teamSwitches(team))?.adoptsRestarts ?? false,
      seedViewerGrant: (request, id) => seedViewerGrant(request.headers.cookie, id, Date.now()),
      pen,
      publicUrl: () => config().publicUrl,
      addressOf,
    },
    iceServers: () => iceServersOf(config().iceUrls, config().turnSecret, Date.now()),
    hits,
    log,
    verbose,
  })
  liveRelay.put(liveRelayOf(relay))
  if (sharedPen) livePairing.put(sharedPen)

  // Next adds an 'upgrade' listener to the server it is given and would end sockets that are not its own: it gets one
  // that never listens, and hot reload's sockets are handed to it.
  const nextUpgrades = new Server()
  const hotReload: UpgradeHandler = (...upgrade) => void nextUpgrades.emit('upgrade', ...upgrade)
  const app = next({
    dev: !isProduction,
    dir: process.cwd(),
    hostname: host,
    port: config().port,
    httpServer: nextUpgrades,
  })
  dispatchUpgrades(server, {
    addressOf,
    hits,
    routes: [
      ['/socket.io/', relay.handleUpgrade],
      ['/ws', relay.handleSeedUpgrade],
      ...(isProduction ? [] : ([['/_next/', hotReload]] as const)),
    ],
  })
  await app.prepare()
  pages = pageHandler(wellFormed(plainWs(app.getRequestHandler(), config)), config, addressOf)

  // Devices that were connected when the server stopped come back first; those of other nodes are heard of all the time.
  const endStale = (untilMs: number) => void sessionRows.endStaleSessions(untilMs).catch(() => {}) // tried again later
  const stale = [
    setTimeout(() => endStale(redis ? Date.now() - LIMITS.sessionGraceMs : bootedAtMs), LIMITS.sessionGraceMs),
    setInterval(() => endStale(Date.now() - LIMITS.sessionStaleMs), LIMITS.sessionGraceMs * 2),
  ]

  onShutdown(async () => {
    for (const timer of stale) clearTimeout(timer)
    server.close()
    await relay.close()
    server.closeAllConnections()
    await app.close()
    redis?.close()
    await closeDb()
  })
  // Last: who reads it may stop the server at once.
  for (const line of banner(config(), await setupLink())) console.log(line)
}

main().catch((error) => {
  console.error(bootFailure(error))
  process.exit(1)
})
