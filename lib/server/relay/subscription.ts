/** One viewer's part in one session, or that of all viewers of another node: who it is, what it waits for, how it gets batches. */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Path } from '#lib/protocol/messages.ts'
import type { Author } from '#lib/protocol/participants.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { nodeViewer } from './node-ids.ts'
import type { NodeWatcher } from './node-messages.ts'

/** A viewer or node that may wait for fills. */
export interface Waiter {
  readonly viewer: string
  /** What it asked for and has not got. */
  readonly wants: SeqRanges
  /** Set while the viewer's socket is too full: the first live seq it was not sent. */
  readonly skippedFrom: number | null
}

export class Subscription implements Waiter {
  readonly viewer: string
  /** False for holders of a link: they do not learn who else watches. */
  readonly seesWatchers: boolean
  readonly wants = new SeqRanges()
  #watcher: NodeWatcher
  #skippedFrom: number | null = null
  /** Null: no direct path is open or being opened. */
  #signalsLeft: number | null = null

  constructor(watcher: NodeWatcher) {
    this.viewer = watcher.id
    this.seesWatchers = watcher.kind !== 'link'
    this.#watcher = watcher
  }

  get watcher(): NodeWatcher {
    return this.#watcher
  }

  /** It takes batches from the relay. */
  get isRelayed(): boolean {
    return this.#watcher.path === undefined
  }

  get skippedFrom(): number | null {
    return this.#skippedFrom
  }

  /** It has a direct path, open or being opened. */
  get hasPeer(): boolean {
    return this.#signalsLeft !== null
  }

  /** Live batches from `seq` on are not sent to it. False: it was paused before. */
  pause(seq: number): boolean {
    if (this.#skippedFrom !== null) return false
    this.#skippedFrom = seq
    return true
  }

  /** Returns the first live seq that it was not sent; null: it was not paused. */
  resume(): number | null {
    const from = this.#skippedFrom
    this.#skippedFrom = null
    return from
  }

  /** How batches come to it from now on. False: they did before. */
  switchTo(path: Path): boolean {
    if ((path === 'relay') === this.isRelayed) return false
    const { path: _, ...watcher } = this.#watcher
    this.#watcher = path === 'direct' ? { ...watcher, path } : watcher
    return true
  }

  /** [CO1] It takes part in what the session's viewers share, as this author. */
  participate(author: Author): void {
    this.#watcher = { ...this.#watcher, author }
  }

  /** It may send `directSignalsMax` signals for this path. */
  openPeer(): void {
    this.#signalsLeft = LIMITS.directSignalsMax
  }

  /** Takes one of the signals that it may still send, and returns how many are left. Null: it may send no more. */
  takeSignal(): number | null {
    if (this.#signalsLeft === null || this.#signalsLeft === 0) return null
    return --this.#signalsLeft
  }

  /** False: it had no direct path. */
  closePeer(): boolean {
    const had = this.hasPeer
    this.#signalsLeft = null
    return had
  }
}

/** Another node whose viewers watch the session. */
export class NodeSubscription implements Waiter {
  readonly viewer: string
  readonly wants = new SeqRanges()
  /** A node is never paused: it skips its own slow viewers. */
  readonly skippedFrom = null
  #watchers: readonly NodeWatcher[]

  constructor(node: string, watchers: readonly NodeWatcher[]) {
    this.viewer = nodeViewer(node)
    this.#watchers = watchers
  }

  get watchers(): readonly NodeWatcher[] {
    return this.#watchers
  }

  replaceWatchers(watchers: readonly NodeWatcher[]): void {
    this.#watchers = watchers
  }

  /** All its viewers take batches from the relay again. */
  clearPaths(): void {
    this.#watchers = this.#watchers.map(({ path: _, ...watcher }) => watcher)
  }
}
