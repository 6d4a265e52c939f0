'use client'

/** Listens to the keys; their list under `?` is loaded when it is asked for. */
import { LazyWindow } from './lazy-window.tsx'
import { shortcutsWindow } from './open-store.ts'
import { useShortcuts } from './use-shortcuts.ts'

const load = () => import('./shortcuts-list.tsx')

export function Shortcuts() {
  useShortcuts()
  return <LazyWindow store={shortcutsWindow} load={load} props={{}} />
}
