/**
 * Compresses a batch once, on the device, when it pays [BT3]: the server and every viewer then move the small bytes. Uses
 * only what the host offers; where it offers nothing (React Native, old browsers) batches stay uncompressed.
 */
import { deflateNode } from './deflate-node.ts'

/** Deflate-raw of RFC 1951, now or later: the seal queue keeps the order. */
export type Compress = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** Shorter batches are a few records that somebody waits for; they would hardly shrink. */
export const COMPRESS_BYTES_MIN = 512
/** A result that is not clearly smaller is not worth the viewers' time to open it. */
const SHARE_MAX = 0.9

export function pays(plainBytes: number, packedBytes: number): boolean {
  return packedBytes <= plainBytes * SHARE_MAX
}

/** Null where the host cannot compress. */
export function compressOf(host: unknown = globalThis): Compress | null {
  return deflateNode(host) ?? streamDeflate(host as { CompressionStream?: typeof CompressionStream })
}

function streamDeflate({ CompressionStream: Stream }: { CompressionStream?: typeof CompressionStream }) {
  try {
    // Older browsers know only `deflate`, which has a header.
    if (Stream && new Stream('deflate-raw')) {
      return async (bytes: Uint8Array) => {
        const { readable, writable } = new Stream('deflate-raw')
        const writer = writable.getWriter()
        // Written by hand, because a Blob of the bytes takes a browser ten times as long. A failure also rejects the read
        // below.
        for (const done of [writer.write(bytes as Uint8Array<ArrayBuffer>), writer.close()]) done.catch(() => {})
        return new Uint8Array(await new Response(readable).arrayBuffer())
      }
    }
  } catch {
    // This host cannot.
  }
  return null
}
