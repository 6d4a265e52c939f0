/** How the operator's lists are printed: aligned columns for people, or one JSON object a line for programs. */
import type { Streams } from '#lib/cli/command.ts'
import { alignedLines, printable } from '#lib/cli/table.ts'

export interface ListOptions {
  json?: boolean | undefined
}

/** Each column's title and the text of one row. */
export type Columns<Row> = readonly (readonly [title: string, text: (row: Row) => string])[]

export function printRows<Row extends object>(
  rows: readonly Row[],
  columns: Columns<Row>,
  { json }: ListOptions,
  { stdout }: Pick<Streams, 'stdout'>,
): void {
  if (json) {
    for (const row of rows) stdout.write(`${JSON.stringify(row)}\n`)
    return
  }
  const cells = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, text]) => printable(text(row))))]
  for (const line of alignedLines(cells)) stdout.write(`${line}\n`)
}

export function dateOf(atMs: number | null): string {
  return atMs === null ? '—' : new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')
}
