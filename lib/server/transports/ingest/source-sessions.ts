/**
 * The sessions of all sources here: one for each token, way in, name and instance. Opens them, ends those that are silent or in
 * excess, and finds them for the hub. What speaks a protocol (HTTP, syslog) asks for a session and adds records to it.
 */

import type { Source } from '#lib/ingest/source.ts'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NO_COUNTERS, type SessionCounters } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { recheckDevice } from '#lib/server/transports/connection-rights.ts'
import { RecordBatches } from '#lib/server/transports/record-batches.ts'
import type { RelayParts } from '#lib/server/transports/transport.ts'
import { describeSource, sessionKeyOf } from './describe-source.ts'
import { HoldBudget } from './held-batches.ts'
import { SourceSession } from './source-session.ts'

/** Where a session left off that goes on here. */
export interface LeftSession {
  id: string
  epoch: number
  startedAtMs: number
  head: number
  counters: SessionCounters
}

export interface SourceSessionsParts extends RelayParts {
  /** `INGEST_HOLD`; 0: off. */
  holdMs: number
  /** Takes the session over from another node; null: no node has it. */
  takeOver(key: string): Promise<LeftSession | null>
  /** A session was opened or ended here. */
  changed(key: string, isOpen: boolean): void
}

export class SourceSessions {
  /** By {@link sessionKeyOf}. */
  readonly #byKey = new Map<string, SourceSession>()
  readonly #byConnection = new Map<string, SourceSession>()
  readonly #opening = new Map<string, Promise<SourceSession>>()
  readonly #budget = new HoldBudget()
  readonly #parts: SourceSessionsParts
  #isClosed = false

  constructor(parts: SourceSessionsParts) {
    this.#parts = parts
  }

  get size(): number {
    return this.#byKey.size
  }

  /** What all of them hold for late viewers. */
  get heldBytes(): number {
    return this.#budget.bytes
  }

  /** Live: a session may end while you walk them. */
  all(): Iterable<SourceSession> {
    return this.#byKey.values()
  }

  byConnection(connection: string): SourceSession | undefined {
    return this.#byConnection.get(connection)
  }

  byKey(key: string): SourceSession | undefined {
    return this.#byKey.get(key)
  }

  /**
   * The source's session, opened if it has none. Throws AppError: `too-many-sessions`, `limit-reached`, `going-away` and what
   * the right ends with. Call `use` at once, or it may end.
   */
  async of(right: DeviceGrant, source: Source): Promise<SourceSession> {
    const key = sessionKeyOf(right.tokenId, source)
    const known = this.#byKey.get(key)
    if (known) return known
    const opening = this.#opening.get(key) ?? this.#open(key, right, source)
    this.#opening.set(key, opening)
    try {
      return await opening
    } finally {
      this.#opening.delete(key)
    }
  }

  /** Ends what is silent and drops what was held long enough. Call it a few times a second. */
  sweep(nowMs: number): void {
    for (const session of this.#byKey.values()) {
      session.dropOld(nowMs)
      if (session.idleMs(nowMs) >= LIMITS.sourceIdleMs) this.#end(session, null)
    }
  }

  /** Another connection, on another node, owns the session now. */
  lose(connection: string, error: AppError): void {
    const session = this.#byConnection.get(connection)
    if (!session) return
    this.#forget(session)
    session.close(error)
  }

  /** Gives the session up for another node; null while it is in use or unknown. */
  handOver(key: string): LeftSession | null {
    const session = this.#byKey.get(key)
    if (!session || session.isInUse) return null
    session.flush()
    const { id, epoch, progress } = session
    const { startedAtMs } = session.session
    this.#forget(session)
    session.close(null)
    this.#parts.hub.deviceLost(session.connection, this.#parts.now())
    return { id, epoch, startedAtMs, ...progress }
  }

