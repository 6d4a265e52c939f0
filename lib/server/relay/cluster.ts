/**
 * One node among several: announces the sessions and viewers that are here, learns of those elsewhere, and carries batches and
 * needs between a device's node and its viewers' nodes. {@link NodeExtension}s send their own messages the same way. Pure: time
 * and messages come as arguments, and {@link NodeBus} carries what it sends.
 */
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { TeamTopic } from '#lib/protocol/messages.ts'
import type { SharedMessage } from '#lib/protocol/participants.ts'
import type { Hub } from './hub.ts'
import type { CutTarget } from './live-relay.ts'
import type { NodeExtension, NodeFrame } from './node-extension.ts'
import { nodeConnection } from './node-ids.ts'
import { isRelayMessage, type NodeBus, type NodeWatch, type RelayMessage } from './node-messages.ts'
import type { Refusal } from './rejected-devices.ts'
import type { RelaySession } from './session.ts'

export const NODE_BEAT_MS = 2_000
/** Three beats and a bit: a node that is silent for this long has crashed or is cut off. */
export const NODE_LOST_MS = 7_000
/** Our own clock has not ticked for this long: we were frozen, and what the others sent still waits to be read. */
const FROZEN_MS = 3_000
/** A node is asked for everything at most this often. */
const ASK_EVERY_MS = 500

interface OtherNode {
  heardAtMs: number
  /** Number of its last message that was read in order; null until its first sync. */
  number: number | null
  askedAtMs: number
}

export interface ClusterParts {
  hub: Hub
  bus: NodeBus<NodeFrame>
  /** A right ended on another node: closes this node's sockets that were opened with it. */
  cut(target: CutTarget, code: ErrorCodeName): void
  /** Another node changed a stored list: tells this node's dashboards. */
  teamChanged(team: string, topic: TeamTopic): void
  /** Another node rejected a device. */
  onRefusal(refusal: Refusal): void
  /** Messages were missed, and a cut may have been among them. */
  onGap(): void
  /** Other parts of the server that talk to other nodes. */
  extensions: readonly NodeExtension[]
}

export class Cluster {
  readonly #parts: ClusterParts
  readonly #bus: NodeBus
  readonly #others = new Map<string, OtherNode>()
  /** Sessions whose batches come here over the bus. */
  readonly #watched = new Set<string>()
  readonly #extensions = new Map<string, NodeExtension>()
  #number = 0
  #beatAtMs = Number.NEGATIVE_INFINITY
  #tickedAtMs: number

  constructor(parts: ClusterParts, nowMs: number) {
    this.#parts = parts
    this.#bus = parts.bus
    this.#tickedAtMs = nowMs
    for (const extension of parts.extensions) this.#add(extension)
  }

  /** Names of the other nodes that this one hears. */
  get otherNodes(): Iterable<string> {
    return this.#others.keys()
  }

  // ── what happens here ──

  announce(sessions: readonly RelaySession[]): void {
    for (const session of sessions) this.#follow(session)
    this.#toAll((number) => ['sessions', number, sessions.map((session) => session.announced())])
  }

  /** Other people than before watch the session here. */
  announceWatchers(session: RelaySession): void {
    this.#follow(session)
    this.#toAll((number) => ['watches', number, [watchOf(session)]])
  }

  cut(target: CutTarget, code: ErrorCodeName): void {
    this.#toAll((number) => ['cut', number, target, code])
  }

  teamChanged(team: string, topic: TeamTopic): void {
    this.#toAll((number) => ['teamChanged', number, team, topic])
  }

  announceRefusal(refusal: Refusal): void {
    this.#toAll((number) => ['refused', number, refusal])
  }

  /** The bus is there, for the first time or again. */
  busConnected(nowMs: number): void {
    this.#beat(nowMs)
  }

