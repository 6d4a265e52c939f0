/** Several records as one text for the clipboard: lines for people, NDJSON for machines, or a block for a ticket. */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { recordJson, recordText } from './record-text.ts'

export const COPY_FORMATS = ['text', 'ndjson', 'markdown'] as const
export type CopyFormat = (typeof COPY_FORMATS)[number]

export function recordsText(records: readonly NumberedRecord[], format: CopyFormat): string {
  if (format === 'ndjson') return records.map((record) => recordJson(record)).join('\n')
  const text = records.map(recordText).join('\n')
  return format === 'text' ? text : fenced(text)
}

/** The fence is longer than any run of backticks inside, so that nothing in a record ends it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}
