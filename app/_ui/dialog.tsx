'use client'

/** A dialog for one task. On a phone it rises from the bottom edge and takes the full width. */
import { type ReactNode, useState } from 'react'
import { onDemand } from './on-demand.ts'
import { Opener } from './opener.tsx'

export interface DialogProps {
  title: string
  /** One sentence under the title. */
  description?: ReactNode
  /** The button that opens it. Leave it out if you control `isOpen`. */
  trigger?: ReactNode
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
  /** Buttons at the bottom, the main one last. */
  actions?: ReactNode
  isWide?: boolean
  /** While true, neither Escape nor a click outside closes it. Use it for content that is shown only once. */
  isSticky?: boolean
  /** Above every other dialog, also one that asks before an action. */
  isOnTop?: boolean
  children?: ReactNode
}

const loaded = onDemand(() => import('./dialog-loaded.tsx').then((module) => module.LoadedDialog))

export function Dialog(props: DialogProps) {
  const [isWanted, setWanted] = useState(false)
  const Loaded = loaded.use(isWanted || props.isOpen === true)
  if (Loaded) return <Loaded {...props} isOpenAtFirst={isWanted} />
  if (!props.trigger) return null
  return (
    <Opener
      trigger={props.trigger}
      opens="dialog"
      preload={loaded.preload}
      onOpen={() => {
        setWanted(true)
        props.onOpenChange?.(true)
      }}
    />
  )
}
