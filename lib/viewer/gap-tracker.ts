/**
 * Tracks which records of one session a viewer has, and decides when to ask for which [VW3–VW6]. Pure: no socket, no
 * clock, no timer; {@link RepairDriver} carries out its decisions. It sees numbers, never records.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { GoneReason, Liveness, SeqRange } from '#lib/protocol/messages.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'

/** A range of records that are neither here nor known to be gone. */
export interface Hole {
  range: SeqRange
  /** `waiting`: the device is not connected. */
  kind: 'loading' | 'waiting'
}

/** What to do now: ask the relay, or report to the reader that no answer will come. */
export type RepairAct = { need: SeqRange[] } | { gone: SeqRange[]; reason: GoneReason }

export interface KnownState {
  liveness: Liveness
  tail: number
  head: number
}

/** Time before a need without progress is repeated, milliseconds. Doubles with each repetition, up to the maximum. */
const PATIENCE_MS = 2_000
const PATIENCE_MAX_MS = 15_000
/** Time that a hole at the head gets to close by itself, milliseconds: it is often just a batch in flight. Jitter keeps viewers from asking all at once. */
const SETTLE_MS = 50
const JITTER_MS = 150
/** Shortest time between two needs, milliseconds: a new hole replaces the pending need no sooner. */
const NEED_EVERY_MS = 500
/** Silence after which an ended session counts as lost, milliseconds: the time of two needs, also over several connections. */
const ENDED_SILENT_MS = 3 * PATIENCE_MS

export class GapTracker {
  readonly #want: number
  readonly #random: () => number
  /** Lowest number that the reader wants; null until the first state arrives. */
  #base: number | null = null
  /** The base was set while the device was away, and its ring may hold more. */
  #isBaseProvisional = false
  /** The reader has dropped everything below and never wants it again. */
  #floor = 1
  #head = 0
  #liveness: Liveness | null = null
  readonly #have = new SeqRanges()
  /** Here, or known to be gone. */
  readonly #settled = new SeqRanges()
  /** Gone because the session had ended; wanted again if its device comes back. */
  readonly #goneAtEnd = new SeqRanges()
  /** The ranges of the pending need. */
  readonly #pending = new SeqRanges()
  /** Holes that did not close by themselves: readers see them as loading. */
  readonly #noticed = new SeqRanges()
  #isJoined = false
  /** When to ask for holes that the pending need does not cover; null: not planned. */
  #newNeedAtMs: number | null = null
  /** When to repeat the pending need unless part of it arrives; null: no need is pending. */
  #repeatAtMs: number | null = null
  #lastNeedAtMs = Number.NEGATIVE_INFINITY
  #patienceMs = PATIENCE_MS
  /** Since when needs on this connection have had no answer; null: none is unanswered. */
  #silentSinceMs: number | null = null
  /** The same time on earlier connections, since the last answer, milliseconds. */
  #silentMs = 0
  /** Needs since the device last answered. A page that slept has asked once, however long that is ago. */
  #unansweredNeeds = 0

  /** `want` is how many of the newest records to ask for at the start; Infinity: all. */
  constructor(want: number, random: () => number) {
    this.#want = want
    this.#random = random
  }

