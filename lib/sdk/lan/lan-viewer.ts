/**
 * One viewer of a direct server: reads on in what the device holds, from the oldest record to the newest and then live, as fast
 * as its socket takes it. It has no queue of its own: a slow viewer misses only what the ring had to drop meanwhile, and gets a
 * record that says how much. The server decides when to cut it.
 */
import type { WebSocket } from 'ws'
import { toFlutterLog } from '#lib/flutter/from-record.ts'
import { flutterLogFrame } from '#lib/flutter/log-frame.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeRecord } from '#lib/protocol/record.ts'
import type { HeldPieces } from './held-pieces.ts'

/** What phones with the Flutter package call themselves [FP18]. */
const DEVICE_ID = 'mobile_device'
/** Encoding this many takes a few milliseconds; the host's own work goes on between turns. */
const RECORDS_PER_TURN = 256

export class LanViewer {
  readonly #socket: WebSocket
  readonly #pieces: HeldPieces
  readonly #hit: (limit: 'lanBufferedBytesMax') => void
  /** The last record that was sent, or reported as missing. */
  #seq = 0
  #isPlanned = false
  /** Set from when its socket is full until that has taken everything: since when it takes nothing, and how much is left. */
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

  /** To be called when there are new records. Sends after the current code, a bounded number of records at a time. */
  wake(): void {
    if (this.#isPlanned || this.#full) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      this.#send()
    })
  }

  /** To be called when its socket has taken everything. */
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
      if (piece.first > this.#seq + 1) this.#reportGone(this.#seq + 1, piece.first - 1)
      if (piece.lines === null) {
        this.#report(`${records(piece.count)} cannot be opened here`)
        this.#seq = piece.first + piece.count - 1
        left--
        continue
      }
      for (const line of piece.lines.slice(0, left)) {
        this.#socket.send(flutterLogFrame(toFlutterLog(decodeRecord(line), DEVICE_ID)))
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

  #reportGone(from: number, to: number): void {
    const count = to - from + 1
    this.#report(
      from === 1
        ? `${records(count)} before this one are gone: the device keeps its newest only`
        : `${records(count)} are missing here: this viewer was too slow, and the device keeps its newest only`,
    )
    this.#seq = to
  }

  /** Sends a sentence as a log, the only shape that every viewer of the Flutter package shows. */
  #report(sentence: string): void {
    const record = { timeMs: Date.now(), level: 'warn' as const, body: `[Agent Logger] ${sentence}.` }
    this.#socket.send(flutterLogFrame(toFlutterLog(record, DEVICE_ID)))
  }
}

function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`
}
