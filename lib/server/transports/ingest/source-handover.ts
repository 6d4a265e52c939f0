/**
 * Sources whose requests come to several nodes in turn: the node that has the session gives it up to the one that got the next
 * request, with the exact number at which it left off. Nodes tell each other which sessions they have, by hashes alone.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { NodeChannel, NodeExtension, NodeFrame } from '#lib/server/relay/node-extension.ts'
import type { LeftSession } from './source-sessions.ts'

/** A node that does not answer within this time has no session to give: a new one begins. */
export const HANDOVER_ANSWER_MS = 3_000

export type HandoverMessage =
  /** To all, and after a gap with `isAll` to one: keys of sessions that the sender has, and of those that it has no longer. */
  | [kind: 'sources', number: number, added: string[], gone: string[], isAll: boolean]
  /** To the node that has the session. */
  | [kind: 'takeSource', request: number, key: string]
  /** Its answer; null: it is in use, or has ended. */
  | [kind: 'leftSource', request: number, left: LeftSession | null]

const KINDS = { sources: 'numbered', takeSource: 'plain', leftSource: 'plain' } as const

export interface HandoverParts {
  /** Keys of the sessions here. */
  keys(): Iterable<string>
  handOver(key: string): LeftSession | null
}

export class SourceHandover implements NodeExtension {
  readonly kinds = KINDS
  readonly #parts: HandoverParts
  readonly #elsewhere = new Map<string, Set<string>>()
  readonly #pending = new Map<number, { node: string; settle: (left: LeftSession | null) => void }>()
  /** Null: this node is alone. */
  #channel: NodeChannel<HandoverMessage> | null = null
  #request = 0

  constructor(parts: HandoverParts) {
    this.#parts = parts
  }

  /** Takes the session from the node that has it. Null: none has, or it is in use there. */
  async take(key: string): Promise<LeftSession | null> {
    const channel = this.#channel
    const node = [...this.#elsewhere].find(([, keys]) => keys.has(key))?.[0]
    if (!channel || node === undefined) return null
    const request = ++this.#request
    return new Promise((resolve) => {
      const settle = (left: LeftSession | null) => {
        clearTimeout(timer)
        this.#pending.delete(request)
        resolve(left)
      }
      const timer = setTimeout(() => settle(null), HANDOVER_ANSWER_MS)
      this.#pending.set(request, { node, settle })
      channel.toNode(node, ['takeSource', request, key])
    })
  }

  /** A session was opened or ended here. */
  changed(key: string, isOpen: boolean): void {
    this.#channel?.toAll((number) => ['sources', number, isOpen ? [key] : [], isOpen ? [] : [key], false])
  }

  // ── see NodeExtension ──

  join(channel: NodeChannel<HandoverMessage>): void {
    this.#channel = channel
  }

  /** Nodes trust each other to send whole messages. */
  receive(from: string, frame: NodeFrame): void {
    const message = frame as HandoverMessage
    switch (message[0]) {
      case 'sources':
        this.#learn(from, message[2], message[3], message[4])
        break
      case 'takeSource':
        this.#channel?.toNode(from, ['leftSource', message[1], this.#parts.handOver(message[2])])
        break
      case 'leftSource':
        this.#pending.get(message[1])?.settle(message[2])
        break
    }
  }

  sync(node: string): void {
    const channel = this.#channel
    channel?.toNode(node, ['sources', channel.lastNumber(), [...this.#parts.keys()], [], true])
  }

  nodeLost(node: string): void {
    this.#elsewhere.delete(node)
    for (const pending of [...this.#pending.values()]) if (pending.node === node) pending.settle(null)
  }

  tick(): void {}

  #learn(node: string, added: readonly string[], gone: readonly string[], isAll: boolean): void {
    const keys = (!isAll && this.#elsewhere.get(node)) || new Set<string>()
    for (const key of gone) keys.delete(key)
    for (const key of added) if (keys.size < LIMITS.sourcesMax) keys.add(key)
    this.#elsewhere.set(node, keys)
  }
}
