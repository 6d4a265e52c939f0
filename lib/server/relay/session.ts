/**
 * One session in the relay's memory. Its state is in groups that change together, each written by one class alone:
 * {@link Ownership}, {@link SessionProgress}, {@link DeviceFlow}, {@link Audience}, {@link NeedScheduler} and
 * {@link PendingChanges}. Here is what follows from several of them; {@link Hub} decides what happens when.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Head, Liveness, SeqRange, SessionState, SessionSummary } from '#lib/protocol/messages.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { Audience } from './audience.ts'
import { DeviceFlow } from './device-flow.ts'
import { NeedScheduler } from './need-scheduler.ts'
import type { AnnouncedSession } from './node-messages.ts'
import { type OwnerClaim, Ownership } from './ownership.ts'
import { PendingChanges } from './pending-changes.ts'
import type { SessionFacts } from './session-facts.ts'
import { SessionProgress } from './session-progress.ts'
import type { Waiter } from './subscription.ts'

export class RelaySession {
  readonly id: string
  readonly teamId: string
  readonly deviceId: string
  readonly startedAtMs: number
  readonly delivery: SessionState['delivery']
  readonly ownership: Ownership
  readonly progress: SessionProgress
  readonly flow: DeviceFlow
  readonly audience = new Audience()
  readonly needs: NeedScheduler
  readonly pending = new PendingChanges()
  /** The offset that the owner node announced; null while unknown. */
  #announcedClockOffsetMs: number | null = null

  /** `byConnection`: every session under the connection that owns it. */
  constructor(facts: SessionFacts, byConnection: Map<string, RelaySession>, nowMs: number) {
    this.id = facts.id
    this.teamId = facts.teamId
    this.deviceId = facts.deviceId
    this.startedAtMs = facts.startedAtMs
    this.delivery = facts.delivery
    const index = {
      add: (connection: string) => void byConnection.set(connection, this),
      remove: (connection: string) => void byConnection.delete(connection),
    }
    this.ownership = new Ownership(facts.device, index, nowMs)
    this.progress = new SessionProgress(nowMs)
    this.flow = new DeviceFlow(nowMs)
    this.needs = new NeedScheduler(nowMs)
  }

  get device(): SessionState['device'] {
    return this.ownership.device
  }

  get tokenId(): string | null {
    return this.ownership.tokenId
  }

  /** The connection that may speak for the session; null while it has no connection. */
  get owner(): string | null {
    return this.ownership.connection
  }

  /** The node that speaks for the session; null: this one. */
  get ownerNode(): string | null {
    return this.ownership.node
  }

  get liveness(): Liveness {
    return this.ownership.liveness
  }

  get head(): number {
    return this.progress.head
  }

  get viewerCount(): number {
    return this.audience.count
  }

  get isWatched(): boolean {
    return !this.audience.isEmpty
  }

  /** A connection takes the session over; what was pending with the one before is void. Returns that one, or null. */
  adopt(connection: string, claim: OwnerClaim, head: Head): string | null {
    const superseded = this.ownership.take(connection, claim)
    this.flow.reset()
    this.needs.reset()
    this.learn(head)
    for (const waiter of this.audience.waiters()) waiter.wants.remove(this.head + 1, Number.MAX_SAFE_INTEGER)
    return superseded
  }

  /** Takes what the device says about itself. */
  learn(head: Head): void {
    this.progress.learn(head)
    this.touch()
  }

  /** Takes what the owner node says about the device. */
  learnAnnounced(announced: AnnouncedSession): void {
    this.#announcedClockOffsetMs = announced.clockOffsetMs
    this.learn(announced)
  }

  /** Something that viewers and lists show changed; saving it is the owner node's business. */
  touch(): void {
    this.pending.markState()
    if (this.ownerNode === null) this.pending.markUnsaved()
  }

  /** A device has nothing beyond its head. While it is away viewers may know of more than came here. */
  want(waiter: Waiter, ranges: readonly SeqRange[]): void {
    for (const [from, to] of ranges)
      waiter.wants.add(from, this.owner === null ? to : Math.min(to, Math.max(this.head, from)))
  }

  /** The ranges that viewers miss, without those of viewers that cannot take a fill now. */
  wanted(): SeqRanges {
    const union = new SeqRanges()
    for (const waiter of this.audience.waiters()) {
      // A viewer that cannot drain would only be skipped again.
      if (waiter.skippedFrom === null) for (const [from, to] of waiter.wants.ranges) union.add(from, to)
    }
    return union
  }

  /** [ND5] Two nodes wait for a device that neither has. If each left the session to the other, nobody would end it. */
  isAwaitedLike({ hasDevice, attempt }: AnnouncedSession): boolean {
    return this.ownerNode === null && !hasDevice && attempt === this.ownership.connectionEpoch
  }

  /** [RL9] When a device was lost whose grace is over. Null: it is here, or may still come back, or another node decides. */
  lostForGoodAtMs(nowMs: number): number | null {
    const { lostAtMs } = this.ownership
    if (this.ownerNode !== null || lostAtMs === null) return null
    return nowMs - lostAtMs >= LIMITS.sessionGraceMs ? lostAtMs : null
  }

  state(): SessionState {
    const { tail, head, counters, roundTripMs } = this.progress
    const clockOffsetMs = this.#clockOffsetMs
    return {
      session: this.id,
      liveness: this.liveness,
      tail,
      head,
      counters,
      device: this.device,
      startedAtMs: this.startedAtMs,
      endedAtMs: this.ownership.endedAtMs,
      viewers: this.viewerCount,
      clockOffsetMs,
      clockUncertaintyMs: clockOffsetMs === null || roundTripMs === null ? null : Math.ceil(roundTripMs / 2),
      ...(this.ownership.isDirectOffered && this.owner !== null && { direct: true }),
      ...(this.delivery && { delivery: this.delivery }),
    }
  }

  /** The row that a team's lists show. */
  summary(): SessionSummary {
    const { deviceId, tokenId } = this
    return { ...this.state(), deviceId, tokenId, bytesPerSecond: this.progress.bytesPerSecond }
  }

  /** What this node announces to the others. */
  announced(): AnnouncedSession {
    const { liveness, device, startedAtMs, endedAtMs, tail, head, counters, clockOffsetMs = null } = this.state()
    return {
      id: this.id,
      teamId: this.teamId,
      deviceId: this.deviceId,
      startedAtMs,
      device,
      tokenId: this.tokenId,
      attempt: this.ownership.connectionEpoch,
      hasDevice: this.owner !== null && this.ownerNode === null,
      liveness,
      endedAtMs,
      tail,
      head,
      counters,
      clockOffsetMs,
      roundTripMs: this.progress.roundTripMs,
      direct: this.ownership.isDirectOffered,
      ...(this.delivery && { delivery: this.delivery }),
    }
  }

  get #clockOffsetMs(): number | null {
    return this.ownerNode === null ? this.progress.clockOffsetMs : this.#announcedClockOffsetMs
  }
}
