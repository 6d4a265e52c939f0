/**
 * Which tokens were accepted a moment ago. A source sends a request each second or so, and asking the database each time would
 * cost more than its records. A token that is cut is forgotten at once.
 */
import { createHash } from 'node:crypto'
import { AppError } from '#lib/protocol/app-error.ts'
import { ERROR_CODES } from '#lib/protocol/error-codes.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'
import type { RelayPorts } from '#lib/server/relay-ports.ts'
import type { ConnectedDevice } from '#lib/server/transports/connection-rights.ts'

const BURST_SECONDS = 4

/** To the policy of connection-rights.ts it is one more connection, without a session. */
interface Accepted extends ConnectedDevice {
  right: DeviceGrant
  checkedAtMs: number
  posts: TokenBucket
  bytes: TokenBucket
}

/** A token's right for one request. */
export interface TakenGrant {
  right: DeviceGrant
  /** Counts bytes of a body that is decoded as a whole. */
  charge(bytes: number): void
}

export class SourceGrants {
  /** By hash, the longest unused first. */
  readonly #accepted = new Map<string, Accepted>()
  readonly #ports: Pick<RelayPorts, 'deviceGrant'>
  readonly #now: () => number

  constructor(ports: Pick<RelayPorts, 'deviceGrant'>, now: () => number) {
    this.#ports = ports
    this.#now = now
  }

  /** Live: one may end while you walk them. */
  all(): Iterable<ConnectedDevice> {
    return this.#accepted.values()
  }

  /** Whether the token was accepted before: its requests need not wait among those of strangers. */
  isKnown(token: string, kind: SourceKind): boolean {
    return this.#accepted.has(hashOf(token, kind))
  }

  /** What the token grants. Throws what the database says of it, and `too-many-requests`. */
  async take(token: string, kind: SourceKind): Promise<TakenGrant> {
    const hash = hashOf(token, kind)
    const nowMs = this.#now()
    let accepted = this.#accepted.get(hash)
    if (!accepted || nowMs - accepted.checkedAtMs >= LIMITS.sourceGrantMs)
      accepted = await this.#check(token, kind, hash)
    if (!accepted.posts.take(1, nowMs))
      throw new AppError('too-many-requests', `More than ${LIMITS.tokenPostsPerSecond} requests a second.`, {
        limit: 'tokenPostsPerSecond',
      })
    if (accepted.bytes.debtMs(nowMs) > 0)
      throw new AppError('too-many-requests', `More than ${LIMITS.tokenBodyBytesPerSecond} bytes a second.`, {
        limit: 'tokenBodyBytesPerSecond',
      })
    const { right, bytes } = accepted
    return { right, charge: (count) => bytes.charge(count, this.#now()) }
  }

  async #check(token: string, kind: SourceKind, hash: string): Promise<Accepted> {
    let right: DeviceGrant
    try {
      right = await this.#ports.deviceGrant(token, Date.now(), kind)
    } catch (error) {
      if (error instanceof AppError && ERROR_CODES[error.code].http < 500) this.#accepted.delete(hash)
      throw error
    }
    const nowMs = this.#now()
    const bucket = (perSecond: number) => new TokenBucket(perSecond, perSecond * BURST_SECONDS, nowMs)
    const {
      posts = bucket(LIMITS.tokenPostsPerSecond),
      bytes = bucket(LIMITS.tokenBodyBytesPerSecond),
    }: Partial<Accepted> = this.#accepted.get(hash) ?? {}
    const end = () => void this.#accepted.delete(hash)
    const accepted = { right, session: null, end, checkedAtMs: nowMs, posts, bytes }
    this.#accepted.delete(hash)
    this.#accepted.set(hash, accepted)
    const [longest] = this.#accepted.keys()
    if (this.#accepted.size > LIMITS.sourceGrantsMax && longest !== undefined) this.#accepted.delete(longest)
    return accepted
  }
}

/** A token may be limited to kinds of sources. */
function hashOf(token: string, kind: SourceKind): string {
  return createHash('sha256').update(`${kind} ${token}`).digest('base64url')
}
