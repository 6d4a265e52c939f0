/**
 * Numbers the records of a device that does not do so itself (a Flutter app, a source), and makes batches of records that come
 * together. Keeps nothing that was taken. A lost record has a number too, so that viewers see that something is missing. Pure.
 */

import { type Batch, FLAG } from '#lib/protocol/batch.ts'
import { encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { levelIndex } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type Head, NO_COUNTERS, type SeqRange, type SessionCounters } from '#lib/protocol/messages.ts'
import type { LogRecord } from '#lib/protocol/record.ts'

/** In the order of their numbers. `frames`: what a Flutter app sent for each record, for viewers of that package. */
export type Piece = { kind: 'batch'; batch: Batch; frames: string[] } | { kind: 'lost'; range: SeqRange }

interface Run {
  kind: 'batch' | 'lost'
  first: number
  count: number
  lines: string[]
  frames: string[]
  byteLength: number
  hasTruncated: boolean
}

export class RecordBatches {
  readonly session: string
  #head: number
  #records: number
  #bytes: number
  readonly #levels: [number, number, number, number, number, number, number]
  #runs: Run[] = []
  #pendingBytes = 0

  /** The second argument: where a session that is continued left off. */
  constructor(session: string, { head, counters }: { head: number; counters: SessionCounters } = NOTHING) {
    this.session = session
    this.#head = head
    this.#records = counters.records
    this.#bytes = counters.bytes
    this.#levels = [...counters.levels]
  }

  /** Size of the lines and frames that were not taken yet. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  get head(): Head {
    // The tail is behind the head: nothing is kept once it was forwarded.
    return {
      tail: this.#head + 1,
      head: this.#head,
      counters: { records: this.#records, bytes: this.#bytes, levels: [...this.#levels] },
    }
  }

  /** Returns the size of the record's line. */
  add(record: LogRecord, frame = ''): number {
    const { line, byteLength, isTruncated } = encodeBounded(record)
    let run = this.#runs.at(-1)
    const isFull = run && (run.count >= LIMITS.batchRecordsMax || run.byteLength + byteLength > LIMITS.batchFlushBytes)
    if (!run || run.kind === 'lost' || isFull) run = this.#begin('batch')
    run.lines.push(line)
    run.frames.push(frame)
    run.count++
    run.byteLength += byteLength + 1
    run.hasTruncated ||= isTruncated
    this.#pendingBytes += byteLength + frame.length
    this.#count(byteLength, levelIndex(record.level))
    return byteLength
  }

  /** Counts a log that nobody will see. */
  lose(): void {
    const last = this.#runs.at(-1)
    const run = last?.kind === 'lost' ? last : this.#begin('lost')
    run.count++
    this.#count(0, levelIndex('unknown'))
  }

  /** Everything since the last call. */
  take(): Piece[] {
    const runs = this.#runs
    this.forget()
    return runs.map((run) => (run.kind === 'lost' ? { kind: 'lost', range: rangeOf(run) } : sealed(this.session, run)))
  }

  /** Drops what was not taken: nobody watches. */
  forget(): void {
    this.#runs = []
    this.#pendingBytes = 0
  }

  #begin(kind: Run['kind']): Run {
    const run = { kind, first: this.#head + 1, count: 0, lines: [], frames: [], byteLength: 0, hasTruncated: false }
    this.#runs.push(run)
    return run
  }

  #count(bytes: number, level: number): void {
    this.#head++
    this.#records++
    this.#bytes += bytes
    this.#levels[level] = (this.#levels[level] ?? 0) + 1
  }
}

const NOTHING = { head: 0, counters: NO_COUNTERS }

function rangeOf({ first, count }: Run): SeqRange {
  return [first, first + count - 1]
}

function sealed(session: string, { first, count, lines, frames, hasTruncated }: Run): Piece {
  const bytes = Buffer.from(lines.join('\n'))
  const header = [session, hasTruncated ? FLAG.truncated : 0, first, count, bytes.byteLength] as const
  return { kind: 'batch', batch: { header, bytes }, frames }
}
