/** The text of a file in any format, piece by piece. The page loads this when somebody saves. */
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import { type CsvColumn, csvFile } from './csv-file.ts'
import type { FileFacts, FileFormat } from './file-facts.ts'
import { htmlFile } from './html-file.ts'
import { jsonFile } from './json-file.ts'
import { markdownFile } from './markdown-file.ts'
import { ndjsonFile } from './ndjson-file.ts'
import { textFile } from './text-file.ts'

export interface FileOptions {
  columns?: readonly CsvColumn[]
}

export function logFile(
  format: FileFormat,
  pages: AsyncIterable<PlacedRecord[]>,
  facts: FileFacts,
  { columns }: FileOptions = {},
): AsyncGenerator<string> {
  switch (format) {
    case 'text':
      return textFile(pages, facts)
    case 'ndjson':
      return ndjsonFile(pages, facts)
    case 'json':
      return jsonFile(pages, facts)
    case 'csv':
      return csvFile(pages, facts, columns)
    case 'markdown':
      return markdownFile(pages, facts)
    case 'html':
      return htmlFile(pages, facts)
  }
}
