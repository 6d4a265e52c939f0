/**
 * Direct paths of sessions: which viewer may open one, what its two ends say to each other until it is open, and who needs the
 * relay still [DR1–DR4]. Forwards what they say and never reads it. Across nodes the device's node counts and forwards.
 */
import { AppError } from '../errors.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { IceServer, Path } from '../protocol/messages.ts'
import type { HubOutput } from './hub-output.ts'
import { nodeSeat } from './node-messages.ts'
import type { Seating } from './seating.ts'
import type { RelaySession } from './session.ts'
import type { SessionTable } from './session-table.ts'

export class DirectPaths {
  readonly #table: SessionTable
  readonly #seating: Seating
  readonly #out: HubOutput

  constructor(table: SessionTable, seating: Seating, out: HubOutput) {
    this.#table = table
    this.#seating = seating
    this.#out = out
  }

  /** [DR1] A viewer asks for a direct path. Throws AppError when there is none for it. */
  open(viewer: string, sessionId: string): IceServer[] {
    const session = this.#table.byId.get(sessionId)
    const seat = session?.seats.get(viewer)
    if (!session || !seat) throw new AppError('session-unknown')
    if (!session.isDirectOffered || !session.owner) throw new AppError('direct-unavailable')
    if (!seat.peer && session.directCount >= LIMITS.sessionDirectMax) {
      const advice = `This session has ${LIMITS.sessionDirectMax} direct paths already.`
      throw new AppError('limit-reached', advice, { limit: 'sessionDirectMax' })
    }
    seat.peer = { signalsLeft: LIMITS.directSignalsMax }
    this.#out.toDevice(session.owner, 'peer', viewer, this.#out.iceServers())
    return this.#out.iceServers()
  }

  /** [DR2] To the device. */
  signal(viewer: string, sessionId: string, text: string): void {
    const session = this.#table.byId.get(sessionId)
    const seat = session?.seats.get(viewer)
    if (!session?.owner || !seat?.peer || seat.peer.signalsLeft === 0) return
    if (--seat.peer.signalsLeft === 0) this.#out.limitHit('directSignalsMax', `a viewer of session ${sessionId}`)
    this.#out.toDevice(session.owner, 'peer', viewer, text)
  }

  /** [DR2] From the device, to a viewer that has asked it for a path. */
  deviceSignal(connection: string, viewer: string, text: string): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    const node = session.peersElsewhere.get(viewer)
    if (node !== undefined) this.#out.toPeerElsewhere?.(nodeSeat(node), session.id, viewer, text)
    else this.#toViewer(session, viewer, text)
  }

  /** [DR3][DR4] How batches come to this viewer now. */
  path(viewer: string, sessionId: string, path: Path): void {
    const session = this.#table.byId.get(sessionId)
    const seat = session?.seats.get(viewer)
    if (!session || !seat) return
    if (path === 'relay') this.#seating.endPeer(session, seat)
    // Who has not asked for a path has none.
    else if (!seat.peer) return
    this.#seating.takePath(session, seat, path)
  }

  // ── several nodes ──

  /** A viewer of another node may open a path to the device here, or may not any more. */
  peerElsewhere(node: string, sessionId: string, viewer: string, isAllowed: boolean): void {
    const session = this.#table.byId.get(sessionId)
    if (!session?.owner || session.home !== null) return
    if (!isAllowed) {
      if (session.peersElsewhere.delete(viewer)) this.#out.toDevice(session.owner, 'peer', viewer, null)
      return
    }
    const isWatching = session.elsewhere.get(node)?.watchers.some(({ id }) => id === viewer)
    if (!isWatching || !session.isDirectOffered) return
    if (!session.peersElsewhere.has(viewer) && session.directCount >= LIMITS.sessionDirectMax) {
      // It stays with the relay, as if nobody had answered.
      this.#out.limitHit('sessionDirectMax', `a viewer of session ${sessionId} on another node`)
      return
    }
    session.peersElsewhere.set(viewer, node)
    this.#out.toDevice(session.owner, 'peer', viewer, this.#out.iceServers())
  }

  /** What a viewer of another node says; that node has counted it. */
  signalElsewhere(node: string, sessionId: string, viewer: string, text: string): void {
    const session = this.#table.byId.get(sessionId)
    if (!session?.owner || session.peersElsewhere.get(viewer) !== node) return
    this.#out.toDevice(session.owner, 'peer', viewer, text)
  }

  /** What a device that is connected to another node says. */
  deviceSignalElsewhere(node: string, sessionId: string, viewer: string, text: string): void {
    const session = this.#table.byId.get(sessionId)
    if (session?.home === node) this.#toViewer(session, viewer, text)
  }

  #toViewer(session: RelaySession, viewer: string, text: string): void {
    const seat = session.seats.get(viewer)
    if (seat?.peer) this.#out.toViewers([viewer], 'signal', session.id, text)
  }
}
