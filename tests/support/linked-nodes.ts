/** Nodes of one cluster with an in-memory bus: messages arrive when the test delivers them, or never. */
import { ClusterPairingQueue } from '#lib/server/pairing/cluster-pairing-queue.ts'
import { PairingOff } from '#lib/server/pairing/pairing-off.ts'
import { PairingQueue } from '#lib/server/pairing/pairing-queue.ts'
import { Cluster } from '#lib/server/relay/cluster.ts'
import { clusterOutput } from '#lib/server/relay/cluster-output.ts'
import { Hub } from '#lib/server/relay/hub.ts'
import type { CutTarget } from '#lib/server/relay/live-relay.ts'
import type { NodeFrame } from '#lib/server/relay/node-extension.ts'
import type { NodeBus } from '#lib/server/relay/node-messages.ts'
import { RecordingOutput } from './recording-output.ts'

export interface LinkedNode {
  name: string
  hub: Hub
  cluster: Cluster
  out: RecordingOutput
  cuts: CutTarget[]
  /** How often it noticed that it missed messages. */
  missed: number
  pairingQueue: PairingQueue
  clusterPairing: ClusterPairingQueue
}

export class MemoryNetwork {
  readonly nodes: LinkedNode[] = []
  /** Messages sent and not yet delivered, in order. */
  queue: { from: string; to: string; message: NodeFrame }[] = []
  readonly #watching = new Map<string, Set<string>>()

  add(name: string, nowMs = 0, isPairingOn = true): LinkedNode {
    const out = new RecordingOutput()
    const bus = this.bus(name)
    const hub: Hub = new Hub(clusterOutput({ local: out, bus, hub: () => hub, cluster: () => cluster }))
    const pairingQueue = new PairingQueue()
    const clusterPairing = new ClusterPairingQueue(pairingQueue)
    const node: LinkedNode = {
      name,
      hub,
      out,
      cuts: [],
      missed: 0,
      pairingQueue,
      clusterPairing,
      cluster: undefined as never,
    }
    const cluster = new Cluster(
      {
        hub,
        bus,
        cut: (target) => void node.cuts.push(target),
        teamChanged: () => {},
        onRefusal: () => {},
        onGap: () => void node.missed++,
        extensions: [isPairingOn ? node.clusterPairing : new PairingOff()],
      },
      nowMs,
    )
    node.cluster = cluster
    this.nodes.push(node)
    return node
  }

  bus(name: string): NodeBus<NodeFrame> {
    const send = (to: string[], message: NodeFrame) => {
      for (const node of to) if (node !== name) this.queue.push({ from: name, to: node, message })
    }
    return {
      node: name,
      toAll: (message) =>
        send(
          this.nodes.map((each) => each.name),
          message,
        ),
      toNode: (node, message) => send([node], message),
      toWatching: (session, message) => send([...(this.#watching.get(session) ?? [])], message),
      watch: (session) => void this.#watching.set(session, (this.#watching.get(session) ?? new Set()).add(name)),
      unwatch: (session) => void this.#watching.get(session)?.delete(name),
    }
  }

  watchersOf(session: string): string[] {
    return [...(this.#watching.get(session) ?? [])]
  }

  /** Delivers messages, and the messages they cause, until none is left. */
  deliver(nowMs = 0): void {
    for (let sent = this.queue.shift(); sent; sent = this.queue.shift()) {
      const { from, to, message } = sent
      this.nodes.find(({ name }) => name === to)?.cluster.receive(from, structuredClone(message), nowMs)
    }
  }

  /** Drops the undelivered messages and returns them. */
  lose(): NodeFrame[] {
    return this.queue.splice(0).map(({ message }) => message)
  }

  crash(name: string): void {
    this.nodes.splice(
      this.nodes.findIndex((node) => node.name === name),
      1,
    )
    for (const nodes of this.#watching.values()) nodes.delete(name)
  }
}
