/** One number with its name and a secondary fact. */
import type { ReactNode } from 'react'

export interface StatTileProps {
  name: string
  value: ReactNode
  note?: ReactNode
}

export function StatTile({ name, value, note }: StatTileProps) {
  return (
    <div className="flex flex-col gap-1 bg-surface-raised p-4">
      <dt className="text-ink-muted text-sm">{name}</dt>
      <dd className="font-semibold text-2xl tabular-nums">{value}</dd>
      {note && <dd className="text-ink-muted text-sm tabular-nums">{note}</dd>}
    </div>
  )
}
