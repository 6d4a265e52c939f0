/**
 * The runs of apps of the Flutter package by their source; apps that run at one source at the same time are numbered. An app
 * with a host key that starts again continues the run that it had, and an app without one does when its claimer says so
 * [FB7]. Pure; connections and the time are the caller's.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionCounters } from '#lib/protocol/messages.ts'
import { installationIdOf } from '#lib/server/pairing/app-source.ts'
import type { Continuation } from '#lib/server/pairing/pairing-queue.ts'

/** Which team an app's logs go to, and by what. */
export interface FlutterRight {
  teamId: string
  /** Null: a person claimed the device without a token. */
  tokenId: string | null
  claimedById?: string | null
  deviceName?: string
  expiresAtMs?: number | null
}

/** What the next start continues with. */
export interface LastRun {
  session: string
  deviceId: string
  startedAtMs: number
  /** Connections of the session so far. */
  connections: number
  head: number
  counters: SessionCounters
}

export class RememberedRun {
  readonly source: string
  readonly number: number
  readonly right: FlutterRight
  /** The connection that runs now; null after it left. */
  connectionId: string | null
  lastRun: LastRun | null = null
  leftAtMs = 0
  /** Connections that wait and may go on with it: it is remembered until they leave. */
  readonly awaitedBy = new Set<string>()

  constructor(source: string, number: number, right: FlutterRight, connectionId: string) {
    this.source = source
    this.number = number
    this.right = right
    this.connectionId = connectionId
  }

  get installationId(): string {
    return installationIdOf(this.right.teamId, this.source, this.number)
  }

  /** Whether this person claimed it for this team, without a token. */
  isClaimOf(teamId: string, userId: string): boolean {
    return this.right.tokenId === null && this.right.teamId === teamId && this.right.claimedById === userId
  }
}

export class RememberedRuns {
  readonly #bySource = new Map<string, RememberedRun[]>()
  #leftCount = 0
  readonly #onFull: () => void

  /** Calls `onFull` when a run is forgotten early because LIMITS.flutterPlacesMax others are remembered. */
  constructor(onFull: () => void = () => {}) {
    this.#onFull = onFull
  }

  /** The runs of a source, those that nobody may continue anymore excepted. */
  at(source: string, nowMs: number): readonly RememberedRun[] {
    this.#forgetOld(source, nowMs)
    return this.#bySource.get(source) ?? []
  }

  /** The run of a host key that left last and may be continued with it, or null. */
  lastLeft(source: string, tokenId: string, nowMs: number): RememberedRun | null {
    let newest: RememberedRun | null = null
    for (const run of this.at(source, nowMs)) {
      if (run.right.tokenId !== tokenId || run.connectionId !== null || !run.lastRun) continue
      if (run.leftAtMs >= (newest?.leftAtMs ?? 0)) newest = run
    }
    return newest
  }

  connected(source: string): RememberedRun[] {
    return (this.#bySource.get(source) ?? []).filter((run) => run.connectionId !== null)
  }

  /**
   * Starts a run with the lowest number that is free in the team. A run that had this number and left is forgotten. `wanted`:
   * the number that it gets if that is free. `others`: numbers that it does not get.
   */
  start(
    source: string,
    right: FlutterRight,
    connectionId: string,
    { wanted, others = [] }: { wanted?: Continuation | undefined; others?: readonly number[] | undefined } = {},
  ): RememberedRun {
    const here = this.#bySource.get(source) ?? []
    const ofTeam = here.filter((run) => run.right.teamId === right.teamId)
    // What another person of the team claimed stays theirs while it is remembered.
    const isTaken = (number: number) =>
      ofTeam.some((run) => run.number === number && (run.connectionId !== null || !isOfSame(run.right, right)))
    let number = wanted?.number ?? 0
    if (!wanted || isTaken(number)) for (number = 0; isTaken(number) || others.includes(number); ) number++
    for (const run of ofTeam) if (run.number === number) this.#remove(run)
    const run = new RememberedRun(source, number, right, connectionId)
    this.#bySource.set(source, [...(this.#bySource.get(source) ?? []), run])
    return run
  }

  /** Another connection continues the run. */
  resume(run: RememberedRun, connectionId: string): void {
    if (run.connectionId === null) this.#leftCount--
    run.connectionId = connectionId
  }

  /** Its connection left. `lastRun`: null if its session never opened; then the run cannot be continued. */
  leave(run: RememberedRun, lastRun: LastRun | null, nowMs: number): void {
    run.connectionId = null
    run.lastRun = lastRun
    run.leftAtMs = nowMs
    this.#leftCount++
    if (this.#leftCount <= LIMITS.flutterPlacesMax) return
    this.#onFull()
    for (const source of [...this.#bySource.keys()]) this.#forgetOld(source, nowMs, true)
    if (this.#leftCount > LIMITS.flutterPlacesMax) this.#remove(run)
  }

  /** The connection no longer waits to go on with a run. */
  stopWaiting(source: string, connectionId: string): void {
    for (const run of this.#bySource.get(source) ?? []) run.awaitedBy.delete(connectionId)
  }

  /** Frees the memory of sources that nobody comes back to. Call it every now and then. */
  forgetAllOld(nowMs: number): void {
    for (const source of [...this.#bySource.keys()]) this.#forgetOld(source, nowMs)
  }

  #forgetOld(source: string, nowMs: number, isFull = false): void {
    for (const run of [...(this.#bySource.get(source) ?? [])]) {
      const isOld = run.connectionId === null && nowMs - run.leftAtMs > LIMITS.flutterRestartMs
      if (isOld && (isFull || run.awaitedBy.size === 0)) this.#remove(run)
    }
  }

  #remove(run: RememberedRun): void {
    const others = (this.#bySource.get(run.source) ?? []).filter((other) => other !== run)
    if (others.length > 0) this.#bySource.set(run.source, others)
    else this.#bySource.delete(run.source)
    if (run.connectionId === null) this.#leftCount--
  }
}

function isOfSame(a: FlutterRight, b: FlutterRight): boolean {
  return a.tokenId === b.tokenId && (a.claimedById ?? null) === (b.claimedById ?? null)
}
