/**
 * A viewer that costs next to nothing: drains a TCP socket into one buffer shared by all, follows the framing and lets the
 * bodies go. The server's cost is what is measured; a full client for each viewer would hide it behind the load's own.
 */
import net from 'node:net'
import os from 'node:os'
import type { Framing, Heard } from './framings.ts'

const shared = Buffer.allocUnsafe(256 * 1024)

/** Servers bound what one address may do; each hundred connections come from an address of their own where loopback has them. */
let opened = 0
export function nextLocalAddress(): string | undefined {
  if (os.platform() !== 'linux') return undefined
  const address = Math.floor(opened++ / 100) % 60_000
  return `127.1.${Math.floor(address / 250)}.${(address % 250) + 1}`
}

export class Sink {
  readonly socket: net.Socket
  receivedBytes = 0
  readonly #framing: Framing
  readonly #heard: Heard
  #skip = 0
  #carry: Buffer | null = null

  /** `address` null: from wherever the system likes. */
  constructor(port: number, framing: Framing, heard: Heard) {
    this.#framing = framing
    this.#heard = heard
    this.socket = net.connect({
      port,
      host: '127.0.0.1',
      localAddress: nextLocalAddress(),
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (bytes, chunk) => {
          this.#take((chunk as Buffer).subarray(0, bytes))
          return true
        },
      },
    } as net.NetConnectOpts)
    // What a lost connection loses is counted; nothing else is to be said about it.
    this.socket.on('error', () => {})
  }

  close(): void {
    this.socket.destroy()
  }

  #take(bytes: Buffer): void {
    this.receivedBytes += bytes.length
    let chunk = bytes
    if (this.#carry) chunk = Buffer.concat([this.#carry, bytes])
    this.#carry = null
    let at = this.#skip
    while (at < chunk.length) {
      const length = this.#framing(chunk, at, this.#heard)
      if (length === 0) {
        this.#carry = Buffer.from(chunk.subarray(at))
        this.#skip = 0
        return
      }
      at += length
    }
    this.#skip = at - chunk.length
  }
}
