/** A bordered list of rows with hairlines between them. */
import clsx from 'clsx'
import type { ReactNode } from 'react'

export interface ListProps {
  label: string
  className?: string
  children: ReactNode
}

export function List({ label, className, children }: ListProps) {
  return (
    <ul aria-label={label} className={clsx('divide-y divide-line rounded border bg-surface-raised', className)}>
      {children}
    </ul>
  )
}
