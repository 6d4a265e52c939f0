/** The heading of an account page. */
import type { ReactNode } from 'react'

export interface AuthHeadingProps {
  title: string
  text?: ReactNode
}

export function AuthHeading({ title, text }: AuthHeadingProps) {
  return (
    <div>
      <h1 className="text-balance font-semibold text-xl">{title}</h1>
      {text && <p className="mt-1 text-pretty text-ink-muted">{text}</p>}
    </div>
  )
}
