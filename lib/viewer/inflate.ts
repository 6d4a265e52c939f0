/**
 * Opens deflate-raw with what the host brings, up to a bound. A bomb is given up in the middle of its stream, so that it
 * costs no more than the bound and what one slice of it can become.
 */

/** Null: not deflate, cut off, or more than the bound. */
export type Inflate = (bytes: Uint8Array, bytesMax: number) => Uint8Array | null | Promise<Uint8Array | null>

/** Deflate makes at most 1,032 bytes of one. A browser inflates all that it was handed before anybody can stop it. */
export const SLICE_BYTES = 2_048

type ZlibSync = { inflateRawSync(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array }
interface Host {
  process?: { getBuiltinModule?(name: string): unknown }
  DecompressionStream?: typeof DecompressionStream
}

export function inflateOf(host: Host): Inflate {
  const zlib = host.process?.getBuiltinModule?.('zlib')
  return zlib ? inflateAtOnce(zlib as ZlibSync) : inflateStream(host.DecompressionStream)
}

/** Node: a batch takes some microseconds, its stream ten times as much for the ways between threads. */
function inflateAtOnce(zlib: ZlibSync): Inflate {
  return (bytes, bytesMax) => {
    try {
      return zlib.inflateRawSync(bytes, { maxOutputLength: bytesMax })
    } catch {
      return null
    }
  }
}

function inflateStream(Stream: typeof DecompressionStream | undefined): Inflate {
  return async (bytes, bytesMax) => {
    try {
      if (!Stream) return null
      const { readable, writable } = new Stream('deflate-raw')
      // By hand: a Blob of the bytes would take a browser twenty times as long as opening them.
      writeSlices(writable.getWriter(), bytes as Uint8Array<ArrayBuffer>).catch(() => {}) // the reader hears of it
      return await readUpTo(readable.getReader(), bytesMax)
    } catch {
      return null
    }
  }
}

/** The next slice goes in when what became of the one before was taken out. */
async function writeSlices(writer: WritableStreamDefaultWriter<BufferSource>, bytes: Uint8Array<ArrayBuffer>) {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) await writer.write(bytes.subarray(at, at + SLICE_BYTES))
  await writer.close()
}

async function readUpTo(reader: ReadableStreamDefaultReader<Uint8Array>, bytesMax: number) {
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > bytesMax) {
      await reader.cancel()
      return null
    }
    parts.push(value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
