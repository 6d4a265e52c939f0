/** The bounds of a log store, and how it works beside other things. */
export interface LogStoreOptions {
  recordsMax?: number
  bytesMax?: number
  /** Runs a task in the next frame: requestAnimationFrame in a page, at once in tests. */
  schedule: (run: () => void) => void
  /** Runs a task after events that wait: goes on with testing old records. Absent: in the next frame. */
  defer?: (run: () => void) => void
  /** Longest time of testing old records before others get their turn, milliseconds. */
  sliceMs?: number
  /** Milliseconds; measures how long filtering takes. */
  now?: () => number
}

/** Default bounds: records, and bytes of their text with the columns. */
export const RECORDS_MAX = 1024 * 1024
export const BYTES_MAX = 192 * 1024 * 1024
/** Default of `sliceMs`: leaves a page most of its frame. */
export const SLICE_MS = 6
