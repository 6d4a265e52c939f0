/**
 * The rules between nodes [ND2][ND3][ND4][ND5]: sessions whose device is connected to another node, and viewers there. To these
 * rules another node is just one more device or viewer, under an id of node-ids.ts.
 */
import { type BatchHeader, sessionIdOf } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { BatchForwarder } from './batch-forwarder.ts'
import { batchError } from './check-batch.ts'
import type { HubOutput } from './hub-output.ts'
import type { NeedRouter } from './need-router.ts'
import { nodeConnection } from './node-ids.ts'
import type { AnnouncedSession, NodeWatcher } from './node-messages.ts'
import type { SessionLifecycle } from './session-lifecycle.ts'
import type { SessionTable } from './session-table.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface RemoteSessionsParts {
  table: SessionTable
  subscriptions: Subscriptions
  lifecycle: SessionLifecycle
  needs: NeedRouter
  batches: BatchForwarder
  out: HubOutput
}

export class RemoteSessions {
  readonly #parts: RemoteSessionsParts

  constructor(parts: RemoteSessionsParts) {
    this.#parts = parts
  }

  /**
   * [ND2] Another node speaks for this session: its device is connected there, or was. `winsTie`: this node's name comes
   * first, so it speaks for a session whose device both nodes wait for.
   */
  handleSession(node: string, announced: AnnouncedSession, nowMs: number, winsTie = false): void {
    const { table, lifecycle, needs, out } = this.#parts
    const known = table.byId.get(announced.id)
    if (known && (known.teamId !== announced.teamId || known.deviceId !== announced.deviceId)) return
    if (!known && announced.liveness === 'ended' && !announced.hasDevice) return
    const session = known ?? table.add(announced, nowMs)
    const connection = nodeConnection(node, announced.id)
    const { attempt: connectionEpoch, device, tokenId, hasDevice, direct: isDirectOffered } = announced
    if (session.owner !== connection) {
      // [RL3] holds across nodes; the other node learns of our connection when we announce the session.
      if (connectionEpoch < session.ownership.connectionEpoch) return
      if (session.owner !== null && (!hasDevice || connectionEpoch === session.ownership.connectionEpoch)) return
    }
    if (!winsTie || !session.isAwaitedLike(announced)) session.ownership.assignNode(node)
    const isTakenOver = hasDevice && session.owner !== connection
    if (isTakenOver)
      lifecycle.adopt(session, connection, { connectionEpoch, device, tokenId, isDirectOffered }, announced)
    else if (!hasDevice && session.owner === connection) lifecycle.deviceLost(connection, nowMs)
    session.learnAnnounced(announced)
    // The loss of its device may have forgotten it, and its last state is still to be sent.
    table.keep(session)
    if (announced.liveness === 'ended') lifecycle.end(session, announced.endedAtMs ?? nowMs, nowMs)
    if (!isTakenOver) return
    lifecycle.showOpened(session, nowMs)
    // Viewers that came before may have come when the owner node did not know the session.
    if (session.audience.viewers.size > 0) out.watching?.(session)
    needs.ask(session, nowMs)
  }

  /** [ND3] Who watches on another node now; replaces what was known. */
  handleWatchers(node: string, sessionId: string, watchers: readonly NodeWatcher[]): void {
    this.#parts.subscriptions.replaceNode(node, sessionId, watchers)
  }

  /** [ND4] What another node's viewers miss, as that node has merged it. */
  handleNeed(node: string, sessionId: string, ranges: readonly SeqRange[], nowMs: number): void {
    const session = this.#parts.table.byId.get(sessionId)
    const subscription = session?.audience.nodes.get(node)
    if (!session || !subscription || session.ownerNode !== null) return
    // Cap what one node may wait for at a full session's worth; viewers still missing records ask again.
    if (subscription.wants.ranges.length > LIMITS.sessionViewersMax * LIMITS.needRangesMax) subscription.wants.clear()
    session.want(subscription, ranges)
    this.#parts.needs.route(session, nowMs)
  }

  /** [ND4] A live batch from the node that owns its device; that node has counted it against credit and rate. */
  handleBatch(node: string, header: BatchHeader, bytes: Uint8Array): void {
    const session = this.#parts.table.ownedBy(nodeConnection(node, sessionIdOf(header)))
    if (session && !batchError(session.id, header, bytes)) this.#parts.batches.forward(session, header, bytes)
  }

  /** [ND5] A node was lost: its devices may come back anywhere, and its viewers are gone. `kept`: what it still has. */
  handleNodeLost(node: string, nowMs: number, kept: { sessions?: Set<string>; watches?: Set<string> } = {}): void {
    const { table, lifecycle } = this.#parts
    for (const session of [...table.byId.values()]) {
      if (session.audience.nodes.has(node) && !kept.watches?.has(session.id)) this.handleWatchers(node, session.id, [])
      if (session.ownerNode !== node || kept.sessions?.has(session.id)) continue
      session.ownership.assignNode(null)
      if (session.owner !== null) lifecycle.deviceLost(session.owner, nowMs)
    }
  }
}
