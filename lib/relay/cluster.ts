/**
 * One node among several: tells the others which sessions and viewers are here, hears theirs, and carries batches and
 * needs between a device's node and its viewers' nodes. To the hub a foreign node is just another device or viewer. Pure:
 * it is told the time and what came; {@link NodeBus} carries what it says.
 */
import type { SharedPen } from '../pairing/shared-pen.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { TeamTopic } from '../protocol/messages.ts'
import type { Hub } from './hub.ts'
import type { CutTarget } from './live-relay.ts'
import { type NodeBus, type NodeMessage, type NodeWatch, nodeLink } from './node-messages.ts'
import type { Refusal } from './refused-devices.ts'
import type { RelaySession } from './session.ts'

export const NODE_BEAT_MS = 2_000
/** Three beats and a bit: a node that is silent for so long has crashed or is cut off. */
export const NODE_LOST_MS = 7_000
/** Our own clock has not ticked for so long: we were frozen, and what the others said still waits to be read. */
const FROZEN_MS = 3_000
const ASK_EVERY_MS = 500

interface Peer {
  heardAtMs: number
  /** Of the last message that was read in order; null: nothing is known of it yet. */
  number: number | null
  askedAtMs: number
}

export interface ClusterParts {
  hub: Hub
  bus: NodeBus
  /** Ends this node's sockets that came in by a right. */
  cut(target: CutTarget, code: ErrorCodeName): void
  /** Tells this node's dashboards. */
  teamChanged(team: string, topic: TeamTopic): void
  /** Another node has let a device not in. */
  refused(refusal: Refusal): void
  /** Messages were missed, and a cut may have been among them. */
  missedSome(): void
  /** Null: pairing is off. */
  pen: SharedPen | null
}

export class Cluster {
  readonly #parts: ClusterParts
  readonly #peers = new Map<string, Peer>()
  readonly #watched = new Set<string>()
  #number = 0
  #beatAtMs = Number.NEGATIVE_INFINITY
  #tickedAtMs: number

  constructor(parts: ClusterParts, nowMs: number) {
    this.#parts = parts
    this.#tickedAtMs = nowMs
    parts.pen?.join((node, ...claim) => parts.bus.toNode(node, ['claim', ...claim]))
  }

  get peers(): Iterable<string> {
    return this.#peers.keys()
  }

  // ── what happens here ──

  announce(sessions: readonly RelaySession[]): void {
    for (const session of sessions) this.#follow(session)
    this.#toAll((number) => ['sessions', number, sessions.map((session) => session.announced())])
  }

  watching(session: RelaySession): void {
    this.#follow(session)
    this.#toAll((number) => ['watches', number, [watchOf(session)]])
  }

  cut(target: CutTarget, code: ErrorCodeName): void {
    this.#toAll((number) => ['cut', number, target, code])
  }

  teamChanged(team: string, topic: TeamTopic): void {
    this.#toAll((number) => ['teamChanged', number, team, topic])
  }

  refused(refusal: Refusal): void {
    this.#toAll((number) => ['refused', number, refusal])
  }

  /** The bus is there, for the first time or again. */
  connected(nowMs: number): void {
    this.#beat(nowMs)
  }

