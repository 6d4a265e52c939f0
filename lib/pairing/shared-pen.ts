/**
 * The pens of all nodes as one: this node's {@link WaitingPen}, what other nodes told of theirs, and claims on their way to
 * the node that holds the socket. Pure; lib/relay/cluster.ts carries what it says.
 */
import { LIMITS } from '../protocol/limits.ts'
import { readPairingCode } from '../protocol/pairing-code.ts'
import type { LivePairing } from './live-pairing.ts'
import { isNear } from './same-network.ts'
import type { Claim, WaitingDevice, WaitingPen } from './waiting-pen.ts'

/** A claim whose node does not answer so long has failed. */
export const CLAIM_ANSWER_MS = 3_000

/** What changed in a pen since the last time. */
export interface WaitingNews {
  added: WaitingDevice[]
  gone: string[]
}

export type SendClaim = (node: string, request: number, id: string, claim: Claim) => void

interface Asked {
  node: string
  /** Null until the first tick of all: before that the time is not known. */
  askedAtMs: number | null
  answer: (isClaimed: boolean) => void
}

export class SharedPen implements LivePairing {
  readonly #pen: WaitingPen
  /** By node, then by id. */
  readonly #elsewhere = new Map<string, Map<string, WaitingDevice>>()
  #told = new Set<string>()
  #hasChanged = false
  #send: SendClaim | null = null
  readonly #asked = new Map<number, Asked>()
  #request = 0
  /** Of the last tick. */
  #nowMs: number | null = null

  constructor(pen: WaitingPen) {
    this.#pen = pen
    pen.onChange(() => {
      this.#hasChanged = true
    })
  }

  near(address: string): WaitingDevice[] {
    const found = this.#pen.near(address)
    for (const { device } of this.#others()) if (isNear(address, device.address)) found.push(device)
    return found.sort((a, b) => b.sinceMs - a.sinceMs)
  }

  find(q: { code: string } | { sessionId: string }): WaitingDevice | null {
    const here = this.#pen.find(q)
    if (here) return here
    const code = 'code' in q ? readPairingCode(q.code) : null
    for (const { device } of this.#others())
      if ('sessionId' in q ? device.sessionId === q.sessionId : device.code === code) return device
    return null
  }

  async claim(id: string, claim: Claim): Promise<boolean> {
    if (this.#pen.claim(id, claim)) return true
    const send = this.#send
    for (const { node, device } of this.#others()) {
      if (device.id !== id || !send) continue
      const request = ++this.#request
      return new Promise((answer) => {
        this.#asked.set(request, { node, askedAtMs: this.#nowMs, answer })
        send(node, request, id, claim)
      })
    }
    return false
  }

  // ── with other nodes ──

  /** From now on there are others. */
  join(send: SendClaim): void {
    this.#send = send
  }

  /** What the other nodes must hear; null when nothing changed. Also ends claims that nobody answered. */
  tick(nowMs: number): WaitingNews | null {
    this.#nowMs = nowMs
    for (const [request, asked] of this.#asked) {
      asked.askedAtMs ??= nowMs
      if (nowMs - asked.askedAtMs > CLAIM_ANSWER_MS) this.answered(request, false)
    }
    if (!this.#hasChanged) return null
    this.#hasChanged = false
    const now = new Map(this.#pen.all().map((device) => [device.id, device]))
    const added = [...now.values()].filter(({ id }) => !this.#told.has(id))
    const gone = [...this.#told].filter((id) => !now.has(id))
    this.#told = new Set(now.keys())
    return added.length + gone.length > 0 ? { added, gone } : null
  }

  all(): WaitingDevice[] {
    return this.#pen.all()
  }

  /** `isAll`: what was told before is over. */
  heard(node: string, { added, gone }: WaitingNews, isAll: boolean): void {
    const known = (!isAll && this.#elsewhere.get(node)) || new Map<string, WaitingDevice>()
    for (const id of gone) known.delete(id)
    for (const device of added) if (known.size < LIMITS.waitingDevicesMax) known.set(device.id, device)
    this.#elsewhere.set(node, known)
  }

  nodeLost(node: string): void {
    this.#elsewhere.delete(node)
    for (const [request, asked] of this.#asked) if (asked.node === node) this.answered(request, false)
  }

  /** Another node's person claims a device of this node. */
  claimHere(id: string, claim: Claim): boolean {
    return this.#pen.claim(id, claim)
  }

  answered(request: number, isClaimed: boolean): void {
    const asked = this.#asked.get(request)
    if (!asked) return
    this.#asked.delete(request)
    asked.answer(isClaimed)
  }

  *#others() {
    for (const [node, devices] of this.#elsewhere) for (const device of devices.values()) yield { node, device }
  }
}
