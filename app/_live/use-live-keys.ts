'use client'

/** The keys of the live page. Inactive while a person types, and where a window or menu has its own keys. */
import { useEffect, useRef } from 'react'

export interface LiveKeyActs {
  move: (by: number) => void
  open: () => void
  copy: () => void
  toggleFollow: () => void
  first: () => void
  last: () => void
  filter: () => void
  clear: () => void
  close: () => void
  help: () => void
}

type ActName = 'open' | 'copy' | 'toggleFollow' | 'first' | 'last' | 'filter' | 'close' | 'help'

const KEYS: Record<string, ActName> = {
  Enter: 'open',
  c: 'copy',
  ' ': 'toggleFollow',
  g: 'first',
  Home: 'first',
  G: 'last',
  End: 'last',
  '/': 'filter',
  Escape: 'close',
  '?': 'help',
}
const STEPS: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

export function useLiveKeys(acts: LiveKeyActs): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    function handleKey(event: KeyboardEvent) {
      if (event.defaultPrevented || isElsewhere(event)) return
      const { ctrlKey, metaKey, altKey, shiftKey, key } = event
      if ((ctrlKey && key.toLowerCase() === 'l') || (metaKey && shiftKey && key.toLowerCase() === 'l')) {
        event.preventDefault()
        latest.current.clear()
        return
      }
      if (ctrlKey || metaKey || altKey) return
      const step = STEPS[key]
      const act = KEYS[key]
      if (step === undefined && !act) return
      event.preventDefault()
      if (step !== undefined) latest.current.move(step)
      else if (act) latest.current[act]()
    }
    addEventListener('keydown', handleKey)
    return () => removeEventListener('keydown', handleKey)
  }, [])
}

/** Whether the key belongs to a field, a window, a menu, or the focused button that it presses. */
function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]'))
    return true
  return (key === 'Enter' || key === ' ') && target.closest('button, a, summary, [role=button]') !== null
}
