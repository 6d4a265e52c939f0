/** What the pairing queues of several nodes say to each other [ND7], as messages of their own on the bus between nodes. */
import type { NodeFrame } from '#lib/server/relay/node-extension.ts'
import type { Claim, WaitingDevice } from './pairing-queue.ts'

/** What changed in a pairing queue since the last news. */
export interface WaitingNews {
  added: WaitingDevice[]
  /** Their connection ids. */
  gone: string[]
}

export type PairingMessage =
  /** To all, and after a gap with `isAll` to one: devices that wait at the sender, anew or changed, and those that do no longer. */
  | [kind: 'waiting', number: number, news: WaitingNews, isAll: boolean]
  /** To the node where a device waits: a person of another node claims it. */
  | [kind: 'claim', request: number, waiting: string, claim: Claim]
  /** To the node that claimed. `session`: in which the device goes on; an older node does not name it. */
  | [kind: 'claimed', request: number, isClaimed: boolean, session?: string]

export const PAIRING_KINDS = { waiting: 'numbered', claim: 'plain', claimed: 'plain' } as const satisfies Record<
  PairingMessage[0],
  'numbered' | 'plain'
>

/** Looks at the kind alone: nodes trust each other to send whole messages. */
export function isPairingMessage(frame: NodeFrame): frame is PairingMessage {
  return Object.hasOwn(PAIRING_KINDS, frame[0])
}
