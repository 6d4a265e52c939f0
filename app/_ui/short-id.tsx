'use client'

/** The start of a long ID. Hovering shows all of it, and copying copies all of it. */
import { CopyButton } from './copy-button.tsx'

export interface ShortIdProps {
  id: string
  /** What the ID names, such as "session id". */
  what: string
}

export function ShortId({ id, what }: ShortIdProps) {
  return (
    <span className="inline-flex items-center gap-1">
      <code title={id} className="text-code">
        {id.slice(0, 8)}
      </code>
      <CopyButton text={id} what={what} />
    </span>
  )
}
