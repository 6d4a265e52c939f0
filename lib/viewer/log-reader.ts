/**
 * What a question may read of the log: sessions in the order of the list, their records in chunks. Columns are cheap; `record`
 * decodes. Nothing here may be kept beyond the answer, except in a WeakMap by chunk and version.
 */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { RecordTest } from './record-test.ts'

export interface LogReader {
  readonly sessions: readonly ReadableSession[]
  /** Version of the filter; what `passes` says belongs to it. */
  readonly filterVersion: number
}

export interface ReadableSession {
  readonly id: string
  /** Epoch milliseconds; 0: unknown. */
  readonly startedAtMs: number
  /** Name of its device, as people see it; undefined: not known. */
  readonly deviceName?: string | undefined
  /** In rising seq. */
  readonly chunks: readonly ReadableChunk[]
}

export interface ReadableChunk {
  /** Rises with each change of the chunk's records. */
  readonly version: number
  readonly count: number
  seqAt(index: number): number
  /** Epoch milliseconds by the device's clock. */
  timeMsAt(index: number): number
  /** Index in LEVELS. */
  levelAt(index: number): number
  /** Whether the record passes the filter; false while it was not tested yet. */
  passes(index: number, filterVersion: number): boolean
  /** Whether all of its records were tested with this filter, so that `passes` is final for this version. */
  isTested(filterVersion: number): boolean
  record(index: number): NumberedRecord
  /** Positions of the records that pass a test, rising, whether they pass the filter or not. Decodes few of the others. */
  positionsOf(test: RecordTest): number[]
}
