/**
 * A viewer that costs next to nothing: drains a TCP socket into one shared buffer, parses the framing and skips the bodies. The
 * server's cost is measured; a full client per viewer would hide it behind the load's own cost.
 */
import net from 'node:net'
import os from 'node:os'
import type { Framing, Heard } from './framings.ts'

const shared = Buffer.allocUnsafe(256 * 1024)

/** Servers limit each address, so every hundred connections use their own loopback address where there are several. */
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

  /** `address` null: the system chooses the local address. */
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
    // Losses of a broken connection are counted; its error adds nothing.
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
