/**
 * CSV with chosen columns, for spreadsheets: it begins with a byte-order mark, or Excel would misread letters, and no cell
 * begins a formula. Colors are left out and invisible characters are made visible, as in the list.
 */
import { fieldReader } from '#lib/lines/fields.ts'
import { csvLine } from '#lib/protocol/csv-line.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { withoutAnsi } from '#lib/viewer/ansi.ts'
import { messageOf } from '#lib/viewer/display-body.ts'
import { exactObject, exactStringify } from '#lib/viewer/exact-json.ts'
import { formatIso } from '#lib/viewer/format-time.ts'
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import type { FileFacts } from './file-facts.ts'

interface Row {
  record: NumberedRecord
  session: string
  device: string
}

/** The columns that every record can fill, in the order of the file. */
const COLUMNS = {
  time: ({ record }: Row) => formatIso(record.timeMs),
  level: ({ record }: Row) => record.level,
  device: ({ device }: Row) => device,
  session: ({ session }: Row) => session,
  seq: ({ record }: Row) => String(record.seq),
  logger: ({ record }: Row) => record.scope ?? '',
  message: ({ record }: Row) => messageOf(record),
  attributes: ({ record }: Row) => {
    const attributes = attributesOf(record)
    return attributes ? exactStringify(attributes) : ''
  },
  error: ({ record: { error } }: Row) => (error ? [error.name, error.message].filter(Boolean).join(': ') : ''),
  stack: ({ record }: Row) => record.error?.stack ?? '',
  trace: ({ record }: Row) => record.traceId ?? '',
  span: ({ record }: Row) => record.spanId ?? '',
  body: ({ record }: Row) => record.body,
}

export type FixedColumn = keyof typeof COLUMNS
/** One of the fixed columns, or the path of an attribute behind `attributes.`. */
export type CsvColumn = FixedColumn | `attributes.${string}`

export const CSV_COLUMNS = Object.keys(COLUMNS) as FixedColumn[]
export const CSV_DEFAULT: readonly CsvColumn[] = ['time', 'level', 'logger', 'message', 'attributes', 'error']

const PREFIX = 'attributes.'

export async function* csvFile(
  pages: AsyncIterable<PlacedRecord[]>,
  facts: FileFacts,
  columns: readonly CsvColumn[] = CSV_DEFAULT,
): AsyncGenerator<string> {
  const devices = new Map(facts.sessions.map(({ id, device }) => [id, device?.name ?? '']))
  yield `\ufeff${csvLine(columns.map(visibleText))}`
  for await (const page of pages) {
    let text = ''
    for (const { session, record } of page) {
      const row = { record, session, device: devices.get(session) ?? '' }
      text += csvLine(columns.map((column) => visibleText(withoutAnsi(cellOf(row, column)))))
    }
    yield text
  }
}

function cellOf(row: Row, column: CsvColumn): string {
  if (Object.hasOwn(COLUMNS, column)) return COLUMNS[column as FixedColumn](row)
  const attributes = attributesOf(row.record)
  const path = column.slice(PREFIX.length)
  if (!attributes) return ''
  const value = Object.hasOwn(attributes, path) ? attributes[path] : fieldReader(attributes)(path)
  if (value === undefined) return ''
  return typeof value === 'string' ? value : exactStringify(value)
}

function attributesOf(record: NumberedRecord): Record<string, unknown> | undefined {
  return (record.isJson && exactObject(record.body)) || record.attributes
}