  /** Ends all of them. None opens afterward. */
  close(error: AppError): void {
    this.#isClosed = true
    for (const session of [...this.#byKey.values()]) this.#end(session, error)
  }

  async #open(key: string, right: DeviceGrant, source: Source): Promise<SourceSession> {
    const { ports, hub, traffic, rejections, holdMs, now } = this.#parts
    const device = describeSource(source)
    try {
      this.#makeRoom(right.tokenId)
      const left = await this.#parts.takeOver(key)
      const id = left?.id ?? randomId()
      const epoch = (left?.epoch ?? 0) + 1
      const progress = { head: left?.head ?? 0, counters: left?.counters ?? NO_COUNTERS }
      const started = await ports.store.rows.recordSessionStart({
        ...{ id, teamId: right.teamId, tokenId: right.tokenId, startedAtMs: left?.startedAtMs ?? Date.now(), device },
      })
      if (this.#isClosed) throw new AppError('going-away')
      const { deviceId, deviceName: name, startedAtMs } = started
      const { platform, os, model, appName, appVersion } = device
      const connection = `source:${randomId()}`
      const facts = {
        ...{ id, teamId: right.teamId, deviceId, startedAtMs },
        device: { id: deviceId, name, platform, os, model, appName, appVersion },
        delivery: holdMs > 0 ? ('held-briefly' as const) : ('at-most-once' as const),
      }
      // Before the hub announces the session: a node that knows of it then knows where to take it from.
      this.#parts.changed(key, true)
      const hello = { version: PROTOCOL_VERSION, token: '', session: id, attempt: epoch, ageMs: 0, device }
      const session = hub.openSession(
        connection,
        { ...hello, tail: progress.head + 1, ...progress },
        facts,
        right.tokenId,
        now(),
      )
      const opened = new SourceSession({
        ...{ connection, key, right, session, epoch, holdMs, hub, now },
        pageUrl: ports.pageUrl(id),
        batches: new RecordBatches(id, progress),
        hits: ports.hits,
        received: traffic.in,
        budget: this.#budget,
        ended: (ended, error) => this.#end(ended, error),
      })
      this.#byKey.set(key, opened)
      this.#byConnection.set(connection, opened)
      rejections.clear(right, device.installationId)
      hub.resumeNeeds(session, now())
      ports.store.sessionStarted(session)
      // A cut while it was opened found nothing.
      void recheckDevice(opened, ports, Date.now())
      return opened
    } catch (error) {
      if (!isAppError(error))
        ports.log(`a session of a source did not open: ${error instanceof Error ? error.name : ''}`)
      throw error
    }
  }

  /** Throws `too-many-sessions` when the token, or the process, has as many as may be and all are in use. */
  #makeRoom(tokenId: string): void {
    const ofToken = [...this.#byKey.values()].filter(({ right }) => right.tokenId === tokenId)
    if (ofToken.length >= LIMITS.tokenSourcesMax && !this.#endLongestIdle(ofToken))
      throw new AppError('too-many-sessions', `This token already has ${LIMITS.tokenSourcesMax} sources.`, {
        limit: 'tokenSourcesMax',
      })
    if (this.#byKey.size >= LIMITS.sourcesMax && !this.#endLongestIdle([...this.#byKey.values()]))
      throw new AppError('too-many-sessions', `This server already has ${LIMITS.sourcesMax} sources.`, {
        limit: 'sourcesMax',
      })
  }

  #endLongestIdle(sessions: readonly SourceSession[]): boolean {
    const nowMs = this.#parts.now()
    let longest: SourceSession | null = null
    for (const session of sessions) if (session.idleMs(nowMs) > (longest?.idleMs(nowMs) ?? 0)) longest = session
    if (!longest || longest.idleMs(nowMs) < LIMITS.sourceKeptMs) return false
    this.#end(longest, null)
    return true
  }

  #end(session: SourceSession, error: AppError | null): void {
    if (this.#byConnection.get(session.connection) !== session) return
    const { hub, now } = this.#parts
    this.#forget(session)
    session.close(error)
    const { head, counters } = session.progress
    hub.bye(session.connection, { tail: head + 1, head, counters }, now())
    hub.deviceLost(session.connection, now())
  }

  #forget(session: SourceSession): void {
    this.#byConnection.delete(session.connection)
    this.#byKey.delete(session.key)
    this.#parts.changed(session.key, false)
  }
}
