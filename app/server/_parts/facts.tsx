/** Names and values in two columns. */
import type { ReactNode } from 'react'

export interface FactsProps {
  rows: readonly (readonly [name: string, value: ReactNode])[]
}

export function Facts({ rows }: FactsProps) {
  return (
    <dl className="divide-y divide-line rounded border bg-surface-raised">
      {rows.map(([name, value]) => (
        <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2">
          <dt className="text-ink-muted">{name}</dt>
          <dd className="tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
