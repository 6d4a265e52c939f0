/** [RL1][RL4] Hands live batches to the viewers of their session: the hot path of the relay. */
import { type BatchHeader, firstSeqOf, lastSeqOf } from '#lib/protocol/batch.ts'
import type { HubOutput } from './hub-output.ts'
import type { NeedRouter } from './need-router.ts'
import type { RelaySession } from './session.ts'

export class BatchForwarder {
  readonly #out: HubOutput
  readonly #needs: NeedRouter

  constructor(out: HubOutput, needs: NeedRouter) {
    this.#out = out
    this.#needs = needs
  }

  /** A batch that does not rise is dropped. */
  forward(session: RelaySession, header: BatchHeader, bytes: Uint8Array): void {
    if (!session.progress.advance(firstSeqOf(header), lastSeqOf(header))) return
    if (session.isWatched) this.#send(session, header, bytes)
    session.pending.markState()
  }

  #send(session: RelaySession, header: BatchHeader, bytes: Uint8Array): void {
    const { audience } = session
    if (audience.isRelayed) this.#out.toSession(session.id, 'batch', header, bytes)
    // [DR4] Sent though nobody needs the relay: the device is about to stop, and its channels with it.
    else this.#out.toViewers([...audience.viewers.keys()], 'batch', header, bytes)
    // A viewer that asked for what was under way has it now.
    if (this.#needs.isAwaited(session)) this.#needs.takeWaiting(session, firstSeqOf(header), lastSeqOf(header))
    // [RL6] The timed sweep alone would let a fast device fill a slow viewer's buffer between two rounds.
    if (audience.countSent(bytes.byteLength)) this.#out.sweep(audience.viewers.keys())
  }
}
