'use client'

/** Asks before an action that cannot be undone, and says what will break. Stays open and busy until the action is done. */
import { useState } from 'react'
import type { ConfirmDialogProps } from './confirm-dialog-loaded.tsx'
import { onDemand } from './on-demand.ts'
import { Opener } from './opener.tsx'

const loaded = onDemand(() => import('./confirm-dialog-loaded.tsx').then((module) => module.LoadedConfirmDialog), true)

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
