'use client'

/** A menu that opens from a button. Its entries are `MenuItem`s, `MenuLink`s, `MenuChoice`s and `MenuSeparator`s. */
import { useState } from 'react'
import type { DropdownMenuProps } from './dropdown-menu-loaded.tsx'
import { onDemand } from './on-demand.ts'
import { Opener } from './opener.tsx'

const loaded = onDemand(() => import('./dropdown-menu-loaded.tsx').then((module) => module.LoadedDropdownMenu), true)

export function DropdownMenu(props: DropdownMenuProps) {
  const [openedBy, setOpenedBy] = useState<'key' | 'pointer' | null>(null)
  const Loaded = loaded.use(openedBy !== null)
  if (Loaded) return <Loaded {...props} openedBy={openedBy} />
  return (
    <Opener
      trigger={props.trigger}
      opens="menu"
      preload={loaded.preload}
      onOpen={(isByKey) => setOpenedBy(isByKey ? 'key' : 'pointer')}
    />
  )
}
