/** Pairing on a node that has it switched off, among nodes that may not: nothing waits here, so no claim succeeds. */
import type { NodeChannel, NodeExtension, NodeFrame } from '#lib/server/relay/node-extension.ts'
import { isPairingMessage, PAIRING_KINDS, type PairingMessage } from './pairing-messages.ts'

export class PairingOff implements NodeExtension {
  /** Known all the same, so that the numbers of other nodes' news show no gap. */
  readonly kinds = PAIRING_KINDS
  #channel: NodeChannel<PairingMessage> | null = null

  join(channel: NodeChannel<PairingMessage>): void {
    this.#channel = channel
  }

  receive(from: string, message: NodeFrame): void {
    if (isPairingMessage(message) && message[0] === 'claim') this.#channel?.toNode(from, ['claimed', message[1], false])
  }

  sync(): void {}

  nodeLost(): void {}

  tick(): void {}
}
