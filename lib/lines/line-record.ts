/** A record made of lines of text, which is what a logger of the SDK takes; and how lines are made records. */
import type { Level } from '#lib/protocol/levels.ts'
import type { RecordError } from '#lib/protocol/record.ts'
import type { StartPattern } from './start-pattern.ts'

export interface LineOptions {
  /** Whether lines that belong together become one record. Default: true. */
  isMultiline?: boolean
  /** What the first line of each record looks like; all others continue the record before them. */
  startPattern?: StartPattern
}

export interface LineRecord {
  /** The lines as they came, without the last line end. */
  body: string
  level: Level
  /** Epoch milliseconds: the record's own time, or when it was read. */
  timeMs: number
  isJson?: true
  error?: RecordError
  attributes?: Record<string, unknown>
  /** No line end followed: the rest of the line is in the next record. */
  isPartial?: true
}
