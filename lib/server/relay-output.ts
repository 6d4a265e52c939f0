/** Everyone who receives what the hub sends, in one place: first every transport, then other nodes. */
import type { CreditTimer } from './credit-timer.ts'
import type { Cluster } from './relay/cluster.ts'
import { clusterOutput } from './relay/cluster-output.ts'
import type { Hub } from './relay/hub.ts'
import type { HubOutput } from './relay/hub-output.ts'
import type { NodeBus } from './relay/node-messages.ts'
import type { RelayPorts } from './relay-ports.ts'
import type { TransportOutput } from './transports/transport.ts'

export interface RelayOutputParts {
  /** Read at every message: transports need the hub, so they are opened after its output. */
  transports: readonly TransportOutput[]
  ports: Pick<RelayPorts, 'iceServers' | 'stamp' | 'hits' | 'store'>
  credit: Pick<CreditTimer, 'soon'>
  /** Null: this node is alone. */
  bus: NodeBus | null
  /** Made after their output. */
  hub(): Hub
  cluster(): Cluster | null
}

/** The rest parameter makes one array of a message; transports share it, and none of them copies it for a viewer. */
export function relayOutput({ transports, ports, credit, bus, hub, cluster }: RelayOutputParts): HubOutput {
  const local: HubOutput = {
    toDevice: (connection, ...message) => {
      for (const transport of transports) transport.toDevice(connection, message)
    },
    toViewers: (connections, ...message) => {
      for (const transport of transports) transport.toViewers(connections, message)
    },
    toSession: (session, ...message) => {
      for (const transport of transports) transport.toSession(session, message)
    },
    toTeam: (team, ...message) => {
      for (const transport of transports) transport.toTeam?.(team, message)
    },
    enterSession: (viewer, session, path) => {
      for (const transport of transports) transport.enterSession(viewer, session, path)
    },
    leaveSession: (viewer, session) => {
      for (const transport of transports) transport.leaveSession(viewer, session)
    },
    refuseDevice: (connection, error) => {
      for (const transport of transports) transport.refuseDevice(connection, error)
    },
    sweep: (viewers) => {
      const ids = [...viewers]
      for (const transport of transports) transport.sweep?.(ids)
    },
    ackSoon: (isUrgent) => credit.soon(isUrgent),
    iceServers: () => ports.iceServers?.() ?? [],
    ...(ports.stamp && { stamp: ports.stamp }),
    limitHit: (limit, detail) => ports.hits.hit(limit, detail),
    sessionEnded: (session) => void ports.store.saveEnd(session),
  }
  return bus ? clusterOutput({ local, bus, hub, cluster: () => cluster() as Cluster }) : local
}
