/** The hub's output, sent to connections here and to other nodes: what goes to a node's id goes over the bus. */
import type { Cluster } from './cluster.ts'
import type { Hub } from './hub.ts'
import type { DeviceMessage, HubOutput, ViewerMessage } from './hub-output.ts'
import { nodeOf } from './node-ids.ts'
import type { NodeBus, RelayMessage } from './node-messages.ts'

export interface ClusterOutputParts {
  local: HubOutput
  bus: NodeBus
  /** Made after its output, as is the cluster. */
  hub(): Hub
  cluster(): Cluster
}

export function clusterOutput({ local, bus, hub, cluster }: ClusterOutputParts): HubOutput {
  return {
    ...local,
    toDevice: (connection, ...message) => {
      const node = nodeOf(connection)
      if (node === null) return local.toDevice(connection, ...message)
      const crossing = toOwner(connection.slice(connection.indexOf('/') + 1), message)
      if (crossing) bus.toNode(node, crossing)
    },
    toViewers: (connections, ...message) => {
      const here = connections.filter((connection) => nodeOf(connection) === null)
      if (here.length > 0) local.toViewers(here, ...message)
      if (here.length === connections.length) return
      const crossing = toWatchers(message, 'fill')
      if (!crossing) return
      for (const connection of connections) {
        const node = nodeOf(connection)
        if (node !== null) bus.toNode(node, crossing)
      }
    },
    toSession: (id, ...message) => {
      const session = hub().sessions.get(id)
      if (!session) return
      const { audience, ownerNode } = session
      if (audience.viewers.size > 0) local.toSession(id, ...message)
      if (ownerNode !== null || audience.nodes.size === 0) return
      const crossing = toWatchers(message, 'batch')
      if (crossing) bus.toWatching(id, crossing)
    },
    toPeerElsewhere: (connection, session, viewer, text) => {
      const node = nodeOf(connection)
      if (node !== null) bus.toNode(node, ['answer', session, viewer, text])
    },
    toParticipantsElsewhere: (node, session, to, message) =>
      bus.toNode(node, ['shared', session, to, JSON.stringify(message)]),
    announce: (sessions) => cluster().announce(sessions),
    watching: (session) => cluster().announceWatchers(session),
  }
}

/**
 * What the node that holds the session's device must do. Not `ack`: a device's flow is its own node's business. Not
 * `viewers`: every node knows who watches where.
 */
function toOwner(session: string, message: DeviceMessage): RelayMessage | null {
  if (message[0] === 'need') return ['need', session, message[1]]
  if (message[0] !== 'peer') return null
  const [, viewer, content] = message
  if (typeof content === 'string') return ['signal', session, viewer, content]
  // The device's own node adds the servers that a path may lead through.
  return ['peer', session, viewer, content !== null]
}

/** What other nodes pass on to their viewers. `kind`: a live batch or a fill. */
function toWatchers(message: ViewerMessage, kind: 'batch' | 'fill'): RelayMessage | null {
  if (message[0] === 'batch') return [kind, message[1], message[2]]
  return message[0] === 'gone' ? message : null
}
