/**
 * The bytes of one run, created before anything is measured: a pool of sealed batches that the records cycle through. Every arm
 * of a round sends the same ones. Checksums let the verifying viewer recognize them.
 */
import { crc32, deflateRawSync } from 'node:zlib'
import { FLAG } from '#lib/protocol/batch.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { sampleLines } from '#tests/bench/records.ts'

export interface Payload {
  /** Records as objects, for arms that send objects. */
  bodies: string[]
  bytes: Buffer
  crc: number
}

const POOL_RECORDS = 20_000
const TIME_MS = Date.UTC(2026, 0, 1)
/** Header before the payload, where the wire has none of its own: first and count. */
export const HEAD_BYTES = 8

export class Payloads {
  readonly batch: number
  readonly flags: number
  readonly plainBytesPerRecord: number
  readonly bytesPerRecord: number
  readonly #pool: Payload[]

  constructor(batch: number, seed: number, isDeflated: boolean, corpusDir?: string) {
    const lines = sampleLines(POOL_RECORDS, seed, corpusDir)
    let plainBytes = 0
    this.batch = batch
    this.flags = isDeflated ? FLAG.deflate : 0
    this.#pool = Array.from({ length: Math.floor(lines.length / batch) }, (_, i) => {
      const bodies = lines.slice(i * batch, (i + 1) * batch)
      const plain = Buffer.from(bodies.map((body) => encodeRecord({ timeMs: TIME_MS, level: 'info', body })).join('\n'))
      plainBytes += plain.byteLength
      const bytes = isDeflated ? deflateRawSync(plain) : plain
      return { bodies, bytes, crc: crc32(bytes) }
    })
    const records = this.#pool.length * batch
    this.plainBytesPerRecord = plainBytes / records
    this.bytesPerRecord = this.#pool.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / records
  }

  /** The batch that begins with this record of its stream. */
  at(first: number): Payload {
    return this.#pool[((first - 1) / this.batch) % this.#pool.length] as Payload
  }

  /** The batch with first and count in front. */
  framed(first: number, count: number): Buffer {
    const { bytes } = this.at(first)
    const framed = Buffer.allocUnsafe(HEAD_BYTES + bytes.byteLength)
    framed.writeUInt32BE(first, 0)
    framed.writeUInt32BE(count, 4)
    bytes.copy(framed, HEAD_BYTES)
    return framed
  }
}
