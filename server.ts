/**
 * The composition root: configuration → port → database → relay → pages → drain. Everything is created here and passed to what
 * needs it; nothing is decided here.
 */
import { createServer, type IncomingMessage, Server, type ServerResponse } from 'node:http'
import nextModule from 'next'
import { wantedLocale } from '#app/_i18n/wanted-locale.ts'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import { deviceGrant, recheckDeviceGrant } from '#lib/server/auth/device-access.ts'
import { flutterViewerGrant } from '#lib/server/auth/flutter-viewer.ts'
import { hostKeyGrant, hostKeyOf } from '#lib/server/auth/host-key.ts'
import { setupLink } from '#lib/server/auth/setup.ts'
import { signatureOf } from '#lib/server/auth/signing-key.ts'
import { recheckGrant, viewerGrant } from '#lib/server/auth/viewer-access.ts'
import { bootFailure, listen, onShutdown } from '#lib/server/boot.ts'
import { authSecret } from '#lib/server/config/auth-secret.ts'
import { banner } from '#lib/server/config/banner.ts'
import { ensureDataDir } from '#lib/server/config/data-dir.ts'
import { config, setListeningPort, startConfig } from '#lib/server/config/env.ts'
import { createPrivateFiles, looseModeLine, tightenModes } from '#lib/server/config/private-files.ts'
import { cleanStoredNames } from '#lib/server/db/clean-stored-names.ts'
import { closeDb, databaseFile } from '#lib/server/db/client.ts'
import { fillListColumns } from '#lib/server/db/fill-list-columns.ts'
import { migrate } from '#lib/server/db/migrate.ts'
import * as sessionRows from '#lib/server/db/sessions.ts'
import { teamSwitches } from '#lib/server/db/teams.ts'
import { hasUsers } from '#lib/server/db/users.ts'
import { startHousekeeping } from '#lib/server/housekeeping.ts'
import { readNextRoutes } from '#lib/server/http/gate/next-routes.ts'
import { RequestGate } from '#lib/server/http/gate/request-gate.ts'
import { jsonErrors } from '#lib/server/http/json-errors.ts'
import { isOwnOrigin } from '#lib/server/http/own-origin.ts'
import { nameClient, pageHandler, whileStarting } from '#lib/server/http/page-handler.ts'
import { plainWs } from '#lib/server/http/plain-ws.ts'
import { type RequestHandlers, sourceRequests } from '#lib/server/http/source-requests.ts'
import { wellFormed } from '#lib/server/http/well-formed.ts'
import { iceServersOf } from '#lib/server/ice-servers.ts'
import { LimitHits, limitHits } from '#lib/server/limit-hits.ts'
import { liveRelayOf } from '#lib/server/live-relay-view.ts'
import { startMailSender } from '#lib/server/mail/mail-sender.ts'
import { smtpTransport } from '#lib/server/mail/smtp-transport.ts'
import { ClusterPairingQueue } from '#lib/server/pairing/cluster-pairing-queue.ts'
import { livePairing } from '#lib/server/pairing/live-pairing.ts'
import { PairingQueue } from '#lib/server/pairing/pairing-queue.ts'
import { connectRedis } from '#lib/server/redis/connect.ts'
import { redisSlot } from '#lib/server/redis/redis-slot.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { SessionStore } from '#lib/server/relay/session-store.ts'
import type { RelayPorts } from '#lib/server/relay-ports.ts'
import { createRelayServer } from '#lib/server/relay-server.ts'
import { boundedStarts } from '#lib/server/session-starts.ts'
import { flutterTransport } from '#lib/server/transports/flutter/flutter-transport.ts'
import { sourceTransport } from '#lib/server/transports/ingest/source-transport.ts'
import { openNodeBus } from '#lib/server/transports/node-bus/node-bus.ts'
import { ProxyWatch, proxyLine, proxyWatch } from '#lib/server/transports/proxy-watch.ts'
import { socketIoTransport } from '#lib/server/transports/socket-io/socket-io-transport.ts'
import { SyslogServer } from '#lib/server/transports/syslog/syslog-server.ts'
import { dispatchUpgrades, type UpgradeHandler } from '#lib/server/transports/upgrade.ts'

// Lines may hold names and addresses that strangers sent.
const log = (line: string) => console.log(`${new Date().toISOString()} ${visibleLine(line)}`)
// Under Node's own loader the default export of a CommonJS package is one level deeper.
const next = (nextModule as unknown as { default?: typeof nextModule }).default ?? nextModule

