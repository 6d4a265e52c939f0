/** The bus between nodes: messages between two of them keep their order, and are lost while the bus is cut, or at random. */
import type { NodeFrame } from '#lib/server/relay/node-extension.ts'
import type { NodeBus } from '#lib/server/relay/node-messages.ts'
import type { Host, Random, VirtualTime } from './virtual-time.ts'

interface Member {
  host: Host
  hear: { message(from: string, message: NodeFrame): void; connected(): void }
  watched: Set<string>
}

const LATENCY_MS = 1
const JITTER_MS = 4

export class SimulatedBus {
  /** Share of messages that are lost, 0 … 1. */
  loss = 0
  troubledAtMs = Number.NEGATIVE_INFINITY
  #isCut = false
  readonly #members = new Map<string, Member>()
  readonly #arrivesAtMs = new Map<string, number>()
  readonly #time: VirtualTime
  readonly #random: Random

  constructor(time: VirtualTime, random: Random) {
    this.#time = time
    this.#random = random
  }

  get isCalm(): boolean {
    return !this.#isCut && this.loss === 0
  }

  /** While the bus is cut no message arrives. When it is back, every node is notified. */
  cut(isCut: boolean): void {
    this.#isCut = isCut
    this.troubledAtMs = this.#time.nowMs
    if (!isCut) for (const { host, hear } of this.#members.values()) host.after(0, () => hear.connected())
  }

  enter(name: string, host: Host, hear: Member['hear']): NodeBus<NodeFrame> {
    const member: Member = { host, hear, watched: new Set() }
    this.#members.set(name, member)
    const send = (names: Iterable<string>, message: NodeFrame) => {
      for (const to of [...names]) if (to !== name) this.#send(name, to, message)
    }
    return {
      node: name,
      toAll: (message) => send(this.#members.keys(), message),
      toNode: (node, message) => send([node], message),
      toWatching: (session, message) =>
        send(
          [...this.#members].filter(([, { watched }]) => watched.has(session)).map(([to]) => to),
          message,
        ),
      watch: (session) => void member.watched.add(session),
      unwatch: (session) => void member.watched.delete(session),
    }
  }

  leave(name: string): void {
    this.#members.delete(name)
  }

  #send(from: string, to: string, message: NodeFrame): void {
    const jitterMs = this.#random() * JITTER_MS
    if (this.#isCut || this.#random() < this.loss) return
    const member = this.#members.get(to)
    if (!member) return
    const path = `${from}>${to}`
    const atMs = Math.max(this.#arrivesAtMs.get(path) ?? 0, this.#time.nowMs + LATENCY_MS + jitterMs)
    this.#arrivesAtMs.set(path, atMs)
    // A frozen process reads it when it thaws; a dead one never.
    this.#time.at(atMs, () => {
      if (this.#members.get(to) !== member) return
      member.host.after(0, () => member.hear.message(from, message))
    })
  }
}
