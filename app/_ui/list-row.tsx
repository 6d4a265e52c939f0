/**
 * One row of a `List`: what it is at the left, facts in the middle, acts at the right; stacked on a phone. With `href`
 * the whole row leads there (`title` is the link; its press area covers the row, acts stay above it).
 */
import clsx from 'clsx'
import Link from 'next/link'
import type { ReactNode } from 'react'

export interface ListRowProps {
  /** Before the title, e.g. a status dot. */
  lead?: ReactNode
  title: ReactNode
  /** Beside the title: badges. */
  aside?: ReactNode
  /** Under the title, quieter: a text, or elements that get a dot between each two. */
  detail?: ReactNode
  facts?: ReactNode
  actions?: ReactNode
  href?: string
  isQuiet?: boolean
}

export function ListRow({ lead, title, aside, detail, facts, actions, href, isQuiet = false }: ListRowProps) {
  return (
    <li
      data-quiet={isQuiet || undefined}
      className={clsx(
        'group relative flex items-center gap-3 px-4 py-3 first:rounded-t last:rounded-b',
        href && 'hover:bg-surface-hover',
      )}
    >
      {lead && <div className="flex h-6 items-center self-start">{lead}</div>}
      <div className="flex min-w-0 flex-1 flex-col gap-x-6 gap-y-1 md:flex-row md:items-center">
        <div className="min-w-0 md:flex-1">
          <div className="flex min-w-0 items-center gap-x-2 gap-y-1 max-md:flex-wrap">
            <span className="min-w-0 max-w-full truncate font-medium group-data-quiet:text-ink-muted">
              {href ? (
                <Link href={href} className="rounded -outline-offset-2 after:absolute after:inset-0">
                  {title}
                </Link>
              ) : (
                title
              )}
            </span>
            {aside}
          </div>
          {detail && (
            <div className="dot-list flex flex-wrap items-center text-ink-muted text-sm">
              {typeof detail === 'string' ? <span className="min-w-0 truncate">{detail}</span> : detail}
            </div>
          )}
        </div>
        {facts && (
          <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 text-ink-muted text-sm tabular-nums">
            {facts}
          </div>
        )}
      </div>
      {actions && <div className="relative flex shrink-0 items-center gap-1">{actions}</div>}
    </li>
  )
}
