/**
 * A batch as frames for viewers of the Flutter package. A Flutter app's own frames go out verbatim; records of our SDK are
 * rewritten as the package's logs.
 *
 * Verbatim frames take a side road around the hub: flutter-device.ts leaves them here before it hands the batch to the hub,
 * and flutter-viewers.ts picks them up when the hub hands that batch on. The key is the identity of the batch's bytes, which
 * the hub passes on without copying; if it ever copied them, viewers would get rewritten records instead, which differ only in
 * what our record cannot hold. The map is weak: the frames are content, and go when the batch goes.
 */
import { inflateRawSync } from 'node:zlib'
import { toFlutterLog } from '#lib/flutter/from-record.ts'
import { flutterLogFrame } from '#lib/flutter/log-frame.ts'
import { type BatchHeader, FLAG } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeRecords } from '#lib/protocol/record.ts'

const verbatim = new WeakMap<Uint8Array, readonly string[]>()

export function keepFrames(bytes: Uint8Array, frames: readonly string[]): void {
  verbatim.set(bytes, frames)
}

/** Null: the batch is encrypted from end to end, or is not what its header says. `deviceId`: what rewritten logs name. */
export function framesOf(header: BatchHeader, bytes: Uint8Array, deviceId: string): readonly string[] | null {
  const kept = verbatim.get(bytes)
  if (kept) return kept
  const [, flags, first, count] = header
  if (flags & FLAG.e2ee) return null
  try {
    const plain =
      flags & FLAG.deflate ? inflateRawSync(bytes, { maxOutputLength: LIMITS.flutterOpenedBytesMax }) : bytes
    const text = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString()
    return decodeRecords(text, first, count).map((record) => flutterLogFrame(toFlutterLog(record, deviceId)))
  } catch {
    return null // not deflate, or a bomb
  }
}
