'use client'

/** A panel that slides in from the right edge, or from the bottom on a phone. The page behind it stays usable unless `isModal`. */
import { useState } from 'react'
import { onDemand } from './on-demand.ts'
import { Opener } from './opener.tsx'
import type { SheetProps } from './sheet-loaded.tsx'

const loaded = onDemand(() => import('./sheet-loaded.tsx').then((module) => module.LoadedSheet), true)

export function Sheet(props: SheetProps) {
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
