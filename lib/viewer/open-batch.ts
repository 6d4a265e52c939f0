/**
 * Opens the sealed bytes of a batch and returns its text [BT3]. A payload that cannot be opened is null, never an error:
 * one bad batch must not blank the list. Decompression stops at a bound, which limits the cost of a bomb.
 */
import { type BatchHeader, FLAG, HEADER } from '#lib/protocol/batch.ts'
import { type Inflate, inflateOf } from './inflate.ts'

/** Longest text of a batch, bytes: far above what an honest batch of `batchBytesMax` holds. */
export const TEXT_BYTES_MAX = 1024 * 1024
/** Tests with jsdom load the screen, and have none. */
const decoder = typeof TextDecoder === 'function' ? new TextDecoder('utf-8', { ignoreBOM: true }) : null
const hostInflate = inflateOf(globalThis)

export interface OpenedBatch {
  text: string
  textBytes: number
}

type MaybeOpened = OpenedBatch | null

/** Synchronous in Node and for batches that are not compressed, so that live batches reach the screen in the turn they arrive in. */
export function openBatch(
  header: BatchHeader,
  bytes: Uint8Array,
  inflate: Inflate = hostInflate,
): MaybeOpened | Promise<MaybeOpened> {
  // Encrypted end to end, and this viewer has no key.
  if (header[HEADER.flags] & FLAG.e2ee) return null
  if (!(header[HEADER.flags] & FLAG.deflate)) return decode(bytes)
  const plain = inflate(bytes, TEXT_BYTES_MAX)
  return plain instanceof Promise ? plain.then(decode) : decode(plain)
}

function decode(bytes: Uint8Array | null): MaybeOpened {
  return bytes && decoder && { text: decoder.decode(bytes), textBytes: bytes.byteLength }
}
