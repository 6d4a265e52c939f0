/** Compression in Node, Bun and Deno: at once, because a batch takes a tenth of a millisecond and a promise could not be awaited when the program ends. */
import type { Compress } from './compress.ts'
import { readMember } from './read-member.ts'

/** On real logs level 1 leaves a percent of the batch more than the default does, in three quarters of its time (docs/decisions/0008). */
const LEVEL = 1

/** Null where there is no zlib to be had. */
export function deflateNode(host: unknown): Compress | null {
  const process = readMember(host, 'process')
  const builtin = readMember(process, 'getBuiltinModule')
  const zlib: unknown = typeof builtin === 'function' ? builtin.call(process, 'zlib') : undefined
  const deflate = readMember(zlib, 'deflateRawSync')
  if (typeof deflate !== 'function') return null
  // Copied: what zlib returns is a part of a larger buffer, which the ring would keep and the socket would send.
  return (bytes) => new Uint8Array(deflate.call(zlib, bytes, { level: LEVEL }))
}
