/** The goals as one table, in columns that line up in a terminal and are still Markdown. */
import type { Goal } from './goals.ts'

export function goalTable(goals: Goal[]): string[] {
  const rows = [
    ['what', 'target', 'measured (95 % interval)', 'met?'],
    ...goals.map(({ what, target, measured, met }) => [what, target, measured, met]),
  ]
  return alignedTable(rows)
}

export function alignedTable(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)))
  const line = (row: string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '') + ' '.repeat(width - [...(row[column] ?? '')].length)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)]
}
