/**
 * From the sealed bytes of a batch to its text [BT3]. A payload that cannot be opened is null, never an error: one bad
 * batch must not blank the list. Decompression stops at a bound, so that a bomb costs no more than that.
 */
import { type BatchHeader, FLAG, HEADER } from '#lib/protocol/batch.ts'

/** Far above what an honest batch of `batchBytesMax` holds as text. */
const TEXT_BYTES_MAX = 1024 * 1024
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export interface OpenedBatch {
  text: string
  textBytes: number
}

/** Synchronous where nothing has to be inflated, so that live batches reach the screen in the turn they came in. */
export function openBatch(header: BatchHeader, bytes: Uint8Array): OpenedBatch | null | Promise<OpenedBatch | null> {
  // Sealed end to end: without its key it stays closed.
  if (header[HEADER.flags] & FLAG.e2ee) return null
  if (!(header[HEADER.flags] & FLAG.deflate)) return { text: decoder.decode(bytes), textBytes: bytes.byteLength }
  return inflate(bytes)
}

async function inflate(bytes: Uint8Array): Promise<OpenedBatch | null> {
  const parts: Uint8Array[] = []
  let textBytes = 0
  try {
    const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    const reader = packed.pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      textBytes += value.byteLength
      if (textBytes > TEXT_BYTES_MAX) {
        await reader.cancel()
        return null
      }
      parts.push(value)
    }
  } catch {
    return null // not deflate, or cut
  }
  const whole = new Uint8Array(textBytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return { text: decoder.decode(whole), textBytes }
}
