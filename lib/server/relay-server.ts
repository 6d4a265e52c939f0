/**
 * One node's relay, put together: the hub, its transports, other nodes if there are any, and the timers that drive them. Holds
 * no rules of its own.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { TeamTopic } from '#lib/protocol/messages.ts'
import { CreditTimer } from './credit-timer.ts'
import { NearbyNotifier } from './nearby-notifier.ts'
import { PairingOff } from './pairing/pairing-off.ts'
import { RejectionNotifier } from './rejection-notifier.ts'
import { Cluster } from './relay/cluster.ts'
import { Hub } from './relay/hub.ts'
import type { CutTarget } from './relay/live-relay.ts'
import { RejectedDevices } from './relay/rejected-devices.ts'
import { Traffic } from './relay/traffic.ts'
import { relayOutput } from './relay-output.ts'
import type { RelayPorts } from './relay-ports.ts'
import { cutConnections, endExpired, recheckAll } from './transports/connection-rights.ts'
import { steadyNowMs } from './transports/steady-clock.ts'
import type { OpenTransport, RequestRoute, Transport } from './transports/transport.ts'
import type { UpgradeRoute } from './transports/upgrade.ts'

export interface RelayServer {
  hub: Hub
  transports: readonly Transport[]
  /** Null: this node is alone. */
  cluster: Cluster | null
  rejected: RejectedDevices
  traffic: Traffic
  /** Where clients connect, for the upgrade dispatcher. */
  upgrades: readonly UpgradeRoute[]
  /** What transports answer of the HTTP server's requests. */
  requests: readonly RequestRoute[]
  /** Ends connections on every node. */
  cut(target: CutTarget, code: ErrorCodeName): void
  /** Tells dashboards on every node. */
  teamChanged(team: string, topic: TeamTopic): void
  /** Ends connections here whose right ended unseen; runs every {@link RECHECK_MS}. */
  recheck(): Promise<void>
  /** Asks every client to come back later, saves what is unsaved, closes. Safe to call twice. */
  close(): Promise<void>
}

const RECHECK_MS = 30_000
const TICK_MS = 500
const CREDIT_MS = 50
const NEEDS_MS = 50

export function createRelayServer(
  ports: RelayPorts,
  openTransports: readonly OpenTransport[],
  now: () => number = steadyNowMs,
): RelayServer {
  const { nodeBus: bus } = ports
  const transports: Transport[] = []
  const traffic = new Traffic(now())
  const credit = new CreditTimer(() => hub.releaseCredit(now()))
  const output = relayOutput({ transports, ports, credit, bus, hub: () => hub, cluster: () => cluster })
  const hub: Hub = new Hub(output)
  const cutHere = (target: CutTarget, code: ErrorCodeName) =>
    cutConnections(transports, hub.sessions.values(), target, new AppError(code))
  const recheck = () => recheckAll(transports, ports, Date.now())
  const tellTeam = (team: string, topic: TeamTopic) => output.toTeam(team, 'teamChanged', team, topic)
  const teamChanged = (team: string, topic: TeamTopic) => {
    tellTeam(team, topic)
    cluster?.teamChanged(team, topic)
  }
  const rejected = new RejectedDevices((limit, detail) => ports.hits.hit(limit, detail))
  const rejections = new RejectionNotifier({
    rejected,
    ownAddressOf: ports.ownAddressOf ?? (() => null),
    tellNodes: (refusal) => cluster?.announceRefusal(refusal),
    tellTeam: (team) => tellTeam(team, 'rejections'),
    nearby: transports,
  })
  const waiting = new NearbyNotifier('waiting', transports)
  ports.clusterPairing?.onChange(({ address, teamIds }) => {
    waiting.changed(address)
    for (const team of teamIds) tellTeam(team, 'waiting')
  })
  // Before the cluster: transports may have something to say to other nodes.
  for (const open of openTransports) transports.push(open({ hub, ports, traffic, rejections, teamChanged, now }))
  const cluster = bus
    ? new Cluster(
        {
          hub,
          bus,
          cut: cutHere,
          teamChanged: tellTeam,
          onRefusal: (refusal) => rejections.reportElsewhere(refusal),
          onGap: () => void recheck(),
          extensions: [
            ports.clusterPairing ?? new PairingOff(),
            ...transports.flatMap(({ extension }) => (extension ? [extension] : [])),
          ],
        },
        now(),
      )
    : null
  bus?.listen({
    message: (from, message) => cluster?.receive(from, message, now()),
    connected: () => cluster?.busConnected(now()),
  })

  const timers = [
    setInterval(() => {
      const nowMs = now()
      hub.tick(nowMs)
      cluster?.tick(nowMs)
      ports.store.saveSome(hub.sessions.values(), nowMs)
      endExpired(transports, Date.now())
    }, TICK_MS),
    // Credit that a device over its rate waits for.
    setInterval(() => hub.releaseCredit(now()), CREDIT_MS),
    setInterval(() => hub.sendDueNeeds(now()), NEEDS_MS),
    setInterval(() => void recheck(), RECHECK_MS),
    setInterval(() => traffic.sample(now()), 1000),
  ]

  async function close(): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    for (const transport of transports) transport.goAway()
    await ports.store.saveAll(hub.sessions.values())
    for (const transport of transports) await transport.close()
    // After the transports: what leaves them still has news.
    rejections.close()
    waiting.close()
    cluster?.leave()
    await bus?.close()
  }
  let closing: Promise<void> | null = null

  return {
    ...{ hub, transports, cluster, rejected, traffic, recheck, teamChanged },
    upgrades: transports.flatMap(({ upgrade }) => (upgrade ? [upgrade] : [])),
    requests: transports.flatMap(({ requests }) => (requests ? [requests] : [])),
    cut: (target, code) => {
      cutHere(target, code)
      cluster?.cut(target, code)
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
