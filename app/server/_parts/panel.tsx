/** One section of the statistics page: its name, a line about it, its numbers. */
import { type ReactNode, useId } from 'react'

export interface PanelProps {
  title: string
  text?: string
  children: ReactNode
}

export function Panel({ title, text, children }: PanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-3">
      <div>
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {text && <p className="text-pretty text-ink-muted text-sm">{text}</p>}
      </div>
      {children}
    </section>
  )
}
