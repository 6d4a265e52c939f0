/**
 * The connected viewers of a direct server: wakes them for new records, cuts those that take nothing or do not answer, and closes
 * them at the end. The server has decided who may connect.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { LimitName } from '#lib/protocol/limits.ts'
import type { HeldPieces } from './held-pieces.ts'
import { LanViewer } from './lan-viewer.ts'

const CHECK_MS = 5_000
/** A ping finds dead viewers, and keeps idle connections open in routers that drop them. */
const CHECKS_PER_PING = 4
/** How long a program that closes waits for its viewers to take the last records. */
const FLUSH_MS = 2_000
/** How long it then waits for their close frames. */
const GOODBYE_MS = 500

interface Connected {
  viewer: LanViewer
  isAlive: boolean
}

export class ViewerSockets {
  readonly #pieces: HeldPieces
  readonly #hit: (limit: LimitName) => void
  readonly #changed: () => void
  readonly #viewers = new Map<WebSocket, Connected>()
  readonly #timer: NodeJS.Timeout
  #checks = 0

  constructor(pieces: HeldPieces, hit: (limit: LimitName) => void, changed: () => void) {
    this.#pieces = pieces
    this.#hit = hit
    this.#changed = changed
    this.#timer = setInterval(() => this.#check(), CHECK_MS).unref()
  }

  get count(): number {
    return this.#viewers.size
  }

  /** The most that is buffered for one viewer, in bytes. */
  get bufferedBytes(): number {
    return Math.max(0, ...[...this.#viewers.keys()].map(({ bufferedAmount }) => bufferedAmount))
  }

  /** `stream` is the socket below the WebSocket: only that one reports when it has taken everything. */
  add(socket: WebSocket, stream: Duplex): void {
    const viewer = new LanViewer(socket, this.#pieces, (limit) => this.#hit(limit))
    const connected: Connected = { viewer, isAlive: true }
    this.#viewers.set(socket, connected)
    stream.on('drain', () => viewer.drained())
    socket.on('pong', () => {
      connected.isAlive = true
    })
    // Messages of viewers are dropped [LN2]; one that is too large closes its socket.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.#hit('lanFrameBytesMax')
    })
    socket.once('close', () => {
      this.#viewers.delete(socket)
      this.#changed()
    })
    viewer.wake()
    this.#changed()
  }

  /** To be called when there are new records. */
  wake(): void {
    for (const { viewer } of this.#viewers.values()) viewer.wake()
  }

  /** Gives viewers a moment to take what is there, closes without a code [FP18], and cuts those that do not answer. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    const deadlineMs = performance.now() + FLUSH_MS
    while ([...this.#viewers.values()].some(({ viewer }) => !viewer.isUpToDate) && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const leaving = [...this.#viewers.keys()].map((socket) => {
      const left = new Promise((resolve) => socket.once('close', resolve))
      socket.close()
      return left
    })
    const cut = setTimeout(() => {
      for (const socket of this.#viewers.keys()) socket.terminate()
    }, GOODBYE_MS)
    await Promise.all(leaving)
    clearTimeout(cut)
  }

  #check(): void {
    const isPing = ++this.#checks % CHECKS_PER_PING === 0
    for (const [socket, connected] of this.#viewers) {
      const isStalled = connected.viewer.isStalled(performance.now())
      if (isStalled) this.#hit('lanStalledMs')
      if (isStalled || (isPing && !connected.isAlive)) {
        socket.terminate()
      } else if (isPing) {
        // A full socket answers late; isStalled checks it instead.
        connected.isAlive = connected.viewer.isFull
        socket.ping()
      }
    }
  }
}
