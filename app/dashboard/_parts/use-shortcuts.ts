'use client'

/** Keys of the dashboard: `g` and a letter opens a place, `/` the search, `?` the list of keys. Ignored while a person types. */
import { usePathname, useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { isLivePage, NAV_ITEMS } from './nav-items.ts'
import { shortcutsWindow } from './open-store.ts'

/** How long `g` waits for its letter. */
const CHORD_MS = 1500

export function useShortcuts(): void {
  const router = useRouter()
  const pathname = usePathname()
  const isActive = !isLivePage(pathname)
  useEffect(() => {
    if (!isActive) return
    let chordAtMs = Number.NEGATIVE_INFINITY
    function handleKey(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const wasChord = event.timeStamp - chordAtMs < CHORD_MS
      chordAtMs = Number.NEGATIVE_INFINITY
      if (wasChord) {
        const item = NAV_ITEMS.find(({ key }) => key === event.key)
        if (!item) return
        event.preventDefault()
        router.push(item.href)
      } else if (event.key === 'g') chordAtMs = event.timeStamp
      else if (event.key === '?') shortcutsWindow.setOpen(true)
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('input[type=search]')
        if (!search) return
        event.preventDefault()
        search.focus()
        search.select()
      }
    }
    addEventListener('keydown', handleKey)
    return () => removeEventListener('keydown', handleKey)
  }, [router, isActive])
}

/** Whether the event comes from a field, or from a dialog or menu with its own keys. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]',
    ) !== null
  )
}
