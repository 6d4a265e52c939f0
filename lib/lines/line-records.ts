/**
 * Turns what a program prints into records: bytes or lines in, records out, for every source of text. The body of a record is its
 * lines as they came, so that bodies with line ends between them are the input again. Reads no clock: the caller passes the time
 * and asks for what is due.
 */

import { LIMITS } from '#lib/protocol/limits.ts'
import { JoinQueue } from './join-queue.ts'
import type { LineOptions, LineRecord } from './line-record.ts'
import { LineSplitter } from './line-splitter.ts'
import { Utf8Input } from './utf8-input.ts'

/** How often the latest state of a line that overwrites itself becomes a record. */
const PROGRESS_MS = 1_000
/** More of such a line than this does not wait. */
const PROGRESS_BYTES_MAX = 32 * 1024

export class LineRecords {
  readonly #input = new Utf8Input()
  readonly #splitter = new LineSplitter()
  readonly #queue: JoinQueue
  /** When the unfinished line began to overwrite itself. */
  #progressSinceMs: number | null = null

  constructor(options: LineOptions = {}) {
    this.#queue = new JoinQueue(options)
  }

  /** Takes bytes that were read at `nowMs` (epoch milliseconds); returns the records that are complete. */
  take(chunk: Uint8Array, nowMs: number): LineRecord[] {
    const lines = this.#splitter.take(this.#input.take(chunk))
    if (lines.length > 0) this.#progressSinceMs = null
    for (const line of lines) this.#queue.add(line, nowMs)
    if (this.#progressSinceMs === null && this.#splitter.overwrites) this.#progressSinceMs = nowMs
    if (this.#splitter.overwrites && this.#splitter.bytes > PROGRESS_BYTES_MAX) this.#takeProgress(nowMs, false)
    return [...this.#queue.takeReady()]
  }

  /** The same for a line without its line end. */
  takeLine(line: string, nowMs: number): LineRecord[] {
    return [...this.eachOfLine(line, nowMs)]
  }

  /** {@link takeLine}, record by record: one with a long stack takes milliseconds to make, and dozens may be ready at once. */
  *eachOfLine(line: string, nowMs: number): Generator<LineRecord> {
    this.#queue.add(line, nowMs)
    yield* this.#queue.takeReady()
  }

  /** When {@link due} has something to return, in epoch milliseconds; null while nothing waits. */
  get dueAtMs(): number | null {
    const joined = this.#queue.oldestMs
    const times = [
      ...(joined === null ? [] : [joined + LIMITS.joinWaitMs]),
      ...(this.#progressSinceMs === null ? [] : [this.#progressSinceMs + PROGRESS_MS]),
    ]
    return times.length > 0 ? Math.min(...times) : null
  }

  /** Returns what has waited long enough. Call it only when no input waits to be read. */
  due(nowMs: number): LineRecord[] {
    return [...this.eachDue(nowMs)]
  }

  /** {@link due}, record by record. */
  *eachDue(nowMs: number): Generator<LineRecord> {
    if (this.#progressSinceMs !== null && nowMs >= this.#progressSinceMs + PROGRESS_MS) this.#takeProgress(nowMs, true)
    this.#queue.closeUntil(nowMs - LIMITS.joinWaitMs)
    yield* this.#queue.takeReady()
  }

  /** The input has ended: returns all that is left. */
  end(nowMs: number): LineRecord[] {
    return [...this.eachAtEnd(nowMs)]
  }

  /** {@link end}, record by record. */
  *eachAtEnd(nowMs: number): Generator<LineRecord> {
    for (const line of this.#splitter.take(this.#input.end())) this.#queue.add(line, nowMs)
    const rest = this.#splitter.rest()
    if (rest !== null) this.#queue.add(rest, nowMs)
    this.#progressSinceMs = null
    this.#queue.closeUntil(Number.POSITIVE_INFINITY)
    yield* this.#queue.takeReady()
  }

  /** What was read of a line that overwrites itself becomes a record that says that its line goes on. */
  #takeProgress(nowMs: number, isQuiet: boolean): void {
    this.#progressSinceMs = null
    const text = this.#splitter.takeOverwritten(isQuiet)
    if (text !== '') this.#queue.addPartial(text, nowMs)
  }
}
