/**
 * One session in the relay's memory: who owns it, how far its batches got, who watches and what each watcher waits
 * for. State and small rules only; {@link Hub} decides what happens when.
 */
import { LIMITS } from '../protocol/limits.ts'
import {
  type DeviceHello,
  type Head,
  type Liveness,
  type LiveSession,
  NO_COUNTERS,
  type SeqRange,
  type SessionCounters,
  type SessionState,
} from '../protocol/messages.ts'
import { SeqRanges } from '../protocol/seq-ranges.ts'
import { Asking } from './asking.ts'
import { ClockOffset } from './clock-offset.ts'
import type { AnnouncedSession, NodeWatcher } from './node-messages.ts'
import { TokenBucket } from './token-bucket.ts'

/** Whoever may wait for fills. */
export interface Waiter {
  viewer: string
  /** What it asked for and has not got. */
  wants: SeqRanges
  /** Set while the viewer's socket is too full: the first live seq it was not sent. */
  skippedFrom: number | null
}

/** One viewer's place in one session. */
export interface Seat extends Waiter {
  watcher: NodeWatcher
  /** Its direct path, open or being opened; null: none. */
  peer: { signalsLeft: number } | null
  /** False for holders of a link: they do not learn who else watches. */
  seesWatchers: boolean
}

/** Another node whose viewers watch the session. */
export interface NodeSeat extends Waiter {
  skippedFrom: null
  watchers: readonly NodeWatcher[]
}

export interface SessionFacts {
  id: string
  teamId: string
  deviceId: string
  startedAtMs: number
  device: SessionState['device']
  delivery?: SessionState['delivery']
}

export class RelaySession {
  readonly id: string
  readonly teamId: string
  readonly deviceId: string
  readonly startedAtMs: number
  readonly delivery: SessionState['delivery']
  device: SessionState['device']
  tokenId: string | null = null
  liveness: Liveness = 'reconnecting'
  endedAtMs: number | null = null
  /** When the device was lost; counts the grace. */
  lostAtMs: number | null = null
  /** The connection that may speak for the session, and its number. */
  owner: string | null = null
  attempt = 0
  tail = 1
  head = 0
  /** Highest live seq handed on. */
  forwarded = 0
  counters: SessionCounters = NO_COUNTERS
  readonly clock = new ClockOffset()
  /** As the home of a foreign session told it. */
  toldClockOffsetMs: number | null = null
  /** Between the device and its node, as the device measured it. */
  roundTripMs: number | null = null
  watchersMax = 0
  readonly seats = new Map<string, Seat>()
  /** By node. */
  readonly elsewhere = new Map<string, NodeSeat>()
  /** The node that speaks for the session: saves it, ends it, tells the others. Null: this one. */
  home: string | null = null
  /** Viewers elsewhere that have or open a direct path, and their node; known at the home only. */
  readonly peersElsewhere = new Map<string, string>()
  /** Its device can open direct paths. */
  isDirectOffered = false
  readonly asking: Asking
  readonly rate: TokenBucket
  /** Bytes received and not yet acknowledged, and the seq to acknowledge. */
  unackedBytes = 0
  ackUpTo = 0
  /** Live bytes handed to viewers since their sockets' buffers were last looked at. */
  unsweptBytes = 0
  /** Something that lists or viewers show has changed since the last tick. */
  isStateDirty = false
  areWatchersDirty = false
  /** Something worth saving has changed since the last save. */
  isUnsaved = false
  bytesPerSecond = 0
  /** Over its rate: its device waits for credit. */
  isHeldBack = false
  #ratedBytes = 0
  #ratedAtMs: number

  constructor(facts: SessionFacts, nowMs: number) {
    this.id = facts.id
    this.teamId = facts.teamId
    this.deviceId = facts.deviceId
    this.startedAtMs = facts.startedAtMs
    this.device = facts.device
    this.delivery = facts.delivery
    this.lostAtMs = nowMs
    this.rate = new TokenBucket(LIMITS.deviceBytesPerSecond, LIMITS.deviceBytesPerSecond * 4, nowMs)
    this.asking = new Asking(nowMs)
    this.#ratedAtMs = nowMs
  }

  /** A device connection takes the session over; what was pending with the old one is void. */
  adopt(owner: string, hello: Pick<DeviceHello, 'attempt' | 'tail' | 'head' | 'counters' | 'direct'>): void {
    this.isDirectOffered = hello.direct === true
    this.owner = owner
    this.attempt = hello.attempt
    this.liveness = 'live'
    this.lostAtMs = null
    this.endedAtMs = null
    this.unackedBytes = 0
    this.ackUpTo = 0
    this.asking.forget()
    this.learn(hello)
    for (const seat of this.waiters()) seat.wants.remove(this.head + 1, Number.MAX_SAFE_INTEGER)
  }

  /** Beyond its head a device has nothing. While it is away viewers may know of more than was heard here. */
  want(seat: Waiter, ranges: readonly SeqRange[]): void {
    for (const [from, to] of ranges) seat.wants.add(from, this.owner ? Math.min(to, Math.max(this.head, from)) : to)
  }

