'use client'

/** Returns the focus to the element that had it before a dialog opened, for dialogs without a trigger of their own. */
import { useRef } from 'react'

export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null)
  return {
    rememberOpener: () => {
      const active = document.activeElement
      // A menu's entry is gone by then, but the button that opened the menu is still there.
      const menuButtonId = active?.closest('[role=menu]')?.getAttribute('aria-labelledby')
      const remembered = menuButtonId ? document.getElementById(menuButtonId) : active
      opener.current = remembered instanceof HTMLElement ? remembered : null
    },
    returnToOpener: (event: Event) => {
      event.preventDefault()
      // A key that came right after the one that closed the dialog may have put the focus into a field.
      const active = document.activeElement
      const isFree = !active || active === document.body || active.closest('[role=dialog], [role=alertdialog]') !== null
      if (isFree) opener.current?.focus()
    },
  }
}
