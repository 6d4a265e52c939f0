/** A whole page with one message: not found, failed, ended. Set `isNested` inside a frame that has its own `main`. */
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { BrandMark } from './brand-mark.tsx'

export interface MessagePageProps {
  title: string
  text: ReactNode
  /** Small print, such as the reference of an error. */
  note?: string | undefined
  actions?: ReactNode
  isNested?: boolean
}

export function MessagePage({ title, text, note, actions, isNested = false }: MessagePageProps) {
  const Frame = isNested ? 'div' : 'main'
  return (
    <Frame
      className={clsx(
        'mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-3 px-4 py-12',
        !isNested && 'min-h-dvh',
      )}
    >
      <BrandMark className="size-8" />
      <h1 className="font-semibold text-xl">{title}</h1>
      <p className="text-pretty text-ink-muted">{text}</p>
      {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      {note && <p className="text-ink-faint text-xs">{note}</p>}
    </Frame>
  )
}
