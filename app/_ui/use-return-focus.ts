'use client'

/** Gives the focus back to what had it before a window opened, for windows that no button of their own opened. */
import { useRef } from 'react'

export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null)
  return {
    rememberOpener: () => {
      const active = document.activeElement
      // The entry of a menu is gone by then; the button that opened the menu is not.
      const menuButtonId = active?.closest('[role=menu]')?.getAttribute('aria-labelledby')
      const remembered = menuButtonId ? document.getElementById(menuButtonId) : active
      opener.current = remembered instanceof HTMLElement ? remembered : null
    },
    returnToOpener: (event: Event) => {
      event.preventDefault()
      opener.current?.focus()
    },
  }
}