  /** When to call {@link due}; null: nothing is missing. */
  get wakeAtMs(): number | null {
    if (!this.#isJoined) return null
    if (this.#newNeedAtMs === null || this.#repeatAtMs === null) return this.#newNeedAtMs ?? this.#repeatAtMs
    return Math.min(this.#newNeedAtMs, this.#repeatAtMs)
  }

  get base(): number | null {
    return this.#base
  }

  /** Whether the base may still fall: the device was away, and its ring may hold more than the relay knows. */
  get isBaseProvisional(): boolean {
    return this.#isBaseProvisional
  }

  get head(): number {
    return this.#head
  }

  get liveness(): Liveness | null {
    return this.#liveness
  }

  /** Whether every number from the base to the head is here or known to be gone. */
  get isComplete(): boolean {
    return this.#base !== null && this.#missing().length === 0
  }

  /** The highest number up to which nothing is missing; null until the base is known. */
  get settledUpTo(): number | null {
    if (this.#base === null) return null
    const first = this.#missing()[0]
    return first ? first[0] - 1 : this.#head
  }

  /** [VW6] The relay answered the join, for the first time or after a reconnect. */
  handleJoin(state: KnownState, nowMs: number): void {
    this.handleDisconnect(nowMs)
    this.#isJoined = true
    const before = this.#liveness
    this.#applyState(state)
    // A connection that keeps breaking must not postpone the end of an ended session: its silence keeps counting.
    if (before !== this.#liveness) this.#resetPatience()
    this.#patienceMs = PATIENCE_MS
    this.#scheduleNeed(nowMs, 0)
  }

  /** The relay sent a new state of the session. */
  handleState(state: KnownState, nowMs: number): void {
    const before = this.#liveness
    this.#applyState(state)
    if (before !== this.#liveness) {
      this.#resetPatience()
      if (this.#repeatAtMs !== null) this.#repeatAtMs = nowMs + this.#patienceMs
      this.#scheduleNeed(nowMs, 0)
    } else this.#scheduleNeed(nowMs, this.#settleDelayMs())
  }

  /** The connection is lost, and the pending need with it. */
  handleDisconnect(nowMs: number): void {
    if (this.#silentSinceMs !== null) this.#silentMs += nowMs - this.#silentSinceMs
    this.#silentSinceMs = null
    this.#isJoined = false
    this.#pending.clear()
    this.#newNeedAtMs = null
    this.#repeatAtMs = null
    this.#lastNeedAtMs = Number.NEGATIVE_INFINITY
  }

  /** The pending need may be lost with the old path: ask again, at once. */
  handlePathChange(nowMs: number): void {
    this.#pending.clear()
    this.#repeatAtMs = null
    this.#lastNeedAtMs = Number.NEGATIVE_INFINITY
    this.#patienceMs = PATIENCE_MS
    this.#scheduleNeed(nowMs, 0)
  }

  /** [VW4] Records `first … last` arrived. Returns those that are new and wanted. */
  handleRecords(first: number, last: number, nowMs: number): SeqRange[] {
    this.#head = Math.max(this.#head, last)
    const from = Math.max(first, this.#base ?? this.#floor)
    const fresh = this.#have.missing(from, last)
    this.#have.add(from, last)
    this.#goneAtEnd.remove(from, last)
    this.#settle(first, last, nowMs)
    return fresh
  }

  /** These records will never arrive. Returns those that were still missing. */
  handleGone(range: SeqRange, reason: GoneReason, nowMs: number): SeqRange[] {
    this.#head = Math.max(this.#head, range[1])
    const fresh = this.#settled.missing(Math.max(range[0], this.#base ?? this.#floor), range[1])
    if (reason === 'session-ended') for (const [from, to] of fresh) this.#goneAtEnd.add(from, to)
    this.#settle(range[0], range[1], nowMs)
    return fresh
  }

  /** The relay skipped these records: ask at once. */
  handleSkip(range: SeqRange, nowMs: number): void {
    this.#head = Math.max(this.#head, range[1])
    this.#scheduleNeed(nowMs, 0)
  }

  /** The reader has dropped everything below `seq`. */
  raiseBase(seq: number): void {
    this.#floor = Math.max(this.#floor, seq)
    if (this.#base !== null) this.#base = Math.max(this.#base, seq)
    this.#pending.remove(1, seq - 1)
    this.#noticed.remove(1, seq - 1)
  }

  /** What to do now, if anything. Call again at {@link wakeAtMs}. */
  due(nowMs: number): RepairAct | null {
    const atMs = this.wakeAtMs
    if (atMs === null || nowMs < atMs) return null
    const missing = this.#missing()
    if (missing.length === 0) {
      this.#clearNeed()
      return null
    }
    if (this.#repeatAtMs !== null && nowMs >= this.#repeatAtMs) {
      this.#patienceMs = Math.min(PATIENCE_MAX_MS, this.#patienceMs * 2)
    }
    const silentMs = this.#silentMs + nowMs - (this.#silentSinceMs ?? nowMs)
    if (this.#liveness === 'ended' && silentMs >= ENDED_SILENT_MS && this.#unansweredNeeds > 1) {
      const gone = missing.flatMap((range) => this.handleGone(range, 'session-ended', nowMs))
      return { gone, reason: 'session-ended' }
    }
    for (const [from, to] of missing) this.#noticed.add(from, to)
    const need = missing.reverse().slice(0, LIMITS.needRangesMax)
    this.#pending.clear()
    for (const [from, to] of [...need].reverse()) this.#pending.add(from, to)
    this.#lastNeedAtMs = nowMs
    this.#silentSinceMs ??= nowMs
    this.#unansweredNeeds++
    this.#newNeedAtMs = null
    this.#repeatAtMs = nowMs + this.#patienceMs
    return { need }
  }

  /** [VW5] What readers see in place of missing records. */
  holes(): Hole[] {
    if (this.#base === null) return []
    if (this.#liveness === 'reconnecting') return this.#missing().map((range) => ({ range, kind: 'waiting' }))
    return this.#noticed.ranges
      .flatMap(([from, to]) => this.#settled.missing(from, Math.min(to, this.#head)))
      .map((range) => ({ range, kind: 'loading' }))
  }

  #applyState({ liveness, tail, head }: KnownState): void {
    if (this.#liveness === 'ended' && liveness !== 'ended') {
      for (const [from, to] of this.#goneAtEnd.ranges) this.#settled.remove(from, to)
      this.#goneAtEnd.clear()
    }
    this.#liveness = liveness
    this.#head = Math.max(this.#head, head)
    if (this.#base !== null && !this.#isBaseProvisional) return
    // A relay that knows the session only from its database does not know what the ring holds.
    const isKnown = liveness === 'live' || tail <= head
    const oldest = this.#want === Number.POSITIVE_INFINITY ? 1 : Math.max(tail, this.#head - this.#want + 1)
    const lowestHere = this.#have.ranges[0]?.[0] ?? Number.POSITIVE_INFINITY
    this.#base = Math.max(this.#floor, Math.min(this.#base ?? Number.POSITIVE_INFINITY, oldest, lowestHere))
    this.#isBaseProvisional = !isKnown
  }

  #settle(from: number, to: number, nowMs: number): void {
    this.#settled.add(from, to)
    if (this.#pending.ranges.some(([a, b]) => a <= to && b >= from)) {
      this.#pending.remove(from, to)
      this.#resetPatience()
      this.#repeatAtMs = this.#pending.isEmpty ? null : nowMs + this.#patienceMs
    }
    this.#scheduleNeed(nowMs, this.#settleDelayMs())
  }

  /** Asks after `delayMs` if something is missing that the pending need does not cover. */
  #scheduleNeed(nowMs: number, delayMs: number): void {
    const missing = this.#missing()
    if (missing.length === 0) {
      this.#clearNeed()
      return
    }
    if (missing.every(([from, to]) => this.#pending.missing(from, to).length === 0)) {
      this.#newNeedAtMs = null
      return
    }
    const atMs = Math.max(nowMs + delayMs, this.#lastNeedAtMs + NEED_EVERY_MS)
    this.#newNeedAtMs = Math.min(this.#newNeedAtMs ?? Number.POSITIVE_INFINITY, atMs)
  }

  #clearNeed(): void {
    this.#newNeedAtMs = null
    this.#repeatAtMs = null
    this.#pending.clear()
    this.#noticed.clear()
    this.#resetPatience()
  }

  #resetPatience(): void {
    this.#patienceMs = PATIENCE_MS
    this.#silentSinceMs = null
    this.#silentMs = 0
    this.#unansweredNeeds = 0
  }

  #settleDelayMs(): number {
    return SETTLE_MS + this.#random() * JITTER_MS
  }

  #missing(): SeqRange[] {
    return this.#base === null ? [] : this.#settled.missing(this.#base, this.#head)
  }
}