  /** [ND5] Two nodes wait for a device that neither has: if each left it to the other, nobody would say that it ended. */
  isAwaitedLike({ hasDevice, attempt }: AnnouncedSession): boolean {
    return this.home === null && !hasDevice && attempt === this.attempt
  }

  /** Takes what the device says of itself; head never falls. */
  learn(head: Head): void {
    this.head = Math.max(this.head, head.head)
    this.tail = Math.max(1, Math.min(head.tail, this.head + 1))
    this.counters = head.counters
    this.roundTripMs = head.roundTripMs ?? this.roundTripMs
    this.touch()
  }

  touch(): void {
    this.isStateDirty = true
    if (this.home === null) this.isUnsaved = true
  }

  /** [DV10] The quickest head took between nothing and a whole round trip: half of one is taken off. */
  get clockOffsetMs(): number | null {
    if (this.home !== null) return this.toldClockOffsetMs
    const { ms } = this.clock
    return ms === null ? null : Math.round(ms - (this.roundTripMs ?? 0) / 2)
  }

  get clockUncertaintyMs(): number | null {
    return this.clockOffsetMs === null || this.roundTripMs === null ? null : Math.ceil(this.roundTripMs / 2)
  }

  /** [RL9] Null: its device is here, or may still come back, or another node decides that. */
  lostForGoodAtMs(nowMs: number): number | null {
    if (this.home !== null || this.liveness !== 'reconnecting' || this.lostAtMs === null) return null
    return nowMs - this.lostAtMs >= LIMITS.sessionGraceMs ? this.lostAtMs : null
  }

  get viewerCount(): number {
    let count = this.seats.size
    for (const { watchers } of this.elsewhere.values()) count += watchers.length
    return count
  }

  get isWatched(): boolean {
    return this.seats.size > 0 || this.elsewhere.size > 0
  }

  /** How many take batches from the relay. */
  get relayedCount(): number {
    let count = 0
    for (const { watcher } of this.seats.values()) if (!watcher.path) count++
    for (const { watchers } of this.elsewhere.values()) for (const { path } of watchers) if (!path) count++
    return count
  }

  get isRelayed(): boolean {
    for (const { watcher } of this.seats.values()) if (!watcher.path) return true
    for (const { watchers } of this.elsewhere.values()) if (watchers.some(({ path }) => !path)) return true
    return false
  }

  get directCount(): number {
    let count = this.peersElsewhere.size
    for (const { peer } of this.seats.values()) if (peer) count++
    return count
  }

  *waiters(): Iterable<Waiter> {
    yield* this.seats.values()
    yield* this.elsewhere.values()
  }

  /** Updates the shown rate from the device's own counter, at most once a second. */
  measure(nowMs: number): void {
    const elapsedMs = nowMs - this.#ratedAtMs
    if (elapsedMs < 1000) return
    this.bytesPerSecond = Math.max(0, Math.round(((this.counters.bytes - this.#ratedBytes) / elapsedMs) * 1000))
    this.#ratedBytes = this.counters.bytes
    this.#ratedAtMs = nowMs
  }

  /** What all viewers miss that can take it. */
  wanted(): SeqRanges {
    const union = new SeqRanges()
    for (const seat of this.waiters()) {
      // A viewer that cannot drain would only be skipped again.
      if (seat.skippedFrom === null) for (const [from, to] of seat.wants.ranges) union.add(from, to)
    }
    return union
  }

  state(): SessionState {
    return {
      session: this.id,
      liveness: this.liveness,
      tail: this.tail,
      head: this.head,
      counters: this.counters,
      device: this.device,
      startedAtMs: this.startedAtMs,
      endedAtMs: this.endedAtMs,
      viewers: this.viewerCount,
      clockOffsetMs: this.clockOffsetMs,
      clockUncertaintyMs: this.clockUncertaintyMs,
      ...(this.isDirectOffered && this.owner !== null && { direct: true }),
      ...(this.delivery && { delivery: this.delivery }),
    }
  }

  announced(): AnnouncedSession {
    const {
      id,
      teamId,
      deviceId,
      startedAtMs,
      device,
      tokenId,
      attempt,
      liveness,
      endedAtMs,
      tail,
      head,
      counters,
      roundTripMs,
      isDirectOffered: direct,
    } = this
    const hasDevice = this.owner !== null && this.home === null
    const facts = {
      id,
      teamId,
      deviceId,
      startedAtMs,
      device,
      tokenId,
      attempt,
      hasDevice,
      ...(this.delivery && { delivery: this.delivery }),
    }
    return {
      ...facts,
      liveness,
      endedAtMs,
      tail,
      head,
      counters,
      clockOffsetMs: this.clockOffsetMs,
      roundTripMs,
      direct,
    }
  }

  liveState(): LiveSession {
    return { ...this.state(), deviceId: this.deviceId, tokenId: this.tokenId, bytesPerSecond: this.bytesPerSecond }
  }
}
