'use client'

/** Asks before an action that cannot be undone, and says what will break. Stays open and busy until the action is done. */
import { type ReactNode, useState } from 'react'
import { onDemand } from './on-demand.ts'
import { Opener } from './opener.tsx'

export interface ConfirmDialogProps {
  title: string
  /** What will break, in one or two sentences. */
  consequence: ReactNode
  /** Choices that belong to the action. */
  children?: ReactNode
  /** The verb on the button: "Revoke", never "OK". */
  confirmLabel: string
  /** Resolves to true when the action is done; the dialog then closes. */
  onConfirm: () => Promise<boolean>
  trigger?: ReactNode
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
}

const loaded = onDemand(() => import('./confirm-dialog-loaded.tsx').then((module) => module.LoadedConfirmDialog))

export function ConfirmDialog(props: ConfirmDialogProps) {
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
