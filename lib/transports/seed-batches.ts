/**
 * Numbers the logs of an app of the original, which have no numbers, and makes sealed batches of those that come together.
 * Keeps nothing that was taken. What was lost has a number too, so that viewers see that something is missing. Pure.
 */
import { encodeBounded } from '../device/encode-bounded.ts'
import { type Batch, FLAG } from '../protocol/batch.ts'
import { levelIndex } from '../protocol/levels.ts'
import { LIMITS } from '../protocol/limits.ts'
import { type Head, NO_COUNTERS, type SeqRange, type SessionCounters } from '../protocol/messages.ts'
import type { LogRecord } from '../protocol/record.ts'

/** In the order of their numbers. `frames`: what the app sent for each record, for viewers of the original. */
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

export class SeedBatches {
  readonly session: string
  #head: number
  #records: number
  #bytes: number
  readonly #levels: [number, number, number, number, number, number, number]
  #runs: Run[] = []
  #pendingBytes = 0

  /** A session that goes on starts from where it was. */
  constructor(session: string, { head, counters }: { head: number; counters: SessionCounters } = NOTHING) {
    this.session = session
    this.#head = head
    this.#records = counters.records
    this.#bytes = counters.bytes
    this.#levels = [...counters.levels]
  }

  /** Of lines and frames not taken yet. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  get head(): Head {
    // Nothing is held once it was handed on.
    return {
      tail: this.#head + 1,
      head: this.#head,
      counters: { records: this.#records, bytes: this.#bytes, levels: [...this.#levels] },
    }
  }

  add(record: LogRecord, frame: string): void {
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
  }

  /** A log came that nobody will see. */
  lose(): void {
    const last = this.#runs.at(-1)
    const run = last?.kind === 'lost' ? last : this.#begin('lost')
    run.count++
    this.#count(0, levelIndex('unknown'))
  }

  /** What came since it was last called. */
  take(): Piece[] {
    const runs = this.#runs
    this.forget()
    return runs.map((run) => (run.kind === 'lost' ? { kind: 'lost', range: rangeOf(run) } : sealed(this.session, run)))
  }

  /** Nobody is there to see what came. */
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
