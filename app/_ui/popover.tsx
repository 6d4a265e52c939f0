'use client'

/** A small floating panel beside the button that opened it. */
import { useState } from 'react'
import { onDemand } from './on-demand.ts'
import { Opener } from './opener.tsx'
import type { PopoverProps } from './popover-loaded.tsx'

const loaded = onDemand(() => import('./popover-loaded.tsx').then((module) => module.LoadedPopover), true)

export function Popover(props: PopoverProps) {
  const [isWanted, setWanted] = useState(false)
  const Loaded = loaded.use(isWanted)
  if (Loaded) return <Loaded {...props} />
  return <Opener trigger={props.trigger} opens="dialog" preload={loaded.preload} onOpen={() => setWanted(true)} />
}
