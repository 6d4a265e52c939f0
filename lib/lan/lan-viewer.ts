/**
 * One viewer of a direct server: reads on in what the device holds, from the oldest record to the newest and then live, as fast
 * as its socket takes it. Has no queue of its own: a slow one misses only what the ring had to drop meanwhile, and is told how
 * much. When it is cut, the server decides.
 */
import type { WebSocket } from 'ws'
import { LIMITS } from '../protocol/limits.ts'
import { decodeRecord } from '../protocol/record.ts'
import { toSeedLog } from '../seed/from-record.ts'
import { seedLogFrame } from '../seed/log-frame.ts'
import type { HeldPieces } from './held-pieces.ts'

/** What the original's phones call themselves (§5). */
const DEVICE_ID = 'mobile_device'
/** Encoding so many takes a few milliseconds; the host's own work goes on between them. */
const RECORDS_PER_TURN = 256

export class LanViewer {
  readonly #socket: WebSocket
  readonly #pieces: HeldPieces
  readonly #hit: (limit: 'lanBufferedBytesMax') => void
  /** Up to here it was sent, or told that it is missing. */
  #seq = 0
  #isPlanned = false
  /** Set when its socket is full, until that has taken everything: since when it takes nothing, and how much is left. */
  #full: { sinceMs: number; leftBytes: number } | null = null

  constructor(socket: WebSocket, pieces: HeldPieces, hit: (limit: 'lanBufferedBytesMax') => void) {
    this.#socket = socket
    this.#pieces = pieces
    this.#hit = hit
  }

  get isUpToDate(): boolean {
    return this.#seq >= this.#pieces.head && this.#socket.bufferedAmount === 0
  }

  get isFull(): boolean {
    return this.#full !== null
  }

  /** There is something new. Sends after the current code, a bounded number of records at a time. */
  wake(): void {
    if (this.#isPlanned || this.#full) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      this.#send()
    })
  }

  /** Its socket has taken everything. */
  drained(): void {
    this.#full = null
    this.wake()
  }

  /** Full, and has taken nothing for too long. */
  isStalled(nowMs: number): boolean {
    if (!this.#full) return false
    const leftBytes = this.#socket.bufferedAmount
    if (leftBytes < this.#full.leftBytes) this.#full = { sinceMs: nowMs, leftBytes }
    return nowMs - this.#full.sinceMs > LIMITS.lanStalledMs
  }

  #send(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    let left = RECORDS_PER_TURN
    while (left > 0) {
      const piece = this.#pieces.after(this.#seq)
      if (!piece) return
      if (piece.first > this.#seq + 1) this.#tellGone(this.#seq + 1, piece.first - 1)
      if (piece.lines === null) {
        this.#tell(`${records(piece.count)} cannot be opened here`)
        this.#seq = piece.first + piece.count - 1
        left--
        continue
      }
      for (const line of piece.lines.slice(0, left)) {
        this.#socket.send(seedLogFrame(toSeedLog(decodeRecord(line), DEVICE_ID)))
        this.#seq++
        left--
        if (this.#hasFilled()) return
      }
    }
    this.wake()
  }

  #hasFilled(): boolean {
    const leftBytes = this.#socket.bufferedAmount
    if (leftBytes <= LIMITS.lanBufferedBytesMax) return false
    this.#full = { sinceMs: performance.now(), leftBytes }
    this.#hit('lanBufferedBytesMax')
    return true
  }

  #tellGone(from: number, to: number): void {
    const count = to - from + 1
    this.#tell(
      from === 1
        ? `${records(count)} before this one are gone: the device keeps its newest only`
        : `${records(count)} are missing here: this viewer was too slow, and the device keeps its newest only`,
    )
    this.#seq = to
  }

  /** In the only shape that every viewer of the original shows. */
  #tell(sentence: string): void {
    const record = { timeMs: Date.now(), level: 'warn' as const, body: `[Agent Logger] ${sentence}.` }
    this.#socket.send(seedLogFrame(toSeedLog(record, DEVICE_ID)))
  }
}

function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`
}
