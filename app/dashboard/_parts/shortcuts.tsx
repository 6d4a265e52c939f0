'use client'

/** Listens for shortcut keys. The list under `?` is loaded when it is opened. */
import { LazyWindow } from './lazy-window.tsx'
import { shortcutsWindow } from './open-store.ts'
import { useShortcuts } from './use-shortcuts.ts'

const load = () => import('./shortcuts-list.tsx')

export function Shortcuts() {
  useShortcuts()
  return <LazyWindow store={shortcutsWindow} load={load} props={{}} />
}
