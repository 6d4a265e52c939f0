/**
 * Reads the body of a request piece by piece, decompressed, for as long as it comes: no timeout of the server ends it but the
 * reader's own. It holds no more than a piece or two, so a body that expands a thousandfold only takes longer.
 */
import type { IncomingMessage } from 'node:http'
import type { Readable, Transform } from 'node:stream'
import zlib from 'node:zlib'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'

export interface BodyTimes {
  /** Without a byte for this long it fails with `too-slow`. */
  idleMs: number
  /** The name of that limit. */
  limit: LimitName
  /** Altogether ({@link LIMITS.sourceBodyMs}); null: as long as it takes. */
  totalMs: number | null
}

/** Size of a decompressed piece. */
const CHUNK_BYTES = 16 * 1024
const NOT_COMPRESSED = 'The body cannot be decompressed.'

/** Bodies that are decompressed by an algorithm with a large window. */
let windowed = 0

export class BodyReader {
  readonly #request: IncomingMessage
  readonly #stream: Readable
  readonly #iterator: AsyncIterator<Buffer>
  readonly #times: BodyTimes
  readonly #startedAtMs = performance.now()
  #fail: ((error: Error) => void) | null = null
  #failure: Error | null = null

  /** Throws AppError for an encoding that nobody here knows, or when too many are under way. */
  constructor(request: IncomingMessage, times: BodyTimes) {
    this.#request = request
    this.#times = times
    const inflater = inflaterOf(request)
    this.#stream = inflater ? request.pipe(inflater) : request
    // The request stays whole when reading ends early: it is still to be answered.
    this.#iterator = this.#stream.iterator({ destroyOnReturn: inflater !== null })[Symbol.asyncIterator]()
    // 'close' without an end: the client is gone.
    request.once('close', () => {
      if (!request.complete) this.interrupt(new AppError('too-slow', 'The client closed the connection.'))
    })
    request.on('error', () => {}) // 'close' follows
  }

  /** The next piece; null at the end. Throws AppError, also what {@link interrupt} was given. */
  next(): Promise<Buffer | null> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      const { idleMs, limit, totalMs } = this.#times
      const leftMs = totalMs === null ? Number.POSITIVE_INFINITY : totalMs - (performance.now() - this.#startedAtMs)
      const late =
        leftMs < idleMs
          ? new AppError('too-slow', 'The body took too long.', { limit: 'sourceBodyMs' })
          : new AppError('too-slow', 'The body stopped coming.', { limit })
      const timer = setTimeout(() => this.interrupt(late), Math.max(0, Math.min(idleMs, leftMs)))
      const done = () => {
        clearTimeout(timer)
        this.#fail = null
      }
      this.#fail = (error) => {
        done()
        reject(error)
      }
      this.#iterator.next().then(
        ({ value, done: isDone }) => {
          done()
          resolve(isDone ? null : value)
        },
        (error: unknown) => {
          done()
          reject(this.#failure ?? unreadable(error))
        },
      )
    })
  }

  /** Ends the reading with this error, now or at the next call. */
  interrupt(error: Error): void {
    this.#failure ??= error
    this.#fail?.(this.#failure)
    this.close()
  }

  /** Stops decompressing. The request itself stays as it is. */
  close(): void {
    // Otherwise the request would not flow again, and its rest could not be drained.
    this.#iterator.return?.().catch(() => {})
    if (this.#stream === this.#request) return
    this.#request.unpipe(this.#stream as Transform)
    this.#stream.destroy()
  }
}

/** A whole body of at most `bytesMax` after decompression. Throws AppError. `take` counts each piece that is kept. */
export async function readWhole(reader: BodyReader, bytesMax: number, take: (bytes: number) => void): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for (let piece = await reader.next(); piece !== null; piece = await reader.next()) {
    bytes += piece.length
    if (bytes > bytesMax)
      throw new AppError('body-too-large', `The body has more than ${bytesMax} bytes.`, { limit: 'sourceBodyBytesMax' })
    take(piece.length)
    pieces.push(piece)
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)
}

/** Null: the body is not compressed. */
function inflaterOf(request: IncomingMessage): Transform | null {
  const encoding = String(request.headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase()
  switch (encoding) {
    case '':
    case 'identity':
      return null
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip({ chunkSize: CHUNK_BYTES })
    case 'deflate':
      return zlib.createInflate({ chunkSize: CHUNK_BYTES })
    case 'br':
      return bounded(() => zlib.createBrotliDecompress({ chunkSize: CHUNK_BYTES }))
    case 'zstd':
      if (zstd) return bounded(zstd)
  }
  throw new AppError('invalid-input', `The content encoding must be ${ENCODINGS.join(', ')}.`)
}

/** Where this Node.js has it; its window is kept to 8 MiB, which is what writers may assume (RFC 8878). */
const zstd = zstdOf(zlib)
const ENCODINGS = ['gzip', 'deflate', 'br', ...(zstd ? ['zstd'] : []), 'identity']
const ZSTD_WINDOW_LOG_MAX = 23

function zstdOf(from: unknown): (() => Transform) | null {
  const { createZstdDecompress, constants } = from as {
    createZstdDecompress?: (options: object) => Transform
    constants: Record<string, number>
  }
  const windowLogMax = constants.ZSTD_d_windowLogMax
  if (!createZstdDecompress || windowLogMax === undefined) return null
  return () => createZstdDecompress({ chunkSize: CHUNK_BYTES, params: { [windowLogMax]: ZSTD_WINDOW_LOG_MAX } })
}

function bounded(create: () => Transform): Transform {
  if (windowed >= LIMITS.windowedBodiesMax)
    throw new AppError('server-busy', 'Too many bodies are compressed with br or zstd. Use gzip.', {
      limit: 'windowedBodiesMax',
    })
  const inflater = create()
  windowed++
  inflater.once('close', () => windowed--)
  return inflater
}

function unreadable(error: unknown): Error {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // zlib's own codes; anything else is a connection that broke.
  return /^(Z_|ERR_(?:_?BROTLI|ZSTD|PADDING)|ERR__ERROR|ZSTD_)/.test(code)
    ? new AppError('invalid-input', NOT_COMPRESSED)
    : new AppError('too-slow', 'The client closed the connection.')
}
