'use client'

/** A dialog for one task. On a phone it rises from the bottom edge and takes the full width. */
import { useState } from 'react'
import type { DialogProps } from './dialog-loaded.tsx'
import { onDemand } from './on-demand.ts'
import { Opener } from './opener.tsx'

const loaded = onDemand(() => import('./dialog-loaded.tsx').then((module) => module.LoadedDialog), true)

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
