'use client'

/** A text behind its name: nothing of it is drawn until a person opens it. */
import { useState } from 'react'
import { DetailText } from './detail-text.tsx'

export function FoldedText({ name, text }: { name: string; text: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded text-ink-muted text-sm">{name}</summary>
      {isOpen && <DetailText text={text} label={name} />}
    </details>
  )
}
