/**
 * Filters out the logs that a phone's direct server sends again: it replays every log it holds at each connect [FP18][FB12],
 * and its logs have neither numbers nor ids. They are compared as a multiset: equal logs are new as far as this connection
 * has brought more of them than any connection before. Bounded. Pure: no socket, no clock.
 */
import { LIMITS } from '#lib/protocol/limits.ts'

/** The fields that distinguish logs; a FlutterLog has them. */
export interface ReplayedLog {
  timestamp: string
  level: string | null
  message: string
  error: string | null
  stackTrace: string | null
}

interface Seen {
  /** Most copies that one connection brought; that many have passed. */
  most: number
  /** Number of the last connection that brought one, and how many it brought. */
  connection: number
  count: number
}

export class ReplayFilter {
  readonly #identitiesMax: number
  /** Identities in the order of their first arrival, so that the oldest are evicted first. */
  readonly #seen = new Map<string, Seen>()
  #connection = 0
  #repeats = 0
  #fresh = 0
  /** How many logs lost their identity to eviction, and the latest timestamp among them. */
  #evicted = 0
  #evictedUpTo = ''
  /** How many logs of this connection were taken for evicted ones. */
  #evictedMet = 0

  constructor(identitiesMax: number = LIMITS.replayIdentitiesMax) {
    this.#identitiesMax = identitiesMax
  }

  /** Call when a connection opens: everything that the phone holds arrives once more. */
  startConnection(): void {
    this.#connection++
    this.#repeats = 0
    this.#fresh = 0
    this.#evictedMet = 0
  }

  /** How many logs of the current connection were new, and how many were repeats. */
  get counts(): { fresh: number; repeats: number } {
    return { fresh: this.#fresh, repeats: this.#repeats }
  }

  /** How many identities were evicted. */
  get evicted(): number {
    return this.#evicted
  }

  /** Call once for every log of the connection, in order. False: it passed on an earlier connection. */
  isNew(log: ReplayedLog): boolean {
    const isNew = this.#look(log)
    if (isNew) this.#fresh++
    else this.#repeats++
    return isNew
  }

  #look(log: ReplayedLog): boolean {
    const identity = identityOf(log)
    const seen = this.#seen.get(identity)
    if (seen) {
      if (seen.connection !== this.#connection) {
        seen.connection = this.#connection
        seen.count = 0
      }
      if (++seen.count <= seen.most) return false
      seen.most = seen.count
      return true
    }
    // The evicted logs are the oldest, and they arrive first: take as many logs, and none younger, for them.
    if (this.#evictedMet < this.#evicted && log.timestamp <= this.#evictedUpTo) {
      this.#evictedMet++
      return false
    }
    this.#seen.set(identity, { most: 1, connection: this.#connection, count: 1 })
    if (this.#seen.size > this.#identitiesMax) this.#evictOldest(log.timestamp)
    return true
  }

  #evictOldest(timestamp: string): void {
    const [oldest] = this.#seen
    if (!oldest) return
    const [identity, { most }] = oldest
    this.#seen.delete(identity)
    this.#evicted += most
    // They have arrived on this connection already.
    this.#evictedMet += most
    const time = identity.slice(0, identity.indexOf('\n')) || timestamp
    if (time > this.#evictedUpTo) this.#evictedUpTo = time
  }
}

/** The timestamp and a hash of the rest: texts may be long, and equal hashes within the same microsecond do not happen. */
function identityOf({ timestamp, level, message, error, stackTrace }: ReplayedLog): string {
  return `${timestamp}\n${hash(JSON.stringify([level, message, error, stackTrace]))}`
}

/** A 53-bit hash, not for secrets (cyrb53, public domain). */
function hash(text: string): string {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36)
}