  /** Twice a second or so. */
  tick(nowMs: number): void {
    const wasFrozen = nowMs - this.#tickedAtMs > FROZEN_MS
    this.#tickedAtMs = nowMs
    for (const [node, peer] of this.#peers) {
      if (wasFrozen) peer.heardAtMs = nowMs
      else if (nowMs - peer.heardAtMs > NODE_LOST_MS) this.#lost(node, nowMs)
    }
    const news = this.#parts.pen?.tick(nowMs)
    if (news) this.#toAll((number) => ['waiting', number, news, false])
    if (nowMs - this.#beatAtMs >= NODE_BEAT_MS) this.#beat(nowMs)
  }

  leave(): void {
    this.#parts.bus.toAll(['leave'])
  }

  // ── what other nodes say ──

  receive(from: string, message: NodeMessage, nowMs: number): void {
    const { hub, bus, pen } = this.#parts
    if (message[0] === 'leave') {
      this.#lost(from, nowMs)
      return
    }
    const peer = this.#heard(from, nowMs)
    switch (message[0]) {
      case 'beat':
        if (peer.number !== message[1]) this.#ask(from, peer, nowMs)
        break
      case 'sessions':
        this.#inOrder(from, peer, message[1], nowMs)
        for (const told of message[2]) {
          hub.sessionElsewhere(from, told, nowMs, bus.node < from)
          this.#followId(told.id)
        }
        break
      case 'watches':
        this.#inOrder(from, peer, message[1], nowMs)
        for (const [session, watchers] of message[2]) hub.watchedElsewhere(from, session, watchers)
        break
      case 'cut':
        this.#inOrder(from, peer, message[1], nowMs)
        this.#parts.cut(message[2], message[3])
        break
      case 'teamChanged':
        this.#inOrder(from, peer, message[1], nowMs)
        this.#parts.teamChanged(message[2], message[3])
        break
      case 'refused':
        this.#inOrder(from, peer, message[1], nowMs)
        this.#parts.refused(message[2])
        break
      case 'waiting':
        this.#inOrder(from, peer, message[1], nowMs)
        pen?.heard(from, message[2], message[3])
        break
      case 'claim':
        bus.toNode(from, ['claimed', message[1], pen?.claimHere(message[2], message[3]) ?? false])
        break
      case 'claimed':
        pen?.answered(message[1], message[2])
        break
      case 'ask':
        bus.toNode(from, this.#sync())
        if (pen) bus.toNode(from, ['waiting', this.#number, { added: pen.all(), gone: [] }, true])
        break
      case 'sync':
        peer.number = message[1]
        hub.nodeLost(from, nowMs, {
          sessions: new Set(message[2].map(({ id }) => id)),
          watches: new Set(message[3].map(([session]) => session)),
        })
        for (const told of message[2]) hub.sessionElsewhere(from, told, nowMs, bus.node < from)
        for (const [session, watchers] of message[3]) hub.watchedElsewhere(from, session, watchers)
        for (const id of [...hub.sessions.keys(), ...this.#watched]) this.#followId(id)
        break
      case 'need':
        hub.needElsewhere(from, message[1], message[2], nowMs)
        break
      case 'batch':
        hub.batchElsewhere(from, message[1], message[2])
        break
      case 'fill':
        hub.fill(nodeLink(from, message[1][0]), message[1], message[2], nowMs)
        break
      case 'gone':
        hub.gone(nodeLink(from, message[1]), message[2], message[3])
        break
      case 'peer':
        hub.direct.peerElsewhere(from, message[1], message[2], message[3])
        break
      case 'signal':
        hub.direct.signalElsewhere(from, message[1], message[2], message[3])
        break
      case 'answer':
        hub.direct.deviceSignalElsewhere(from, message[1], message[2], message[3])
        break
    }
  }

  // ── inside ──

  #heard(from: string, nowMs: number): Peer {
    let peer = this.#peers.get(from)
    if (!peer) {
      peer = { heardAtMs: nowMs, number: null, askedAtMs: Number.NEGATIVE_INFINITY }
      this.#peers.set(from, peer)
      this.#ask(from, peer, nowMs)
    }
    peer.heardAtMs = nowMs
    return peer
  }

  /** States are absolute, so one that comes after a gap counts too; the sync brings the rest. */
  #inOrder(from: string, peer: Peer, number: number, nowMs: number): void {
    if (peer.number !== null && number <= peer.number + 1) peer.number = Math.max(peer.number, number)
    else this.#ask(from, peer, nowMs)
  }

  #ask(node: string, peer: Peer, nowMs: number): void {
    if (nowMs - peer.askedAtMs < ASK_EVERY_MS) return
    peer.askedAtMs = nowMs
    if (peer.number !== null) this.#parts.missedSome()
    this.#parts.bus.toNode(node, ['ask'])
  }

  #sync(): NodeMessage {
    const sessions = [...this.#parts.hub.sessions.values()]
    const ours = sessions.filter((session) => session.home === null && session.attempt > 0)
    const watched = sessions.filter((session) => session.seats.size > 0)
    return ['sync', this.#number, ours.map((session) => session.announced()), watched.map(watchOf)]
  }

  #lost(node: string, nowMs: number): void {
    if (!this.#peers.delete(node)) return
    this.#parts.hub.nodeLost(node, nowMs)
    this.#parts.pen?.nodeLost(node)
    for (const id of [...this.#watched]) this.#followId(id)
  }

  #beat(nowMs: number): void {
    this.#beatAtMs = nowMs
    this.#parts.bus.toAll(['beat', this.#number])
  }

  #toAll(message: (number: number) => NodeMessage): void {
    this.#parts.bus.toAll(message(++this.#number))
  }

  #followId(id: string): void {
    const session = this.#parts.hub.sessions.get(id)
    if (session) this.#follow(session)
    else if (this.#watched.delete(id)) this.#parts.bus.unwatch(id)
  }

  /** Batches of a session come over the bus only while somebody here watches it and its home is elsewhere. */
  #follow(session: RelaySession): void {
    const isRelayedHere = [...session.seats.values()].some(({ watcher }) => !watcher.path)
    const isWanted = isRelayedHere && session.home !== null
    if (isWanted === this.#watched.has(session.id)) return
    if (isWanted) {
      this.#watched.add(session.id)
      this.#parts.bus.watch(session.id)
    } else {
      this.#watched.delete(session.id)
      this.#parts.bus.unwatch(session.id)
    }
  }
}

function watchOf(session: RelaySession): NodeWatch {
  return [session.id, [...session.seats.values()].map((seat) => seat.watcher)]
}
