/**
 * One row of a `List`: its title at the left, facts in the middle, actions at the right; stacked on a phone and a tablet. With `href`
 * the whole row is a link (`title` is the link, its click area covers the row, and actions stay above it).
 */
import clsx from 'clsx'
import Link from 'next/link'
import type { ReactNode } from 'react'

export interface ListRowProps {
  /** Shown before the title, such as a status dot. */
  lead?: ReactNode
  title: ReactNode
  /** Whether a long title takes several lines. Otherwise it ends in an ellipsis. */
  wrapsTitle?: boolean
  /** Badges beside the title. */
  aside?: ReactNode
  /** Secondary text under the title. Several elements are separated by dots. */
  detail?: ReactNode
  facts?: ReactNode
  actions?: ReactNode
  href?: string
  isQuiet?: boolean
}

export function ListRow({
  lead,
  title,
  wrapsTitle = false,
  aside,
  detail,
  facts,
  actions,
  href,
  isQuiet = false,
}: ListRowProps) {
  return (
    <li data-quiet={isQuiet || undefined} className={clsx('row', href && 'hover:bg-surface-hover')}>
      {lead && <div className="flex h-6 items-center self-start">{lead}</div>}
      <div className="row-body">
        <div className="min-w-0 lg:flex-1">
          <div className="row-head">
            <span data-wraps={wrapsTitle || undefined} className="row-title">
              {href ? (
                <Link href={href} className="row-link">
                  <bdi>{title}</bdi>
                </Link>
              ) : (
                <bdi>{title}</bdi>
              )}
            </span>
            {aside}
          </div>
          {detail && (
            <div className="row-detail">
              {typeof detail === 'string' ? <span className="min-w-0 truncate">{detail}</span> : detail}
            </div>
          )}
        </div>
        {facts && <div className="row-facts">{facts}</div>}
      </div>
      {actions && <div className="relative flex shrink-0 items-center gap-1">{actions}</div>}
    </li>
  )
}
