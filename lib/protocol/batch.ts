/**
 * The header of a batch: the only part of a device's data that the relay reads. A batch is sealed once by the
 * device and never changed, so the same header and the same bytes travel on every path.
 *
 * Header array: `[session, flags, first, count, byteLength]`. With {@link FLAG.e2ee} set the bytes are sealed with
 * AES-GCM, and {@link sealedHeader} is the additional authenticated data.
 */
import { jsonText } from './json-text.ts'
import { LIMITS } from './limits.ts'

export const FLAG = {
  /** Payload is compressed with deflate-raw (RFC 1951). */
  deflate: 1,
  /** Payload is encrypted end to end. */
  e2ee: 2,
  /** Sent in answer to a `need`, not live. The relay sets this flag; it is not part of the sealed header. */
  fill: 4,
  /** Holds at least one record that the device had to cut. */
  truncated: 8,
} as const
/** Bits 8 to 15: which of a device's keys sealed the batch [BT6]. Zero without encryption. */
export const KEY_EPOCH_SHIFT = 8
const FLAGS_MAX = (0xff << KEY_EPOCH_SHIFT) | 15
/** The bits between the flags and the epoch. They are unused, so that a relay refuses flags it does not know. */
const FLAGS_UNUSED = 0xf0

/**
 * The bytes that AES-GCM authenticates beside the payload [BT6]: the header without `fill`, which the relay sets, and
 * without the length, which the tag covers.
 */
export function sealedHeader([session, flags, first, count]: BatchHeader): Uint8Array {
  return new TextEncoder().encode(jsonText([session, flags & ~FLAG.fill, first, count]))
}

export type BatchHeader = readonly [session: string, flags: number, first: number, count: number, byteLength: number]

/** Consecutive records `first … first + count − 1`, sealed. */
export interface Batch {
  header: BatchHeader
  bytes: Uint8Array
}

export const HEADER = { session: 0, flags: 1, first: 2, count: 3, byteLength: 4 } as const

export function sessionIdOf(header: BatchHeader): string {
  return header[0]
}

export function firstSeqOf(header: BatchHeader): number {
  return header[2]
}

export function countOf(header: BatchHeader): number {
  return header[3]
}

/** Length of the payload. */
export function byteLengthOf(header: BatchHeader): number {
  return header[4]
}

export function lastSeqOf(header: BatchHeader): number {
  return header[2] + header[3] - 1
}

export function withFlag(header: BatchHeader, flag: number): BatchHeader {
  return [header[0], header[1] | flag, header[2], header[3], header[4]]
}

/** The reason why a header or its payload cannot be forwarded; null when it can. Reads five scalars; allocates nothing. */
export function batchFault(header: unknown, bytes: unknown): string | null {
  if (!Array.isArray(header) || header.length !== 5) return 'batch header is not an array of five'
  const [session, flags, first, count, byteLength] = header
  if (typeof session !== 'string' || session.length === 0 || session.length > LIMITS.idCharsMax)
    return 'batch header: bad session id'
  if (!Number.isInteger(flags) || flags < 0 || flags > FLAGS_MAX || flags & FLAGS_UNUSED)
    return 'batch header: unknown flags'
  if (!Number.isSafeInteger(first) || first < 1) return 'batch header: first is not a sequence number'
  if (!Number.isInteger(count) || count < 1 || count > LIMITS.batchRecordsMax)
    return `batch header: count is not 1 … ${LIMITS.batchRecordsMax}`
  if (!Number.isSafeInteger(first + count)) return 'batch header: sequence number past 2^53'
  if (!(bytes instanceof Uint8Array)) return 'batch payload is not binary'
  if (bytes.byteLength !== byteLength) return 'batch header: byteLength differs from the payload'
  if (byteLength > LIMITS.batchBytesMax) return `batch payload is over ${LIMITS.batchBytesMax} bytes`
  return null
}
