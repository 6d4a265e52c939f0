/** The bytes of a file from this computer, a slice at a time; of a gzip file, those inside. Nothing leaves the browser. */
import { isGzip } from './file-text.ts'

export interface FileInput {
  name: string
  /** Bytes as they lie on disk. */
  totalBytes: number
  /** For lines without a time. Epoch milliseconds. */
  modifiedAtMs: number
  /** Whether records may be in it twice. */
  mayRepeat?: boolean
  /** Calls `onRead` with the number of bytes that were taken from disk. Throws a {@link BrokenGzip}, or what the browser throws. */
  pieces(onRead: (bytes: number) => void): AsyncGenerator<Uint8Array>
}

export class BrokenGzip extends Error {}

/** Read from disk at once. */
const READ_BYTES = 256 * 1024
/** Given at once: a few milliseconds of work. */
const SLICE_BYTES = 16 * 1024
/** Compressed bytes at once: a browser inflates all of them before anybody can stop it, up to 1,032 times as many. */
const GZIP_SLICE_BYTES = 16 * 1024

export function fileInput(file: Blob & { name: string; lastModified: number }): FileInput {
  return {
    name: file.name,
    totalBytes: file.size,
    modifiedAtMs: file.lastModified,
    pieces: (onRead) => piecesOf(file, onRead),
  }
}

export async function* piecesOf(blob: Blob, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const isCompressed = isGzip(new Uint8Array(await blob.slice(0, 2).arrayBuffer()))
  if (isCompressed) yield* inflated(slices(blob, GZIP_SLICE_BYTES, onRead))
  else yield* slices(blob, SLICE_BYTES, onRead)
}

async function* slices(
  blob: Blob,
  sliceBytes: number,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let from = 0; from < blob.size; from += READ_BYTES) {
    const bytes = new Uint8Array(await blob.slice(from, from + READ_BYTES).arrayBuffer())
    for (let at = 0; at < bytes.length; at += sliceBytes) {
      const slice = bytes.subarray(at, at + sliceBytes)
      onRead(slice.length)
      yield slice
    }
  }
}

async function* inflated(pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip')
  const reader = readable.getReader()
  // The reader reports what goes wrong here.
  feed(pieces, writable.getWriter()).catch(() => {})
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        // Browsers say by a DOMException that a file could not be read.
        throw error instanceof DOMException ? error : new BrokenGzip()
      })
      if (done) return
      for (let at = 0; at < value.length; at += SLICE_BYTES) yield value.subarray(at, at + SLICE_BYTES)
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

async function feed(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  try {
    for await (const piece of pieces) await writer.write(piece)
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => {})
  }
}
