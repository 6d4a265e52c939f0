/**
 * The pairing queues of all nodes as one: this node's {@link PairingQueue}, what other nodes announced of theirs, and claims on
 * their way to the node that holds the socket. An extension of the cluster; alone, it is just this node's queue. Pure.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { readPairingCode } from '#lib/protocol/pairing-code.ts'
import type { NodeChannel, NodeExtension, NodeFrame } from '#lib/server/relay/node-extension.ts'
import type { LivePairing } from './live-pairing.ts'
import { isPairingMessage, PAIRING_KINDS, type PairingMessage, type WaitingNews } from './pairing-messages.ts'
import type { Claim, PairingQueue, WaitingDevice } from './pairing-queue.ts'
import { isNear } from './same-network.ts'

/** A claim that its node does not answer within this time has failed. */
export const CLAIM_ANSWER_MS = 3_000

/** Where people are who may list a device that begins to wait or no longer does. */
export interface Whereabouts {
  /** People in its network. */
  address: string
  /** People of these teams: one of them claimed what the device may go on with. */
  teamIds: string[]
}

interface PendingClaim {
  node: string
  /** Null until the first tick: before that the time is not known. */
  sentAtMs: number | null
  /** The session in which the device goes on; null: the claim failed. */
  settle: (session: string | null) => void
  device: WaitingDevice
}

export class ClusterPairingQueue implements LivePairing, NodeExtension {
  readonly kinds = PAIRING_KINDS
  readonly #pairingQueue: PairingQueue
  /** Devices that wait elsewhere: by node, then by connection id. */
  readonly #elsewhere = new Map<string, Map<string, WaitingDevice>>()
  /** The devices here as other nodes know them, by connection id. */
  #announced = new Map<string, WaitingDevice>()
  #hasChanged = false
  #changed: (where: Whereabouts) => void = () => {}
  /** Null: this node is alone. */
  #channel: NodeChannel<PairingMessage> | null = null
  readonly #claims = new Map<number, PendingClaim>()
  #request = 0
  /** The time of the last tick. */
  #nowMs: number | null = null

  constructor(pairingQueue: PairingQueue) {
    this.#pairingQueue = pairingQueue
    pairingQueue.onChange((device) => {
      this.#hasChanged = true
      this.#tell(device)
    })
  }

  /** Calls `changed` for each device that begins to wait on any node, or no longer waits. One listener. */
  onChange(changed: (where: Whereabouts) => void): void {
    this.#changed = changed
  }

  near(address: string): WaitingDevice[] {
    const found = this.#pairingQueue.near(address)
    for (const { device } of this.#others()) if (isNear(address, device.address)) found.push(device)
    return found.sort((a, b) => b.sinceMs - a.sinceMs)
  }

  returned(teamId: string, userId: string): WaitingDevice[] {
    const all = [...this.#pairingQueue.all(), ...[...this.#others()].map(({ device }) => device)]
    return all.filter((device) => device.leftRuns?.some((run) => run.teamId === teamId && run.userId === userId))
  }

  byId(id: string): WaitingDevice | null {
    const here = this.#pairingQueue.byId(id)
    if (here) return here
    for (const devices of this.#elsewhere.values()) if (devices.has(id)) return devices.get(id) ?? null
    return null
  }

  find(q: { code: string } | { sessionId: string }): WaitingDevice | null {
    const here = this.#pairingQueue.find(q)
    if (here) return here
    const code = 'code' in q ? readPairingCode(q.code) : null
    for (const { device } of this.#others())
      if ('sessionId' in q ? device.sessionId === q.sessionId : device.code === code) return device
    return null
  }

  async claim(id: string, claim: Claim): Promise<string | null> {
    const here = this.#pairingQueue.claim(id, claim)
    if (here !== null) return here
    const channel = this.#channel
    for (const { node, device } of this.#others()) {
      if (device.id !== id || !channel) continue
      const request = ++this.#request
      return new Promise((settle) => {
        this.#claims.set(request, { node, device, sentAtMs: this.#nowMs, settle })
        channel.toNode(node, ['claim', request, id, claim])
      })
    }
    return null
  }

  // ── with other nodes: see NodeExtension ──

  join(channel: NodeChannel<PairingMessage>): void {
    this.#channel = channel
  }

  receive(from: string, message: NodeFrame): void {
    if (!isPairingMessage(message)) return
    switch (message[0]) {
      case 'waiting':
        this.#learn(from, message[2], message[3])
        break
      case 'claim': {
        const session = this.#pairingQueue.claim(message[2], message[3])
        const answer: PairingMessage =
          session === null ? ['claimed', message[1], false] : ['claimed', message[1], true, session]
        this.#channel?.toNode(from, answer)
        break
      }
      case 'claimed': {
        // An older node does not name the session: there it is always the one that the device waited with.
        const [, request, isClaimed, session = this.#claims.get(request)?.device.sessionId ?? null] = message
        this.#settle(request, isClaimed ? session : null)
        break
      }
    }
  }

  sync(node: string): void {
    const channel = this.#channel
    channel?.toNode(node, ['waiting', channel.lastNumber(), { added: this.#pairingQueue.all(), gone: [] }, true])
  }

  nodeLost(node: string): void {
    const lost = [...(this.#elsewhere.get(node)?.values() ?? [])]
    this.#elsewhere.delete(node)
    for (const device of lost) this.#tell(device)
    for (const [request, claim] of this.#claims) if (claim.node === node) this.#settle(request, null)
  }

  /** Announces what changed, and ends claims that nobody answered. */
  tick(nowMs: number): void {
    this.#nowMs = nowMs
    for (const [request, claim] of this.#claims) {
      claim.sentAtMs ??= nowMs
      if (nowMs - claim.sentAtMs > CLAIM_ANSWER_MS) this.#settle(request, null)
    }
    const news = this.#takeNews()
    if (news) this.#channel?.toAll((number) => ['waiting', number, news, false])
  }

  /** What other nodes do not know of yet; null when nothing changed. */
  #takeNews(): WaitingNews | null {
    if (!this.#hasChanged) return null
    this.#hasChanged = false
    const now = new Map(this.#pairingQueue.all().map((device) => [device.id, device]))
    const added = [...now.values()].filter((device) => this.#announced.get(device.id) !== device)
    const gone = [...this.#announced.keys()].filter((id) => !now.has(id))
    this.#announced = now
    return added.length + gone.length > 0 ? { added, gone } : null
  }

  /** `isAll`: what the node announced before is over. */
  #learn(node: string, { added, gone }: WaitingNews, isAll: boolean): void {
    const before = [...(this.#elsewhere.get(node)?.values() ?? [])]
    const known = (!isAll && this.#elsewhere.get(node)) || new Map<string, WaitingDevice>()
    for (const id of gone) known.delete(id)
    for (const device of added)
      if (known.has(device.id) || known.size < LIMITS.waitingDevicesMax) known.set(device.id, device)
    this.#elsewhere.set(node, known)
    for (const device of before) if (!known.has(device.id)) this.#tell(device)
    for (const device of added) this.#tell(device)
  }

  #tell({ address, leftRuns = [] }: WaitingDevice): void {
    this.#changed({ address, teamIds: [...new Set(leftRuns.map(({ teamId }) => teamId))] })
  }

  #settle(request: number, session: string | null): void {
    const claim = this.#claims.get(request)
    if (!claim) return
    this.#claims.delete(request)
    claim.settle(session)
  }

  *#others() {
    for (const [node, devices] of this.#elsewhere) for (const device of devices.values()) yield { node, device }
  }
}
