/** The title of a page, one line about it, and its main actions. */
import type { ReactNode } from 'react'

export interface PageHeaderProps {
  title: ReactNode
  text?: ReactNode
  actions?: ReactNode
}

export function PageHeader({ title, text, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="line-clamp-2 break-words font-semibold text-xl">
          <bdi>{title}</bdi>
        </h1>
        {text && <div className="text-pretty text-ink-muted">{text}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}
