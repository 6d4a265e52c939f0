/**
 * Inflates deflate-raw with what the host provides, up to a bound. A bomb is abandoned in the middle of its stream, so it
 * costs no more than the bound plus the output of one slice.
 */

/** Returns null for data that is not deflate, is incomplete or exceeds `bytesMax`. */
export type Inflate = (bytes: Uint8Array, bytesMax: number) => Uint8Array | null | Promise<Uint8Array | null>

/** Input handed to a browser at once, bytes. It inflates all of it before anybody can stop it, and deflate expands up to 1,032 times. */
export const SLICE_BYTES = 2_048

type ZlibSync = { inflateRawSync(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array }
interface Host {
  process?: { getBuiltinModule?(name: string): unknown }
  DecompressionStream?: typeof DecompressionStream
}

export function inflateOf(host: Host): Inflate {
  const zlib = zlibOf(host)
  return zlib ? inflateAtOnce(zlib as ZlibSync) : inflateStream(host.DecompressionStream)
}

/** Some runtimes have `process` in part, and throw for the rest of it. */
function zlibOf(host: Host): unknown {
  try {
    return host.process?.getBuiltinModule?.('zlib')
  } catch {
    return undefined
  }
}

/** For Node: a batch takes a few microseconds; a stream takes ten times as long because it crosses threads. */
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
      // Written by hand, because a Blob takes a browser twenty times as long as inflating its bytes.
      writeSlices(writable.getWriter(), bytes as Uint8Array<ArrayBuffer>).catch(() => {}) // the reader fails too
      return await readUpTo(readable.getReader(), bytesMax)
    } catch {
      return null
    }
  }
}

/** Writes a slice when the output of the previous one has been read. */
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
