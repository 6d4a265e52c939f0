/** The hub's wishes, sent to sockets here and to other nodes: what the hub says to a node's id goes over the bus. */
import type { RelayToDevice } from '../protocol/messages.ts'
import type { Cluster } from './cluster.ts'
import type { Hub } from './hub.ts'
import type { HubOutput } from './hub-output.ts'
import { type NodeBus, type NodeMessage, nodeOf } from './node-messages.ts'

export interface ClusterOutputParts {
  local: HubOutput
  bus: NodeBus
  /** Made after its output. */
  hub(): Hub
  cluster(): Cluster
}

export function clusterOutput({ local, bus, hub, cluster }: ClusterOutputParts): HubOutput {
  return {
    ...local,
    toDevice: (connection, event, ...args) => {
      const node = nodeOf(connection)
      if (node === null) return local.toDevice(connection, event, ...args)
      // `ack`: a device's flow is its own node's business. `viewers`: every node hears who watches where.
      const session = connection.slice(connection.indexOf('/') + 1)
      if (event === 'need') bus.toNode(node, ['need', session, (args as Parameters<RelayToDevice['need']>)[0]])
      if (event !== 'peer') return
      const [viewer, said] = args as Parameters<RelayToDevice['peer']>
      // Which servers lead there, the device's own node tells it.
      bus.toNode(
        node,
        typeof said === 'string' ? ['signal', session, viewer, said] : ['peer', session, viewer, said !== null],
      )
    },
    toViewers: (connections, event, ...args) => {
      const here = connections.filter((connection) => nodeOf(connection) === null)
      if (here.length > 0) local.toViewers(here, event, ...args)
      for (const connection of connections) {
        const node = nodeOf(connection)
        if (node === null) continue
        if (event === 'batch') bus.toNode(node, nodeMessage('fill', args))
        else if (event === 'gone') bus.toNode(node, nodeMessage('gone', args))
      }
    },
    toSession: (id, event, ...args) => {
      const session = hub().sessions.get(id)
      if (!session) return
      if (session.seats.size > 0) local.toSession(id, event, ...args)
      if (session.home !== null || session.elsewhere.size === 0) return
      if (event === 'batch' || event === 'gone') bus.toWatching(id, nodeMessage(event, args))
    },
    toPeerElsewhere: (seat, session, viewer, text) =>
      bus.toNode(nodeOf(seat) as string, ['answer', session, viewer, text]),
    announce: (sessions) => cluster().announce(sessions),
    watching: (session) => cluster().watching(session),
  }
}

/** Both maps give these events the same arguments, which a generic `args` cannot show the compiler. */
function nodeMessage(event: 'batch' | 'fill' | 'gone', args: readonly unknown[]): NodeMessage {
  return [event, ...args] as unknown as NodeMessage
}