async function main(): Promise<void> {
  const { host, port, dataDir, databaseUrl, trustedProxies, isPairingOn, isProduction, isVerbose } = startConfig()
  const verbose = isVerbose ? log : () => {}
  createPrivateFiles()
  ensureDataDir(dataDir)
  for (const loose of tightenModes({ dataDir, databaseFile: databaseFile(databaseUrl) })) log(looseModeLine(loose))
  authSecret()

  // The port first: another process that has it may be migrating the same database.
  let handlers: RequestHandlers = { request: whileStarting, checkContinue: whileStarting }
  const server = createServer()
  for (const event of ['request', 'checkContinue'] as const)
    server.on(event, (request: IncomingMessage, response: ServerResponse) => {
      response.once('finish', () => verbose(`${request.method} ${request.url?.split('?')[0]} ${response.statusCode}`))
      void handlers[event](request, response)
    })
  server.headersTimeout = 10_000
  // Sources stream for days; every other request is bounded in lib/server/http/request-times.ts.
  server.requestTimeout = 0
  setListeningPort(await listen(server, port, host))
  await migrate()
  await fillListColumns()
  cleanStoredNames().catch((error: Error) =>
    log(`stored names were not cleaned, the next start tries again: ${error.message}`),
  )
  const { redisUrl } = config()
  const redis = redisUrl ? await connectRedis(redisUrl, log) : null
  if (redis) redisSlot.put(redis.commands)
  const bootedAtMs = Date.now()

  const hits = limitHits.getOrCreate(() => new LimitHits(log))
  const { mail } = config()
  const mailSender = mail && startMailSender({ transport: smtpTransport(mail), hits, log })
  const { isPublicUrlSet, publicUrl } = config()
  const proxies = new ProxyWatch({ trustedProxies, publicUrl: isPublicUrlSet ? publicUrl : null }, (notice) =>
    log(proxyLine(notice)),
  )
  proxyWatch.put(proxies)
  const { addressOf, ownAddressOf, standingOf } = proxies
  const recordSessionStart = boundedStarts({
    record: sessionRows.recordSessionStart,
    evicted: (id, team) => {
      liveRelay.peek()?.cut({ kind: 'device', id }, 'not-found')
      liveRelay.peek()?.teamChanged(team, 'devices')
    },
  })
  const store = new SessionStore({ ...sessionRows, recordSessionStart }, log, (team) =>
    liveRelay.peek()?.teamChanged(team, 'sessions'),
  )
  const pairingQueue = isPairingOn ? new PairingQueue() : null
  const clusterPairing = pairingQueue && new ClusterPairingQueue(pairingQueue)
  const { deviceOrigin } = config()
  const deviceHostname = deviceOrigin && new URL(deviceOrigin).hostname
  const nodeBus =
    redis &&
    openNodeBus({ ...redis, secret: authSecret(), overflowed: (detail) => hits.hit('nodeBusBytesMax', detail), log })
  const ports: RelayPorts = {
    ...{ deviceGrant, viewerGrant, recheckDevice: recheckDeviceGrant, recheckViewer: recheckGrant },
    ...{ ownAddressOf, store, nodeBus, clusterPairing, hits, log, verbose },
    isOwnOrigin: (origin, hostHeader) => isOwnOrigin(origin, hostHeader, config()),
    pageUrl: (session) => `${config().publicUrl}/dashboard/sessions/${session}`,
    stamp: (text) => signatureOf('shared', text).toString('base64url').slice(0, 22),
    iceServers: () => iceServersOf(config().iceUrls, config().turnSecret, Date.now()),
  }
  const hostKeyIn = (name: string | undefined) => hostKeyOf(name, deviceHostname, new URL(config().publicUrl).hostname)
  const syslog = new SyslogServer({
    ...{ hostKeyOf: hostKeyIn, hostKeyGrant },
    port: config().syslogPort,
    tls: config().syslogTls,
  })
  const relay = createRelayServer(ports, [
    socketIoTransport,
    flutterTransport({
      hostKeyOf: hostKeyIn,
      hostKeyGrant,
      adoptsRestarts: async (team) => (await teamSwitches(team))?.adoptsRestarts ?? false,
      flutterViewerGrant: (request, id) => flutterViewerGrant(request.headers.cookie, id, Date.now()),
      pairingQueue,
      publicUrl: () => config().publicUrl,
      addressOf,
      ownAddressOf,
    }),
    sourceTransport({ holdMs: config().ingestHoldMs, doors: [syslog.open] }),
  ])
  liveRelay.put(liveRelayOf(relay))
  if (clusterPairing) livePairing.put(clusterPairing)

  // Next adds an 'upgrade' listener to the server that it gets, and ends sockets that are not its own. This one never listens;
  // only hot reload's sockets are handed to it.
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
    routes: [...relay.upgrades, ...(isProduction ? [] : ([['/_next/', hotReload]] as const))],
  })
  await app.prepare()
  const asked = wellFormed(jsonErrors(plainWs(app.getRequestHandler(), config)))
  const gate = new RequestGate(asked, {
    current: config,
    hits,
    routes: isProduction ? readNextRoutes() : null,
    localeOf: wantedLocale,
    hasOwner: hasUsers,
  })
  handlers = sourceRequests({
    routes: relay.requests,
    pages: pageHandler(gate.handle, config, addressOf, standingOf),
    admitStranger: gate.admitStranger,
    nameClient: (request) => nameClient(request, addressOf, standingOf),
  })

  await syslog.listen(host)
  const stopHousekeeping = startHousekeeping({ relay, hasOtherNodes: redis !== null, bootedAtMs, log })

  onShutdown(async () => {
    stopHousekeeping()
    server.close()
    await relay.close()
    server.closeAllConnections()
    await app.close()
    await mailSender?.close()
    redis?.close()
    await closeDb()
  })
  // Last: a program that reads it may stop the server at once.
  for (const line of banner(config(), await setupLink())) console.log(line)
}

main().catch((error) => {
  console.error(bootFailure(error))
  process.exit(1)
})
