/**
 * What a viewer knows of one session's numbers, and when it asks for which [VW3–VW6]. Pure: memory only, no socket, no
 * clock, no timer; {@link SessionFeed} does what it says. It never sees a record.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { GoneReason, Liveness, SeqRange } from '#lib/protocol/messages.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'

/** A stretch of records that is neither here nor known to be gone. */
export interface Hole {
  range: SeqRange
  /** `waiting`: its device is not connected. */
  kind: 'loading' | 'waiting'
}

/** What to do now: ask the relay, or tell the reader that nobody will answer any more. */
export type RepairAct = { need: SeqRange[] } | { gone: SeqRange[]; reason: GoneReason }

export interface KnownState {
  liveness: Liveness
  tail: number
  head: number
}

/** Without progress a need is repeated after this, then after twice as long, up to the last. */
const PATIENCE_MS = 2_000
const PATIENCE_MAX_MS = 15_000
/** A hole at the head is often just a batch under way: it gets this long, plus jitter so that viewers do not ask in chorus. */
const SETTLE_MS = 50
const JITTER_MS = 150
/** A new hole replaces the need under way no sooner than this after it was sent. */
const NEED_EVERY_MS = 500
/** An ended session that answers nothing so many times never will. */
const ENDED_TRIES = 2

export class SessionRepair {
  readonly #want: number
  readonly #random: () => number
  /** Lowest number the reader wants; null until a state tells where the session stands. */
  #base: number | null = null
  /** The base was taken while the device was away, and its ring may hold more. */
  #isBaseProvisional = false
  /** Numbers below were dropped by the reader and are never wanted again. */
  #floor = 1
  #head = 0
  #liveness: Liveness | null = null
  readonly #have = new SeqRanges()
  /** Here, or known to be gone. */
  readonly #settled = new SeqRanges()
  /** Gone because the session had ended: wanted again should its device come back. */
  readonly #goneWithEnd = new SeqRanges()
  /** The need under way. */
  readonly #asked = new SeqRanges()
  /** Holes that outlived their settling time: what readers are shown as loading. */
  readonly #noticed = new SeqRanges()
  #isJoined = false
  /** When holes that were not asked for yet are asked for; null: there are none. */
  #newNeedAtMs: number | null = null
  /** When the need under way is repeated, unless something of it comes; null: none is under way. */
  #repeatAtMs: number | null = null
  #neededAtMs = Number.NEGATIVE_INFINITY
  #patienceMs = PATIENCE_MS
  #silentTries = 0

  /** `want`: how many of the newest records to ask for at the start; Infinity: all. */
  constructor(want: number, random: () => number) {
    this.#want = want
    this.#random = random
  }

