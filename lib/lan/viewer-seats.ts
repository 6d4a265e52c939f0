/** The viewers of a direct server while they are connected: wakes them for new records, cuts who takes nothing or does not answer, and lets them go at the end. Who may sit down, the server has decided. */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { LimitName } from '../protocol/limits.ts'
import type { HeldPieces } from './held-pieces.ts'
import { LanViewer } from './lan-viewer.ts'

const LOOK_MS = 5_000
/** Shows a dead viewer, and keeps idle ones through routers that forget. */
const LOOKS_PER_PING = 4
/** The last records of a program that closes are waited for so long, and the goodbyes of its viewers. */
const FLUSH_MS = 2_000
const GOODBYE_MS = 500

interface Seat {
  viewer: LanViewer
  isAlive: boolean
}

export class ViewerSeats {
  readonly #pieces: HeldPieces
  readonly #hit: (limit: LimitName) => void
  readonly #changed: () => void
  readonly #seats = new Map<WebSocket, Seat>()
  readonly #timer: NodeJS.Timeout
  #looks = 0

  constructor(pieces: HeldPieces, hit: (limit: LimitName) => void, changed: () => void) {
    this.#pieces = pieces
    this.#hit = hit
    this.#changed = changed
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref()
  }

  get count(): number {
    return this.#seats.size
  }

  /** The most that one viewer has not taken. */
  get bufferedBytes(): number {
    return Math.max(0, ...[...this.#seats.keys()].map(({ bufferedAmount }) => bufferedAmount))
  }

  /** `stream` is the socket under the WebSocket: it alone says when it has taken everything. */
  take(socket: WebSocket, stream: Duplex): void {
    const viewer = new LanViewer(socket, this.#pieces, (limit) => this.#hit(limit))
    const seat: Seat = { viewer, isAlive: true }
    this.#seats.set(socket, seat)
    stream.on('drain', () => viewer.drained())
    socket.on('pong', () => {
      seat.isAlive = true
    })
    // What viewers say is thrown away (§5); a message that is too large closes its socket.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.#hit('lanFrameBytesMax')
    })
    socket.once('close', () => {
      this.#seats.delete(socket)
      this.#changed()
    })
    viewer.wake()
    this.#changed()
  }

  /** There is something new. */
  wake(): void {
    for (const { viewer } of this.#seats.values()) viewer.wake()
  }

  /** Gives everybody a moment to take what is there, says goodbye without a code (§5), and cuts who does not answer it. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    const deadlineMs = performance.now() + FLUSH_MS
    while ([...this.#seats.values()].some(({ viewer }) => !viewer.isUpToDate) && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const leaving = [...this.#seats.keys()].map((socket) => {
      const left = new Promise((resolve) => socket.once('close', resolve))
      socket.close()
      return left
    })
    const cut = setTimeout(() => {
      for (const socket of this.#seats.keys()) socket.terminate()
    }, GOODBYE_MS)
    await Promise.all(leaving)
    clearTimeout(cut)
  }

  #look(): void {
    const isPing = ++this.#looks % LOOKS_PER_PING === 0
    for (const [socket, seat] of this.#seats) {
      const isStalled = seat.viewer.isStalled(performance.now())
      if (isStalled) this.#hit('lanStalledMs')
      if (isStalled || (isPing && !seat.isAlive)) {
        socket.terminate()
      } else if (isPing) {
        // A full socket answers late, and is looked at for itself.
        seat.isAlive = seat.viewer.isFull
        socket.ping()
      }
    }
  }
}
