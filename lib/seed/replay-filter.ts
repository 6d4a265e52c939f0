/**
 * Takes out what a phone's direct server sends again: it replays every log it holds at each connect (§5, §13.4), and its logs
 * have neither number nor id. Logs are compared as a multiset: of equal ones, as many are new as this connection has brought
 * more of than any connection before. Bounded; sockets and time are the caller's.
 */
import { LIMITS } from '../protocol/limits.ts'

/** What tells one log from another; a SeedLog is one. */
export interface ReplayedLog {
  timestamp: string
  level: string | null
  message: string
  error: string | null
  stackTrace: string | null
}

interface Seen {
  /** Most that one connection brought: what was let through. */
  most: number
  /** How many the connection of this number has brought. */
  connection: number
  count: number
}

export class ReplayFilter {
  readonly #identitiesMax: number
  /** In the order in which they first came, so that the oldest are forgotten first. */
  readonly #seen = new Map<string, Seen>()
  #connection = 0
  #repeats = 0
  #fresh = 0
  /** Logs whose identity had to be forgotten, and the latest time among them. */
  #forgotten = 0
  #forgottenUpTo = ''
  #forgottenMet = 0

  constructor(identitiesMax: number = LIMITS.replayIdentitiesMax) {
    this.#identitiesMax = identitiesMax
  }

  /** A connection has opened: all that the phone holds comes once more. */
  connected(): void {
    this.#connection++
    this.#repeats = 0
    this.#fresh = 0
    this.#forgottenMet = 0
  }

  /** Of the current connection: logs that were let through, and logs that had been before. */
  get counts(): { fresh: number; repeats: number } {
    return { fresh: this.#fresh, repeats: this.#repeats }
  }

  /** How many logs are no longer known by heart. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** To be asked once for every log of the connection, in order. False: it was let through on an earlier connection. */
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
    // The oldest were forgotten, and they come first: so many, and no younger ones, are taken for those.
    if (this.#forgottenMet < this.#forgotten && log.timestamp <= this.#forgottenUpTo) {
      this.#forgottenMet++
      return false
    }
    this.#seen.set(identity, { most: 1, connection: this.#connection, count: 1 })
    if (this.#seen.size > this.#identitiesMax) this.#forgetOldest(log.timestamp)
    return true
  }

  #forgetOldest(timestamp: string): void {
    const [oldest] = this.#seen
    if (!oldest) return
    const [identity, { most }] = oldest
    this.#seen.delete(identity)
    this.#forgotten += most
    // They were met on this connection already.
    this.#forgottenMet += most
    const time = identity.slice(0, identity.indexOf('\n')) || timestamp
    if (time > this.#forgottenUpTo) this.#forgottenUpTo = time
  }
}

/** The time and a hash of the rest: texts may be long, and equal hashes at the same microsecond do not happen. */
function identityOf({ timestamp, level, message, error, stackTrace }: ReplayedLog): string {
  return `${timestamp}\n${hash(JSON.stringify([level, message, error, stackTrace]))}`
}

/** 53 bits, not for secrets (cyrb53, public domain). */
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
