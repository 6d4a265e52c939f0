/** A record that is being tested against a filter: decodes no more of it than the test reads. Not for keeping. */
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import type { LogRecord, NumberedRecord, RecordError } from '#lib/protocol/record.ts'
import type { RecordColumns } from './record-columns.ts'

/** The record as a test reads it. */
export function candidateRecord(columns: RecordColumns, index: number, wholeText: string | null): NumberedRecord {
  return new CandidateRecord(columns, index, wholeText) as object as NumberedRecord
}

class CandidateRecord {
  readonly #columns: RecordColumns
  readonly #index: number
  readonly #wholeText: string | null
  #record: NumberedRecord | null = null

  constructor(columns: RecordColumns, index: number, wholeText: string | null) {
    this.#columns = columns
    this.#index = index
    this.#wholeText = wholeText
  }

  get seq(): number {
    return this.#columns.seqAt(this.#index)
  }

  get timeMs(): number {
    return this.#columns.timeMsAt(this.#index)
  }

  get level(): Level {
    return LEVELS[this.#columns.levelAt(this.#index)] ?? 'unknown'
  }

  get body(): string {
    if (this.#record) return this.#record.body
    return this.#columns.plain('body', this.#index, this.#wholeText) ?? this.#decoded().body
  }

  get attributes(): LogRecord['attributes'] {
    return this.#more('attributes')
  }

  get scope(): string | undefined {
    if (!this.#columns.mayHave('scope', this.#index)) return undefined
    return this.#columns.plain('scope', this.#index, this.#wholeText) ?? this.#decoded().scope
  }

  get traceId(): string | undefined {
    return this.#more('traceId')
  }

  get spanId(): string | undefined {
    return this.#more('spanId')
  }

  get error(): RecordError | undefined {
    return this.#more('error')
  }

  get isJson(): boolean {
    return this.#columns.isJson(this.#index)
  }

  get isPartial(): boolean | undefined {
    return this.#more('isPartial')
  }

  get truncated(): boolean | undefined {
    return this.#more('truncated')
  }

  #more<K extends Parameters<RecordColumns['mayHave']>[0]>(field: K): LogRecord[K] | undefined {
    return this.#columns.mayHave(field, this.#index) ? this.#decoded()[field] : undefined
  }

  #decoded(): NumberedRecord {
    this.#record ??= this.#columns.record(this.#index)
    return this.#record
  }
}
