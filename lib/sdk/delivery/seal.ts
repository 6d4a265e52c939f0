/** Makes the bytes of a batch from its lines [BT1][BT3]. In which order batches are sealed is up to seal-queue.ts. */
import { type Batch, FLAG } from '#lib/protocol/batch.ts'
import { encodeUtf8 } from '#lib/protocol/utf8.ts'
import { COMPRESS_BYTES_MIN, type Compress, pays } from './compress.ts'

/** A closed run of consecutive records that has no bytes yet. */
export interface Draft {
  session: string
  /** Number of the first record. */
  first: number
  lines: string[]
  /** Length in UTF-8 of the lines joined by `\n`. */
  byteLength: number
  hasTruncated: boolean
}

/** Turns a draft into its one and only batch, now or later. */
export type Seal = (draft: Draft) => Batch | Promise<Batch>

export function sealPlain(draft: Draft): Batch {
  return batchOf(draft, encodeUtf8(draft.lines.join('\n')), 0)
}

export function sealCompressed(compress: Compress): Seal {
  return (draft) => {
    if (draft.byteLength < COMPRESS_BYTES_MIN) return sealPlain(draft)
    const plain = encodeUtf8(draft.lines.join('\n'))
    const smaller = (packed: Uint8Array | null) =>
      packed && pays(plain.byteLength, packed.byteLength)
        ? batchOf(draft, packed, FLAG.deflate)
        : batchOf(draft, plain, 0)
    try {
      const packed = compress(plain)
      return packed instanceof Uint8Array ? smaller(packed) : packed.then(smaller, () => smaller(null))
    } catch {
      return smaller(null)
    }
  }
}

function batchOf({ session, first, lines, hasTruncated }: Draft, bytes: Uint8Array, flag: number): Batch {
  const flags = flag | (hasTruncated ? FLAG.truncated : 0)
  return { header: [session, flags, first, lines.length, bytes.byteLength], bytes }
}
