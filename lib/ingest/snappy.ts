/**
 * Decompresses one block of Snappy, as Loki's clients send it. It exists because one call of a library cannot be interrupted:
 * a block that expands 20 times keeps the thread for a tenth of a second.
 */
import { type Steps, Undecodable } from './source.ts'

/** Bytes that are written between two pauses; they take some 50 µs. */
const PAUSE_BYTES = 32_768

/** Throws when the block is broken or holds more than `bytesMax`. */
export function* uncompressSnappy(block: Uint8Array, bytesMax: number): Steps<Uint8Array> {
  let at = 0
  const next = () => {
    const byte = block[at++]
    if (byte === undefined) throw broken()
    return byte
  }
  const number = (bytes: number) => {
    let value = 0
    for (let i = 0; i < bytes; i++) value += next() * 2 ** (8 * i)
    return value
  }

  let length = 0
  for (let shift = 0; ; shift += 7) {
    if (shift > 28) throw broken()
    const byte = next()
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  if (length > bytesMax) throw new Undecodable(`more than ${bytesMax} bytes when decompressed`)

  const output = new Uint8Array(length)
  let written = 0
  for (let pauseAt = PAUSE_BYTES; at < block.length; ) {
    const tag = next()
    const kind = tag & 3
    let size = (tag >> 2) + 1
    if (kind === 0) {
      if (size > 60) size = number(size - 60) + 1
      if (at + size > block.length || written + size > length) throw broken()
      output.set(block.subarray(at, at + size), written)
      at += size
    } else {
      if (kind === 1) size = ((tag >> 2) & 7) + 4
      const offset = kind === 1 ? (tag >> 5) * 256 + next() : number(kind === 2 ? 2 : 4)
      const from = written - offset
      if (offset === 0 || from < 0 || written + size > length) throw broken()
      if (offset >= size) output.copyWithin(written, from, from + size)
      else for (let i = 0; i < size; i++) output[written + i] = output[from + i] as number
    }
    written += size
    if (written >= pauseAt) {
      pauseAt = written + PAUSE_BYTES
      yield
    }
  }
  if (written !== length) throw broken()
  return output
}

function broken(): Undecodable {
  return new Undecodable('not a valid Snappy block')
}
