/**
 * The closed batches of an outbox that have no bytes yet, oldest first. A seal may return a promise; batches come out in
 * the order in which their drafts went in all the same, each once.
 */
import type { Batch } from '#lib/protocol/batch.ts'
import { type Draft, type Seal, sealPlain } from './seal.ts'

interface Entry {
  draft: Draft
  /** Null until its seal is made. */
  batch: Batch | null
}

export class SealQueue {
  readonly #seal: Seal
  readonly #output: (batch: Batch) => void
  readonly #onLate: () => void
  #entries: Entry[] = []
  /** How many entries at the front have their seal under way. */
  #started = 0
  #bytes = 0

  /**
   * `output` gets the batches in order, within {@link start} or {@link finish} when no promise is involved. `onLate` is
   * called after `output` when a promise was.
   */
  constructor(seal: Seal, output: (batch: Batch) => void, onLate: () => void) {
    this.#seal = seal
    this.#output = output
    this.#onLate = onLate
  }

  get oldest(): Draft | undefined {
    return this.#entries[0]?.draft
  }

  /** Bytes of text in the queue. */
  get bytes(): number {
    return this.#bytes
  }

  /** How many drafts wait for {@link start}. */
  get waiting(): number {
    return this.#entries.length - this.#started
  }

  add(draft: Draft): void {
    this.#entries.push({ draft, batch: null })
    this.#bytes += draft.byteLength
  }

  /** Begins to seal everything that waits. */
  start(): void {
    while (this.#started < this.#entries.length) {
      const entry = this.#entries[this.#started++] as Entry
      const batch = this.#seal(entry.draft)
      if ('then' in batch) this.#await(entry, batch)
      else {
        entry.batch = batch
        this.#release()
      }
    }
  }

  /**
   * Empties the queue within this call, for a caller that cannot wait: drafts whose seal is not ready are sealed without
   * compression. Not for a session with a key [BT6].
   */
  finish(): void {
    this.start()
    for (const entry of this.#entries) entry.batch ??= sealPlain(entry.draft)
    this.#release()
  }

  #await(entry: Entry, batch: Promise<Batch>): void {
    batch
      .catch(() => sealPlain(entry.draft))
      .then((batch) => {
        // Already sealed by `finish`, and a batch is sealed once.
        if (!this.#entries.includes(entry)) return
        entry.batch = batch
        this.#release()
        this.#onLate()
      })
  }

  #release(): void {
    for (let batch = this.#entries[0]?.batch; batch; batch = this.#entries[0]?.batch) {
      this.#bytes -= (this.#entries.shift() as Entry).draft.byteLength
      this.#started--
      this.#output(batch)
    }
  }
}
