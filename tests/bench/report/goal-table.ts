/** The goals as one table. */
import { alignedTable } from './aligned-table.ts'
import type { Goal } from './goals.ts'

export function goalTable(goals: Goal[]): string[] {
  const rows = [
    ['what', 'target', 'measured (95 % interval)', 'met?'],
    ...goals.map(({ what, target, measured, met }) => [what, target, measured, met]),
  ]
  return alignedTable(rows)
}
