/**
 * Compression in Node, Bun and Deno: synchronous, because a batch takes a tenth of a millisecond and a program that ends
 * cannot await a promise.
 */
import { builtinModule } from '#lib/sdk/record/builtin-module.ts'
import { readMember } from '#lib/sdk/record/read-member.ts'

/**
 * On real logs level 1 makes batches one percent larger than the default level does, in three quarters of the time
 * (docs/decisions/0008).
 */
const LEVEL = 1

/** Null where there is no zlib. */
export function deflateNode(host: unknown): ((bytes: Uint8Array) => Uint8Array) | null {
  const process = readMember(host, 'process')
  const zlib = builtinModule(process, 'zlib')
  const deflate = readMember(zlib, 'deflateRawSync')
  if (typeof deflate !== 'function') return null
  // Copied, because zlib returns a part of a larger buffer, which the ring would keep and the socket would send.
  return (bytes) => new Uint8Array(deflate.call(zlib, bytes, { level: LEVEL }))
}
