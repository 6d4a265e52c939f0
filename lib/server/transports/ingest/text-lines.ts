/** How a line of text becomes a record. */

import { LineRecords } from '#lib/lines/line-records.ts'
import type { LogRecord } from '#lib/protocol/record.ts'

export { LineSplitter } from '#lib/lines/line-splitter.ts'

export function lineRecord(line: string): LogRecord {
  const [record] = new LineRecords({ isMultiline: false }).takeLine(line, Date.now())
  return record as LogRecord
}
