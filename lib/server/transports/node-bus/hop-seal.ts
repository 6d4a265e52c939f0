/**
 * Seals the bytes of batches for their way from node to node, so that Redis holds nothing readable: neither its slow log, nor a
 * dump, nor MONITOR shows a record. AES-256-GCM; each node has its own key, made from AUTH_SECRET and its name, so that a
 * counter is a nonce that never repeats.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16
/** More nodes than an installation has at one time; the keys of nodes that left are derived again when needed. */
const KEYS_MAX = 64

export class HopSeal {
  readonly #secret: string
  readonly #node: string
  readonly #keys = new Map<string, Buffer>()
  #count = 0

  constructor(secret: string, node: string) {
    this.#secret = secret
    this.#node = node
  }

  /** `nonce (12) ‖ sealed ‖ tag (16)`. */
  seal(bytes: Uint8Array): Buffer {
    const nonce = Buffer.alloc(NONCE_BYTES)
    nonce.writeUIntBE(++this.#count, NONCE_BYTES - 6, 6)
    const cipher = createCipheriv('aes-256-gcm', this.#keyOf(this.#node), nonce)
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }

  /** Throws when the bytes are not what `node` sealed with the same secret. */
  open(node: string, sealed: Uint8Array): Buffer {
    if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) throw new Error('sealed bytes are too short')
    const decipher = createDecipheriv('aes-256-gcm', this.#keyOf(node), sealed.subarray(0, NONCE_BYTES))
    decipher.setAuthTag(sealed.subarray(sealed.byteLength - TAG_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  }

  #keyOf(node: string): Buffer {
    let key = this.#keys.get(node)
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.#secret, node, 'agl/v1/node', 32))
      if (this.#keys.size >= KEYS_MAX) this.#keys.clear()
      this.#keys.set(node, key)
    }
    return key
  }
}
