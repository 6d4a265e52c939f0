/**
 * Reads what a device holds as lines, piece by piece: opens sealed batches, and keeps the last one open for the other viewers
 * that read the same.
 */
import { inflateRawSync } from 'node:zlib'
import { type Batch, FLAG, HEADER } from '#lib/protocol/batch.ts'
import type { HeldRecords } from '#lib/sdk/delivery/held-records.ts'

/** Consecutive lines. `lines` is null where they cannot be opened: sealed end to end. */
export interface Piece {
  first: number
  count: number
  lines: readonly string[] | null
}

/** Far more than a batch of ours holds as text. */
const TEXT_BYTES_MAX = 1024 * 1024

export class HeldPieces {
  readonly #held: HeldRecords
  #opened: { batch: Batch; piece: Piece } | null = null

  constructor(held: HeldRecords) {
    this.#held = held
  }

  get head(): number {
    return this.#held.head
  }

  /** The piece with the lowest number above `seq`, beginning there; undefined without one. */
  after(seq: number): Piece | undefined {
    const held = this.#held.after(seq)
    if (!held) return undefined
    const { first, count, lines } = 'header' in held ? this.#open(held) : { ...held, count: held.lines.length }
    const skipped = Math.max(0, seq + 1 - first)
    return { first: first + skipped, count: count - skipped, lines: lines?.slice(skipped) ?? null }
  }

  #open(batch: Batch): Piece {
    if (this.#opened?.batch !== batch) this.#opened = { batch, piece: pieceOf(batch) }
    return this.#opened.piece
  }
}

function pieceOf({ header, bytes }: Batch): Piece {
  const flags = header[HEADER.flags]
  const sealed: Piece = { first: header[HEADER.first], count: header[HEADER.count], lines: null }
  if (flags & FLAG.e2ee) return sealed
  try {
    const plain = flags & FLAG.deflate ? inflateRawSync(bytes, { maxOutputLength: TEXT_BYTES_MAX }) : Buffer.from(bytes)
    const lines = plain.toString().split('\n')
    return lines.length === sealed.count ? { ...sealed, lines } : sealed
  } catch {
    return sealed // It is shown as a gap.
  }
}
