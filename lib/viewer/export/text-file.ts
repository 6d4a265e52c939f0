/** Lines for people: what "Copy" gives, with the session in front where the file holds several. */
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import { recordText } from '#lib/viewer/record-text.ts'
import { type FileFacts, sessionLabels } from './file-facts.ts'

export async function* textFile(pages: AsyncIterable<PlacedRecord[]>, facts: FileFacts): AsyncGenerator<string> {
  const labelOf = sessionLabels(facts.sessions)
  for await (const page of pages) yield page.map((placed) => `${labeledText(placed, labelOf)}\n`).join('')
}

export function labeledText({ session, record }: PlacedRecord, labelOf: (id: string) => string): string {
  const label = labelOf(session)
  return label === '' ? recordText(record) : `${label} | ${recordText(record)}`
}
