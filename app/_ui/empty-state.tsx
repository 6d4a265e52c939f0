/** The content of an empty list: what will appear here, and the next step. */
import type { ReactNode } from 'react'
import type { IconComponent } from './icon.tsx'

export interface EmptyStateProps {
  icon: IconComponent
  title: string
  text?: ReactNode
  /** The next step: one or two buttons. */
  actions?: ReactNode
}

export function EmptyState({ icon: Icon, title, text, actions }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 rounded border border-line-strong/50 border-dashed px-6 py-12 text-center">
      <Icon aria-hidden strokeWidth={1.5} className="size-8 text-ink-faint" />
      <h2 className="font-semibold text-lg">{title}</h2>
      {text && <p className="max-w-md text-pretty text-ink-muted">{text}</p>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
