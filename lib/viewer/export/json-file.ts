/** One JSON array for scripts, a record per line. Each names its session and device where the file holds several. */
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import type { FileFacts } from './file-facts.ts'
import { recordLine } from './ndjson-file.ts'

export async function* jsonFile(pages: AsyncIterable<PlacedRecord[]>, facts: FileFacts): AsyncGenerator<string> {
  const isOne = facts.sessions.length < 2
  const devices = new Map(facts.sessions.map(({ id, device }) => [id, device?.name]))
  let separator = '[\n'
  for await (const page of pages) {
    let text = ''
    for (const { session, record } of page) {
      text += separator + (isOne ? recordLine(record) : recordLine(record, session, devices.get(session)))
      separator = ',\n'
    }
    yield text
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}
