/** What may be wrong with a file, as plain data. The page has the words. */

/** Why nothing of a file can be shown. */
export type FileProblem =
  | { reason: 'empty' }
  /** Its first bytes are those of another kind of file; `kind` is empty where nobody knows which. */
  | { reason: 'binary'; kind: string }
  | { reason: 'broken-gzip' }
  /** Written by a later version of this viewer. */
  | { reason: 'too-new'; version: number }
  /** The browser could not read it: it was moved, changed or removed. */
  | { reason: 'unreadable' }
  | { reason: 'no-records'; fault: LineFault | null }

/** What is wrong with one line; the rest of the file is shown. */
export interface LineFault {
  /** Counted from 1; of a JSON array, the number of the element. */
  line: number
  reason: 'not-json' | 'not-record' | 'field' | 'repeated' | 'disorder' | 'cut'
  /** The field with a value that it cannot have. */
  field: string
}
