/** The viewers of one session, here and on other nodes, and which of them take batches from the relay. */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { NodeWatcher } from './node-messages.ts'
import { NodeSubscription, type Subscription, type Waiter } from './subscription.ts'

export class Audience {
  readonly #viewers = new Map<string, Subscription>()
  readonly #nodes = new Map<string, NodeSubscription>()
  readonly #remotePeers = new Map<string, string>()
  #max = 0
  #unsweptBytes = 0

  /** Viewers of this node, by id. */
  get viewers(): ReadonlyMap<string, Subscription> {
    return this.#viewers
  }

  /** Other nodes whose viewers watch, by name. */
  get nodes(): ReadonlyMap<string, NodeSubscription> {
    return this.#nodes
  }

  /** Viewers of other nodes that have or open a direct path → their node. Known only to the node that owns the session. */
  get remotePeers(): ReadonlyMap<string, string> {
    return this.#remotePeers
  }

  /** How many have watched at the same time, at most. */
  get max(): number {
    return this.#max
  }

  /** How many people watch, on all nodes. */
  get count(): number {
    let count = this.#viewers.size
    for (const { watchers } of this.#nodes.values()) count += watchers.length
    return count
  }

  get isEmpty(): boolean {
    return this.#viewers.size === 0 && this.#nodes.size === 0
  }

  /** How many take batches from the relay. */
  get relayedCount(): number {
    let count = 0
    for (const { isRelayed } of this.#viewers.values()) if (isRelayed) count++
    for (const { watchers } of this.#nodes.values()) for (const { path } of watchers) if (!path) count++
    return count
  }

  /** Somebody takes batches from the relay. */
  get isRelayed(): boolean {
    for (const { isRelayed } of this.#viewers.values()) if (isRelayed) return true
    for (const { watchers } of this.#nodes.values()) if (watchers.some(({ path }) => !path)) return true
    return false
  }

  /** Somebody on this node takes batches from the relay. */
  get isRelayedHere(): boolean {
    for (const { isRelayed } of this.#viewers.values()) if (isRelayed) return true
    return false
  }

  /** How many have or open a direct path, on all nodes. */
  get directCount(): number {
    let count = this.#remotePeers.size
    for (const { hasPeer } of this.#viewers.values()) if (hasPeer) count++
    return count
  }

  *waiters(): Iterable<Waiter> {
    yield* this.#viewers.values()
    yield* this.#nodes.values()
  }

  add(subscription: Subscription): void {
    this.#viewers.set(subscription.viewer, subscription)
    this.#max = Math.max(this.#max, this.count)
  }

  remove(viewer: string): void {
    this.#viewers.delete(viewer)
  }

  /** Replaces the viewers on another node. Returns those there that had a direct path and no longer watch. */
  replaceNode(node: string, watchers: readonly NodeWatcher[]): string[] {
    const known = this.#nodes.get(node)
    if (watchers.length === 0) this.#nodes.delete(node)
    else if (known) known.replaceWatchers(watchers)
    else this.#nodes.set(node, new NodeSubscription(node, watchers))
    this.#max = Math.max(this.#max, this.count)
    const left: string[] = []
    for (const [viewer, at] of this.#remotePeers)
      if (at === node && !watchers.some(({ id }) => id === viewer)) left.push(viewer)
    for (const viewer of left) this.#remotePeers.delete(viewer)
    return left
  }

  openRemotePeer(viewer: string, node: string): void {
    this.#remotePeers.set(viewer, node)
  }

  /** False: it had no direct path. */
  closeRemotePeer(viewer: string): boolean {
    return this.#remotePeers.delete(viewer)
  }

  /** [DR9] The direct paths of all viewers of other nodes are over. */
  clearRemotePaths(): void {
    this.#remotePeers.clear()
    for (const node of this.#nodes.values()) node.clearPaths()
  }

  /** [RL6] Counts live bytes handed to viewers. True once their sockets' buffers are due to be looked at. */
  countSent(bytes: number): boolean {
    this.#unsweptBytes += bytes
    if (this.#unsweptBytes < LIMITS.viewerBufferedBytesMax) return false
    this.#unsweptBytes = 0
    return true
  }
}
