'use client'

/** The place where toasts appear (toast.ts). */
import { useEffect, useState } from 'react'
import { onDemand } from './on-demand.ts'
import { onToastWanted, startToasts } from './toast.ts'

const loaded = onDemand(() => import('./toaster-loaded.tsx').then((module) => module.LoadedToaster), true)

export function Toaster() {
  const [isWanted, setWanted] = useState(false)
  const Loaded = loaded.use(isWanted)
  useEffect(() => onToastWanted(() => setWanted(true)), [])
  return Loaded && <Loaded onReady={startToasts} />
}
