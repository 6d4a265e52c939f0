/**
 * From the sealed bytes of a batch to its text [BT3]. A payload that cannot be opened is null, never an error: one bad
 * batch must not blank the list. Decompression stops at a bound, so that a bomb costs no more than that.
 */
import { type BatchHeader, FLAG, HEADER } from '#lib/protocol/batch.ts'
import { type Inflate, inflateOf } from './inflate.ts'

/** Far above what an honest batch of `batchBytesMax` holds as text. */
export const TEXT_BYTES_MAX = 1024 * 1024
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const hostInflate = inflateOf(globalThis)

export interface OpenedBatch {
  text: string
  textBytes: number
}

type Opened = OpenedBatch | null

/** Synchronous where nothing has to be inflated, and in Node, so that live batches reach the screen in the turn they came in. */
export function openBatch(
  header: BatchHeader,
  bytes: Uint8Array,
  inflate: Inflate = hostInflate,
): Opened | Promise<Opened> {
  // Sealed end to end: without its key it stays closed.
  if (header[HEADER.flags] & FLAG.e2ee) return null
  if (!(header[HEADER.flags] & FLAG.deflate)) return opened(bytes)
  const plain = inflate(bytes, TEXT_BYTES_MAX)
  return plain instanceof Promise ? plain.then(opened) : opened(plain)
}

function opened(bytes: Uint8Array | null): Opened {
  return bytes && { text: decoder.decode(bytes), textBytes: bytes.byteLength }
}
