/**
 * The msgpack parser of our sockets, which checks every frame before it decodes it. The decoder believes the lengths that a
 * frame claims and allocates arrays and buffers of that size, so a few bytes from a stranger could ask for gigabytes.
 */
import * as parser from 'socket.io-msgpack-parser'

/** Our deepest message, a hello with its levels, nests four deep. */
const DEPTH_MAX = 16

/** The reason not to decode a frame, or null. Reads the head of every value and skips the contents of binary and text. */
export function frameFault(frame: unknown): string | null {
  if (!Buffer.isBuffer(frame)) return 'not binary'
  try {
    return afterValue(frame, 0, 0) === frame.length ? null : 'trailing bytes'
  } catch (error) {
    return error instanceof Error ? error.message : 'malformed'
  }
}

export class Decoder extends parser.Decoder {
  override add(frame: unknown): void {
    const fault = frameFault(frame)
    // Socket.IO closes the connection.
    if (fault !== null) throw new Error(fault)
    super.add(frame)
  }
}

export const { Encoder } = parser

/** Where the value that starts at `at` ends. Throws when it is truncated, too deep or not msgpack. */
function afterValue(frame: Buffer, at: number, depth: number): number {
  const type = frame.readUInt8(at)
  const next = at + 1
  if (type <= 0x7f || type >= 0xe0) return next
  if (type <= 0x8f) return afterMap(frame, next, type & 0x0f, depth)
  if (type <= 0x9f) return afterArray(frame, next, type & 0x0f, depth)
  if (type <= 0xbf) return afterBytes(frame, next, type & 0x1f)
  if (type >= 0xd4 && type <= 0xd8) return afterBytes(frame, next, 1 + 2 ** (type - 0xd4))
  const size = SCALAR_BYTES.get(type)
  if (size !== undefined) return afterBytes(frame, next, size)
  const lengthBytes = LENGTH_BYTES.get(type)
  if (lengthBytes === undefined) throw new Error(`no type ${type}`)
  const length = frame.readUIntBE(next, lengthBytes)
  const start = next + lengthBytes
  if (type >= 0xde) return afterMap(frame, start, length, depth)
  if (type >= 0xdc) return afterArray(frame, start, length, depth)
  // An extension has one more byte for its type.
  return afterBytes(frame, start, type >= 0xc7 && type <= 0xc9 ? length + 1 : length)
}

const SCALAR_BYTES = new Map([
  ...[0xc0, 0xc2, 0xc3].map((type) => [type, 0] as const),
  ...[0xcc, 0xd0].map((type) => [type, 1] as const),
  ...[0xcd, 0xd1].map((type) => [type, 2] as const),
  ...[0xca, 0xce, 0xd2].map((type) => [type, 4] as const),
  ...[0xcb, 0xcf, 0xd3].map((type) => [type, 8] as const),
])

/** Binary, extensions, strings, arrays and maps whose length takes one, two or four bytes. */
const LENGTH_BYTES = new Map([
  ...[0xc4, 0xc7, 0xd9].map((type) => [type, 1] as const),
  ...[0xc5, 0xc8, 0xda, 0xdc, 0xde].map((type) => [type, 2] as const),
  ...[0xc6, 0xc9, 0xdb, 0xdd, 0xdf].map((type) => [type, 4] as const),
])

function afterBytes(frame: Buffer, at: number, length: number): number {
  if (length > frame.length - at) throw new Error('cut')
  return at + length
}

function afterArray(frame: Buffer, at: number, length: number, depth: number): number {
  if (depth >= DEPTH_MAX) throw new Error('too deep')
  if (length > frame.length - at) throw new Error('cut')
  let next = at
  for (let i = 0; i < length; i++) next = afterValue(frame, next, depth + 1)
  return next
}

function afterMap(frame: Buffer, at: number, length: number, depth: number): number {
  if (depth >= DEPTH_MAX) throw new Error('too deep')
  let next = at
  for (let i = 0; i < length; i++) {
    const keyAt = next
    next = afterValue(frame, keyAt, depth + 1)
    // The decoder assigns keys one by one, so this one would set the object's prototype.
    if (frame.subarray(keyAt, next).includes('__proto__')) throw new Error('key __proto__')
    next = afterValue(frame, next, depth + 1)
  }
  return next
}
