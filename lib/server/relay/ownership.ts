/**
 * The owner of a session: the connection of its device, the node that saves and announces it, and whether the device is
 * connected, awaited or gone for good. Every change keeps the index of sessions by connection in step.
 */
import type { Liveness, SessionState } from '#lib/protocol/messages.ts'

/** How a device introduces itself when its connection takes the session over. Replaced as a whole. */
export interface OwnerClaim {
  /** `attempt` on the wire. Rises with every connection of a session: the newest one owns it [RL3]. */
  connectionEpoch: number
  device: SessionState['device']
  /** Null: the device came without a token. */
  tokenId: string | null
  /** The device can open direct paths. */
  isDirectOffered: boolean
}

/** Keeps the session findable by the connection that owns it. */
export interface ConnectionIndex {
  add(connection: string): void
  remove(connection: string): void
}

/** `connection`: a socket's id, or stands for the node where the device is connected (node-ids.ts). */
type DeviceState =
  | { readonly liveness: 'live'; readonly connection: string }
  | { readonly liveness: 'reconnecting'; readonly connection: null; readonly lostAtMs: number }
  /** A connection that is still there serves its ring to late viewers [DV8]. */
  | { readonly liveness: 'ended'; readonly connection: string | null; readonly endedAtMs: number }

export class Ownership {
  #state: DeviceState
  #claim: OwnerClaim
  #node: string | null = null
  readonly #index: ConnectionIndex

  /** The device is awaited from `nowMs` on. */
  constructor(device: SessionState['device'], index: ConnectionIndex, nowMs: number) {
    this.#state = { liveness: 'reconnecting', connection: null, lostAtMs: nowMs }
    this.#claim = { connectionEpoch: 0, device, tokenId: null, isDirectOffered: false }
    this.#index = index
  }

  get liveness(): Liveness {
    return this.#state.liveness
  }

  /** The connection that may speak for the session; null while it has no connection. */
  get connection(): string | null {
    return this.#state.connection
  }

  /** When the device was lost, which starts the grace; null unless it is awaited. */
  get lostAtMs(): number | null {
    return this.#state.liveness === 'reconnecting' ? this.#state.lostAtMs : null
  }

  get endedAtMs(): number | null {
    return this.#state.liveness === 'ended' ? this.#state.endedAtMs : null
  }

  /** Zero until a device has connected: the session is known from the database alone. */
  get connectionEpoch(): number {
    return this.#claim.connectionEpoch
  }

  get device(): SessionState['device'] {
    return this.#claim.device
  }

  get tokenId(): string | null {
    return this.#claim.tokenId
  }

  get isDirectOffered(): boolean {
    return this.#claim.isDirectOffered
  }

  /** The node that speaks for the session: saves it, ends it, announces it. Null: this one. */
  get node(): string | null {
    return this.#node
  }

  /** A connection takes the session over and makes it live. Returns the connection it takes it from. */
  take(connection: string, claim: OwnerClaim): string | null {
    const superseded = this.#state.connection
    if (superseded !== null) this.#index.remove(superseded)
    this.#index.add(connection)
    this.#state = { liveness: 'live', connection }
    this.#claim = claim
    return superseded
  }

  /** The connection closed. A live session awaits its device again; an ended one stays ended. */
  release(nowMs: number): void {
    const { connection } = this.#state
    if (connection === null) return
    this.#index.remove(connection)
    this.#state =
      this.#state.liveness === 'ended'
        ? { ...this.#state, connection: null }
        : { liveness: 'reconnecting', connection: null, lostAtMs: nowMs }
  }

  /** False: it had ended before. */
  end(endedAtMs: number): boolean {
    if (this.#state.liveness === 'ended') return false
    this.#state = { liveness: 'ended', connection: this.#state.connection, endedAtMs }
    return true
  }

  /** Another node speaks for the session from now on; null: this one does. */
  assignNode(node: string | null): void {
    this.#node = node
  }
}