  /** When {@link due} has something to do; null: nothing is missing. */
  get wakeAtMs(): number | null {
    if (!this.#isJoined) return null
    if (this.#newNeedAtMs === null || this.#repeatAtMs === null) return this.#newNeedAtMs ?? this.#repeatAtMs
    return Math.min(this.#newNeedAtMs, this.#repeatAtMs)
  }

  get base(): number | null {
    return this.#base
  }

  /** The base may still fall: the device was away, and its ring may hold more than the relay knows. */
  get isBaseProvisional(): boolean {
    return this.#isBaseProvisional
  }

  get head(): number {
    return this.#head
  }

  get liveness(): Liveness | null {
    return this.#liveness
  }

  /** Every number from the base to the head is here or known to be gone. */
  get isComplete(): boolean {
    return this.#base !== null && this.#missing().length === 0
  }

  /** The highest number up to which nothing is missing; null while the base is not known. */
  get settledUpTo(): number | null {
    if (this.#base === null) return null
    const first = this.#missing()[0]
    return first ? first[0] - 1 : this.#head
  }

  /** [VW6] The join was answered: first time or after a reconnect. */
  joined(state: KnownState, nowMs: number): void {
    this.disconnected()
    this.#isJoined = true
    this.#learn(state)
    this.#beHopeful()
    this.#needSoon(nowMs, 0)
  }

  /** The relay told how the session stands. */
  stated(state: KnownState, nowMs: number): void {
    const before = this.#liveness
    this.#learn(state)
    if (before !== this.#liveness) {
      this.#beHopeful()
      if (this.#repeatAtMs !== null) this.#repeatAtMs = nowMs + this.#patienceMs
      this.#needSoon(nowMs, 0)
    } else this.#needSoon(nowMs, this.#settleMs())
  }

  /** The connection is lost: what was asked will not be answered. */
  disconnected(): void {
    this.#isJoined = false
    this.#asked.clear()
    this.#newNeedAtMs = null
    this.#repeatAtMs = null
    this.#neededAtMs = Number.NEGATIVE_INFINITY
  }

  /** What was asked for may have gone lost with the path it was asked on: ask again, at once. */
  pathChanged(nowMs: number): void {
    this.#asked.clear()
    this.#repeatAtMs = null
    this.#neededAtMs = Number.NEGATIVE_INFINITY
    this.#beHopeful()
    this.#needSoon(nowMs, 0)
  }

  /** [VW4] Records `first … last` came. Returns those of them that are new and wanted. */
  received(first: number, last: number, nowMs: number): SeqRange[] {
    this.#head = Math.max(this.#head, last)
    const from = Math.max(first, this.#base ?? this.#floor)
    const fresh = this.#have.missing(from, last)
    this.#have.add(from, last)
    this.#goneWithEnd.remove(from, last)
    this.#settle(first, last, nowMs)
    return fresh
  }

  /** Records that will never come. Returns those that were not settled yet. */
  gone(range: SeqRange, reason: GoneReason, nowMs: number): SeqRange[] {
    this.#head = Math.max(this.#head, range[1])
    const fresh = this.#settled.missing(Math.max(range[0], this.#base ?? this.#floor), range[1])
    if (reason === 'session-ended') for (const [from, to] of fresh) this.#goneWithEnd.add(from, to)
    this.#settle(range[0], range[1], nowMs)
    return fresh
  }

  /** The relay did not send these: ask at once. */
  skipped(range: SeqRange, nowMs: number): void {
    this.#head = Math.max(this.#head, range[1])
    this.#needSoon(nowMs, 0)
  }

  /** The reader has dropped everything below `seq`. */
  raiseBase(seq: number): void {
    this.#floor = Math.max(this.#floor, seq)
    if (this.#base !== null) this.#base = Math.max(this.#base, seq)
    this.#asked.remove(1, seq - 1)
    this.#noticed.remove(1, seq - 1)
  }

  /** What to do at this moment, if anything. Call again when {@link wakeAtMs} has come. */
  due(nowMs: number): RepairAct | null {
    const atMs = this.wakeAtMs
    if (atMs === null || nowMs < atMs) return null
    const missing = this.#missing()
    if (missing.length === 0) {
      this.#rest()
      return null
    }
    if (this.#repeatAtMs !== null && nowMs >= this.#repeatAtMs) {
      this.#silentTries++
      this.#patienceMs = Math.min(PATIENCE_MAX_MS, this.#patienceMs * 2)
    }
    if (this.#liveness === 'ended' && this.#silentTries >= ENDED_TRIES) {
      const gone = missing.flatMap((range) => this.gone(range, 'session-ended', nowMs))
      return { gone, reason: 'session-ended' }
    }
    for (const [from, to] of missing) this.#noticed.add(from, to)
    const need = missing.reverse().slice(0, LIMITS.needRangesMax)
    this.#asked.clear()
    for (const [from, to] of [...need].reverse()) this.#asked.add(from, to)
    this.#neededAtMs = nowMs
    this.#newNeedAtMs = null
    this.#repeatAtMs = nowMs + this.#patienceMs
    return { need }
  }

  /** [VW5] What readers are shown in place of missing records. */
  holes(): Hole[] {
    if (this.#base === null) return []
    if (this.#liveness === 'reconnecting') return this.#missing().map((range) => ({ range, kind: 'waiting' }))
    return this.#noticed.ranges
      .flatMap(([from, to]) => this.#settled.missing(from, Math.min(to, this.#head)))
      .map((range) => ({ range, kind: 'loading' }))
  }

  #learn({ liveness, tail, head }: KnownState): void {
    if (this.#liveness === 'ended' && liveness !== 'ended') {
      for (const [from, to] of this.#goneWithEnd.ranges) this.#settled.remove(from, to)
      this.#goneWithEnd.clear()
    }
    this.#liveness = liveness
    this.#head = Math.max(this.#head, head)
    if (this.#base !== null && !this.#isBaseProvisional) return
    // A relay that only remembers the session from its database does not know what the ring holds.
    const isKnown = liveness === 'live' || tail <= head
    const oldest = this.#want === Number.POSITIVE_INFINITY ? 1 : Math.max(tail, this.#head - this.#want + 1)
    const lowestHere = this.#have.ranges[0]?.[0] ?? Number.POSITIVE_INFINITY
    this.#base = Math.max(this.#floor, Math.min(this.#base ?? Number.POSITIVE_INFINITY, oldest, lowestHere))
    this.#isBaseProvisional = !isKnown
  }

  #settle(from: number, to: number, nowMs: number): void {
    this.#settled.add(from, to)
    if (this.#asked.ranges.some(([a, b]) => a <= to && b >= from)) {
      this.#asked.remove(from, to)
      this.#beHopeful()
      this.#repeatAtMs = this.#asked.isEmpty ? null : nowMs + this.#patienceMs
    }
    this.#needSoon(nowMs, this.#settleMs())
  }

  /** Asks after `delayMs` when something is missing that is not asked for yet. */
  #needSoon(nowMs: number, delayMs: number): void {
    const missing = this.#missing()
    if (missing.length === 0) {
      this.#rest()
      return
    }
    if (missing.every(([from, to]) => this.#asked.missing(from, to).length === 0)) {
      this.#newNeedAtMs = null
      return
    }
    const atMs = Math.max(nowMs + delayMs, this.#neededAtMs + NEED_EVERY_MS)
    this.#newNeedAtMs = Math.min(this.#newNeedAtMs ?? Number.POSITIVE_INFINITY, atMs)
  }

  #rest(): void {
    this.#newNeedAtMs = null
    this.#repeatAtMs = null
    this.#asked.clear()
    this.#noticed.clear()
    this.#beHopeful()
  }

  #beHopeful(): void {
    this.#patienceMs = PATIENCE_MS
    this.#silentTries = 0
  }

  #settleMs(): number {
    return SETTLE_MS + this.#random() * JITTER_MS
  }

  #missing(): SeqRange[] {
    return this.#base === null ? [] : this.#settled.missing(this.#base, this.#head)
  }
}