  /** Twice a second or so. */
  tick(nowMs: number): void {
    const wasFrozen = nowMs - this.#tickedAtMs > FROZEN_MS
    this.#tickedAtMs = nowMs
    for (const [name, node] of this.#others) {
      if (wasFrozen) node.heardAtMs = nowMs
      else if (nowMs - node.heardAtMs > NODE_LOST_MS) this.#nodeLost(name, nowMs)
    }
    for (const extension of this.#parts.extensions) extension.tick(nowMs)
    if (nowMs - this.#beatAtMs >= NODE_BEAT_MS) this.#beat(nowMs)
  }

  leave(): void {
    this.#bus.toAll(['leave'])
  }

  // ── what other nodes say ──

  /** A message that no part of this version knows is ignored. */
  receive(from: string, message: NodeFrame, nowMs: number): void {
    if (message[0] === 'leave') {
      this.#nodeLost(from, nowMs)
      return
    }
    const node = this.#meet(from, nowMs)
    if (isRelayMessage(message)) this.#receive(from, node, message, nowMs)
    else this.#receiveExtension(from, node, message, nowMs)
  }

  #receive(from: string, node: OtherNode, message: RelayMessage, nowMs: number): void {
    const { hub } = this.#parts
    switch (message[0]) {
      case 'beat':
        if (node.number !== message[1]) this.#ask(from, node, nowMs)
        break
      case 'sessions':
        this.#checkOrder(from, node, message[1], nowMs)
        for (const announced of message[2]) {
          hub.remote.handleSession(from, announced, nowMs, this.#winsTie(from))
          this.#followId(announced.id)
        }
        break
      case 'watches':
        this.#checkOrder(from, node, message[1], nowMs)
        for (const [session, watchers] of message[2]) hub.remote.handleWatchers(from, session, watchers)
        break
      case 'cut':
        this.#checkOrder(from, node, message[1], nowMs)
        this.#parts.cut(message[2], message[3])
        break
      case 'teamChanged':
        this.#checkOrder(from, node, message[1], nowMs)
        this.#parts.teamChanged(message[2], message[3])
        break
      case 'refused':
        this.#checkOrder(from, node, message[1], nowMs)
        this.#parts.onRefusal(message[2])
        break
      case 'ask':
        this.#bus.toNode(from, this.#everything())
        for (const extension of this.#parts.extensions) extension.sync(from)
        break
      case 'sync':
        node.number = message[1]
        hub.remote.handleNodeLost(from, nowMs, {
          sessions: new Set(message[2].map(({ id }) => id)),
          watches: new Set(message[3].map(([session]) => session)),
        })
        for (const announced of message[2]) hub.remote.handleSession(from, announced, nowMs, this.#winsTie(from))
        for (const [session, watchers] of message[3]) hub.remote.handleWatchers(from, session, watchers)
        for (const id of [...hub.sessions.keys(), ...this.#watched]) this.#followId(id)
        break
      case 'need':
        hub.remote.handleNeed(from, message[1], message[2], nowMs)
        break
      case 'batch':
        hub.remote.handleBatch(from, message[1], message[2])
        break
      case 'fill':
        hub.fill(nodeConnection(from, message[1][0]), message[1], message[2], nowMs)
        break
      case 'gone':
        hub.gone(nodeConnection(from, message[1]), message[2], message[3])
        break
      case 'peer':
        hub.direct.handleRemotePeer(from, message[1], message[2], message[3])
        break
      case 'signal':
        hub.direct.handleRemoteSignal(from, message[1], message[2], message[3])
        break
      case 'answer':
        hub.direct.handleRemoteDeviceSignal(from, message[1], message[2], message[3])
        break
      case 'shared':
        hub.participants.handleRemote(message[1], message[2], JSON.parse(message[3]) as SharedMessage)
        break
    }
  }

  #receiveExtension(from: string, node: OtherNode, message: NodeFrame, nowMs: number): void {
    const extension = this.#extensions.get(message[0])
    if (!extension) return
    const number = message[1]
    if (extension.kinds[message[0]] === 'numbered' && typeof number === 'number')
      this.#checkOrder(from, node, number, nowMs)
    extension.receive(from, message)
  }

  // ── inside ──

  #add(extension: NodeExtension): void {
    for (const kind of Object.keys(extension.kinds)) {
      if (isRelayMessage([kind]) || this.#extensions.has(kind)) throw new Error(`node message kind in use: ${kind}`)
      this.#extensions.set(kind, extension)
    }
    const { bus } = this.#parts
    extension.join({
      lastNumber: () => this.#number,
      toAll: (message) => bus.toAll(message(++this.#number)),
      toNode: (node, message) => bus.toNode(node, message),
    })
  }

  /** A node was heard; the first time it is asked for everything. */
  #meet(from: string, nowMs: number): OtherNode {
    let node = this.#others.get(from)
    if (!node) {
      node = { heardAtMs: nowMs, number: null, askedAtMs: Number.NEGATIVE_INFINITY }
      this.#others.set(from, node)
      this.#ask(from, node, nowMs)
    }
    node.heardAtMs = nowMs
    return node
  }

  /** Asks for everything after a gap. States are absolute, so a message that comes after a gap counts too. */
  #checkOrder(from: string, node: OtherNode, number: number, nowMs: number): void {
    if (node.number !== null && number <= node.number + 1) node.number = Math.max(node.number, number)
    else this.#ask(from, node, nowMs)
  }

  #ask(name: string, node: OtherNode, nowMs: number): void {
    if (nowMs - node.askedAtMs < ASK_EVERY_MS) return
    node.askedAtMs = nowMs
    if (node.number !== null) this.#parts.onGap()
    this.#bus.toNode(name, ['ask'])
  }

  #everything(): RelayMessage {
    const sessions = [...this.#parts.hub.sessions.values()]
    const ours = sessions.filter(({ ownerNode, ownership }) => ownerNode === null && ownership.connectionEpoch > 0)
    const watched = sessions.filter(({ audience }) => audience.viewers.size > 0)
    return ['sync', this.#number, ours.map((session) => session.announced()), watched.map(watchOf)]
  }

  #nodeLost(node: string, nowMs: number): void {
    if (!this.#others.delete(node)) return
    this.#parts.hub.remote.handleNodeLost(node, nowMs)
    for (const extension of this.#parts.extensions) extension.nodeLost(node)
    for (const id of [...this.#watched]) this.#followId(id)
  }

  #beat(nowMs: number): void {
    this.#beatAtMs = nowMs
    this.#bus.toAll(['beat', this.#number])
  }

  #toAll(message: (number: number) => RelayMessage): void {
    this.#bus.toAll(message(++this.#number))
  }

  /** Of two nodes that would both speak for a session, the one whose name comes first does [ND5]. */
  #winsTie(other: string): boolean {
    return this.#bus.node < other
  }

  #followId(id: string): void {
    const session = this.#parts.hub.sessions.get(id)
    if (session) this.#follow(session)
    else if (this.#watched.delete(id)) this.#bus.unwatch(id)
  }

  /** [ND3] Batches of a session come over the bus only while somebody here watches it and another node owns it. */
  #follow({ id, audience, ownerNode }: RelaySession): void {
    const isWanted = audience.isRelayedHere && ownerNode !== null
    if (isWanted === this.#watched.has(id)) return
    if (isWanted) {
      this.#watched.add(id)
      this.#bus.watch(id)
    } else {
      this.#watched.delete(id)
      this.#bus.unwatch(id)
    }
  }
}

function watchOf({ id, audience }: RelaySession): NodeWatch {
  return [id, [...audience.viewers.values()].map(({ watcher }) => watcher)]
}
