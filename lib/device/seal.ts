/**
 * Makes the immutable bytes of a batch from its lines [BT1][BT3]. A seal that needs a promise is awaited, and batches still
 * come out in the order in which they went in; whoever cannot wait gets what is pending sealed plain.
 */
import { type Batch, FLAG } from '../protocol/batch.ts'
import { COMPRESS_BYTES_MIN, type Compress, pays } from './compress.ts'
import { encodeUtf8 } from './utf8.ts'

/** A closed run of records that has no bytes yet. */
export interface Draft {
  first: number
  lines: string[]
  /** Of the lines joined by `\n`, in UTF-8. */
  byteLength: number
  hasTruncated: boolean
}

export type Seal = (session: string, draft: Draft) => Batch | Promise<Batch>

export function sealPlain(session: string, draft: Draft): Batch {
  return batchOf(session, draft, encodeUtf8(draft.lines.join('\n')), 0)
}

export function sealCompressed(compress: Compress): Seal {
  return (session, draft) => {
    if (draft.byteLength < COMPRESS_BYTES_MIN) return sealPlain(session, draft)
    const plain = encodeUtf8(draft.lines.join('\n'))
    const smaller = (packed: Uint8Array | null) =>
      packed && pays(plain.byteLength, packed.byteLength)
        ? batchOf(session, draft, packed, FLAG.deflate)
        : batchOf(session, draft, plain, 0)
    try {
      const packed = compress(plain)
      return packed instanceof Uint8Array ? smaller(packed) : packed.then(smaller, () => smaller(null))
    } catch {
      return smaller(null)
    }
  }
}

function batchOf(session: string, draft: Draft, bytes: Uint8Array, flag: number): Batch {
  const flags = flag | (draft.hasTruncated ? FLAG.truncated : 0)
  return { header: [session, flags, draft.first, draft.lines.length, bytes.byteLength], bytes }
}

interface Pending {
  draft: Draft
  /** Null while its seal is being made. */
  batch: Batch | null
}

/** Seals drafts one after the other and hands each batch on in their order: in the call itself while nothing has to be awaited. */
export class SealQueue {
  readonly #session: string
  readonly #seal: Seal
  readonly #done: (batch: Batch) => void
  #pending: Pending[] = []

  constructor(session: string, seal: Seal, done: (batch: Batch) => void) {
    this.#session = session
    this.#seal = seal
    this.#done = done
  }

  add(draft: Draft): void {
    const sealed = this.#seal(this.#session, draft)
    const pending: Pending = { draft, batch: isPromise(sealed) ? null : sealed }
    this.#pending.push(pending)
    if (!isPromise(sealed)) {
      this.#hand()
      return
    }
    sealed
      .catch(() => sealPlain(this.#session, draft))
      .then((batch) => {
        // Late: it was sealed plain meanwhile, and a batch is sealed once.
        if (!this.#pending.includes(pending)) return
        pending.batch = batch
        this.#hand()
      })
  }

  /** What is pending cannot be waited for: it is sealed now, plain, and handed on in this call. Not for a session that has a key [BT6]. */
  finish(): void {
    for (const pending of this.#pending) pending.batch ??= sealPlain(this.#session, pending.draft)
    this.#hand()
  }

  #hand(): void {
    while (this.#pending[0]?.batch) this.#done(this.#pending.shift()?.batch as Batch)
  }
}

function isPromise(value: Batch | Promise<Batch>): value is Promise<Batch> {
  return 'then' in value
}
