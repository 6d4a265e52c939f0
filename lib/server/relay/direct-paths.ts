/**
 * Direct paths of sessions: which viewers may open one, the signals of its two ends, and which viewers still need the relay
 * [DR1–DR4]. Forwards signals and never reads them. Across nodes the device's node counts and forwards.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { IceServer, Path } from '#lib/protocol/messages.ts'
import type { HubOutput } from './hub-output.ts'
import { nodeViewer } from './node-ids.ts'
import type { RelaySession } from './session.ts'
import type { SessionTable } from './session-table.ts'
import type { Subscriptions } from './subscriptions.ts'

export class DirectPaths {
  readonly #table: SessionTable
  readonly #subscriptions: Subscriptions
  readonly #out: HubOutput

  constructor(table: SessionTable, subscriptions: Subscriptions, out: HubOutput) {
    this.#table = table
    this.#subscriptions = subscriptions
    this.#out = out
  }

  /**
   * [DR1] A viewer asks for a direct path. Throws `session-unknown`, `direct-unavailable` when the device offers none, and
   * `limit-reached` when `sessionDirectMax` are open.
   */
  open(viewer: string, sessionId: string): IceServer[] {
    const session = this.#table.byId.get(sessionId)
    const subscription = session?.audience.viewers.get(viewer)
    if (!session || !subscription) throw new AppError('session-unknown')
    if (!session.ownership.isDirectOffered || session.owner === null) throw new AppError('direct-unavailable')
    if (!subscription.hasPeer && session.audience.directCount >= LIMITS.sessionDirectMax) {
      const advice = `This session already has ${LIMITS.sessionDirectMax} direct paths.`
      throw new AppError('limit-reached', advice, { limit: 'sessionDirectMax' })
    }
    subscription.openPeer()
    this.#out.toDevice(session.owner, 'peer', viewer, this.#out.iceServers())
    return this.#out.iceServers()
  }

  /** [DR2] From a viewer to the device. */
  signal(viewer: string, sessionId: string, text: string): void {
    const session = this.#table.byId.get(sessionId)
    if (!session || session.owner === null) return
    const left = session.audience.viewers.get(viewer)?.takeSignal() ?? null
    if (left === null) return
    if (left === 0) this.#out.limitHit('directSignalsMax', `a viewer of session ${sessionId}`)
    this.#out.toDevice(session.owner, 'peer', viewer, text)
  }

  /** [DR2] From the device to a viewer that has asked it for a path. */
  deviceSignal(connection: string, viewer: string, text: string): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    const node = session.audience.remotePeers.get(viewer)
    if (node !== undefined) this.#out.toPeerElsewhere?.(nodeViewer(node), session.id, viewer, text)
    else this.#toViewer(session, viewer, text)
  }

  /** [DR3][DR4] How batches come to this viewer now. */
  path(viewer: string, sessionId: string, path: Path): void {
    const session = this.#table.byId.get(sessionId)
    const subscription = session?.audience.viewers.get(viewer)
    if (!session || !subscription) return
    if (path === 'relay') this.#subscriptions.endPeer(session, subscription)
    // A viewer that has not asked for a path has none.
    else if (!subscription.hasPeer) return
    this.#subscriptions.switchPath(session, subscription, path)
  }

  // ── several nodes ──

  /** A viewer of another node may open a path to the device here, or may not anymore. */
  handleRemotePeer(node: string, sessionId: string, viewer: string, isAllowed: boolean): void {
    const session = this.#table.byId.get(sessionId)
    if (!session || session.owner === null || session.ownerNode !== null) return
    const { owner, audience, ownership } = session
    if (!isAllowed) {
      if (audience.closeRemotePeer(viewer)) this.#out.toDevice(owner, 'peer', viewer, null)
      return
    }
    const isWatching = audience.nodes.get(node)?.watchers.some(({ id }) => id === viewer)
    if (!isWatching || !ownership.isDirectOffered) return
    if (!audience.remotePeers.has(viewer) && audience.directCount >= LIMITS.sessionDirectMax) {
      // The viewer stays with the relay, as if nobody had answered.
      this.#out.limitHit('sessionDirectMax', `a viewer of session ${sessionId} on another node`)
      return
    }
    audience.openRemotePeer(viewer, node)
    this.#out.toDevice(owner, 'peer', viewer, this.#out.iceServers())
  }

  /** From a viewer of another node to the device here; that node has counted it. */
  handleRemoteSignal(node: string, sessionId: string, viewer: string, text: string): void {
    const session = this.#table.byId.get(sessionId)
    if (!session || session.owner === null || session.audience.remotePeers.get(viewer) !== node) return
    this.#out.toDevice(session.owner, 'peer', viewer, text)
  }

  /** From a device that is connected to another node to a viewer here. */
  handleRemoteDeviceSignal(node: string, sessionId: string, viewer: string, text: string): void {
    const session = this.#table.byId.get(sessionId)
    if (session?.ownerNode === node) this.#toViewer(session, viewer, text)
  }

  #toViewer(session: RelaySession, viewer: string, text: string): void {
    if (session.audience.viewers.get(viewer)?.hasPeer) this.#out.toViewers([viewer], 'signal', session.id, text)
  }
}
