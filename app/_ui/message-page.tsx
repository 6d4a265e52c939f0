/** A whole page that says one thing: not found, failed, ended. */
import type { ReactNode } from 'react'
import { BrandMark } from './brand-mark.tsx'

export interface MessagePageProps {
  title: string
  text: ReactNode
  /** Small print, e.g. the reference of an error. */
  note?: string | undefined
  actions?: ReactNode
}

export function MessagePage({ title, text, note, actions }: MessagePageProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-3 px-4 py-12">
      <BrandMark className="size-8" />
      <h1 className="font-semibold text-xl">{title}</h1>
      <p className="text-pretty text-ink-muted">{text}</p>
      {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      {note && <p className="text-ink-faint text-xs">{note}</p>}
    </main>
  )
}
