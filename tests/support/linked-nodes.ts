/** Nodes of one cluster with a bus in memory: messages arrive when the test says so, or never. */
import { SharedPen } from '#lib/pairing/shared-pen.ts'
import { WaitingPen } from '#lib/pairing/waiting-pen.ts'
import { Cluster } from '#lib/relay/cluster.ts'
import { clusterOutput } from '#lib/relay/cluster-output.ts'
import { Hub } from '#lib/relay/hub.ts'
import type { CutTarget } from '#lib/relay/live-relay.ts'
import type { NodeBus, NodeMessage } from '#lib/relay/node-messages.ts'
import { RecordingOutput } from './recording-output.ts'

export interface LinkedNode {
  name: string
  hub: Hub
  cluster: Cluster
  out: RecordingOutput
  cuts: CutTarget[]
  /** How often it learned that it had missed something. */
  missed: number
  pen: WaitingPen
  sharedPen: SharedPen
}

export class MemoryNetwork {
  readonly nodes: LinkedNode[] = []
  /** Sent and not yet delivered, in order. */
  queue: { from: string; to: string; message: NodeMessage }[] = []
  readonly #watching = new Map<string, Set<string>>()

  add(name: string, nowMs = 0): LinkedNode {
    const out = new RecordingOutput()
    const send = (to: string[], message: NodeMessage) => {
      for (const node of to) if (node !== name) this.queue.push({ from: name, to: node, message })
    }
    const bus: NodeBus = {
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
    const hub: Hub = new Hub(clusterOutput({ local: out, bus, hub: () => hub, cluster: () => cluster }))
    const pen = new WaitingPen()
    const sharedPen = new SharedPen(pen)
    const node: LinkedNode = { name, hub, out, cuts: [], missed: 0, pen, sharedPen, cluster: undefined as never }
    const cluster = new Cluster(
      {
        hub,
        bus,
        cut: (target) => void node.cuts.push(target),
        teamChanged: () => {},
        refused: () => {},
        missedSome: () => void node.missed++,
        pen: node.sharedPen,
      },
      nowMs,
    )
    node.cluster = cluster
    this.nodes.push(node)
    return node
  }

  watchersOf(session: string): string[] {
    return [...(this.#watching.get(session) ?? [])]
  }

  /** Delivers until nothing is under way. */
  deliver(nowMs = 0): void {
    for (let sent = this.queue.shift(); sent; sent = this.queue.shift()) {
      const { from, to, message } = sent
      this.nodes.find(({ name }) => name === to)?.cluster.receive(from, structuredClone(message), nowMs)
    }
  }

  /** What is under way never arrives. */
  lose(): NodeMessage[] {
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
