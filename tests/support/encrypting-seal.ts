/** Seals and opens batches end to end, as a later SDK will [BT6]: deflate, then AES-256-GCM, behind the same late seam. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type Batch, type BatchHeader, FLAG, KEY_EPOCH_SHIFT, sealedHeader } from '#lib/protocol/batch.ts'
import { type Draft, type Seal, sealCompressed } from '#lib/sdk/delivery/seal.ts'

const TAG_BYTES = 16
const compress = sealCompressed((bytes) => new Uint8Array(deflateRawSync(bytes)))

export class EncryptingSeal {
  /** Nonces in hex, one for each seal. */
  readonly nonces: string[] = []
  readonly #key = randomBytes(32)
  readonly #epoch: number
  readonly #inner: Seal

  constructor({ epoch = 3, inner = compress }: { epoch?: number; inner?: Seal } = {}) {
    this.#epoch = epoch
    this.#inner = inner
  }

  seal: Seal = async (draft: Draft): Promise<Batch> => {
    const { header: plain, bytes } = await this.#inner(draft)
    const flags = plain[1] | FLAG.e2ee | (this.#epoch << KEY_EPOCH_SHIFT)
    const header: BatchHeader = [plain[0], flags, plain[2], plain[3], bytes.byteLength + TAG_BYTES]
    const nonce = nonceOf(header)
    this.nonces.push(nonce.toString('hex'))
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(sealedHeader(header))
    return {
      header,
      bytes: new Uint8Array(Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])),
    }
  }

  /** Throws when anything was modified. */
  open({ header, bytes }: Batch): string {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(header)).setAAD(sealedHeader(header))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    const plain = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
    return (header[1] & FLAG.deflate ? inflateRawSync(plain) : plain).toString()
  }
}

/** The key belongs to one session, where every batch begins at a different sequence number. */
function nonceOf(header: BatchHeader): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.write('d2v\0', 'latin1')
  nonce.writeBigUInt64BE(BigInt(header[2]), 4)
  return nonce
}
