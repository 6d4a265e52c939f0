/**
 * A batch as frames for viewers of the original: what the app itself sent, verbatim, while the batch passes through here; for
 * batches of our own SDK, each record in the original's words. Content, held no longer than the batch that it belongs to.
 */
import { inflateRawSync } from 'node:zlib'
import { type BatchHeader, FLAG } from '../protocol/batch.ts'
import { LIMITS } from '../protocol/limits.ts'
import { decodeRecords } from '../protocol/record.ts'
import { toSeedLog } from '../seed/from-record.ts'
import { seedLogFrame } from '../seed/log-frame.ts'

/** By the very bytes that the hub passes on: gone with them. */
const verbatim = new WeakMap<Uint8Array, readonly string[]>()

export function keepFrames(bytes: Uint8Array, frames: readonly string[]): void {
  verbatim.set(bytes, frames)
}

/** Null: nobody but holders of a key can read it, or it is not what its header says. */
export function framesOf(header: BatchHeader, bytes: Uint8Array, deviceId: string): readonly string[] | null {
  const kept = verbatim.get(bytes)
  if (kept) return kept
  const [, flags, first, count] = header
  if (flags & FLAG.e2ee) return null
  try {
    const plain = flags & FLAG.deflate ? inflateRawSync(bytes, { maxOutputLength: LIMITS.seedOpenedBytesMax }) : bytes
    const text = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString()
    return decodeRecords(text, first, count).map((record) => seedLogFrame(toSeedLog(record, deviceId)))
  } catch {
    return null // not deflate, or a bomb
  }
}
