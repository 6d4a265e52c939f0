'use client'

/** Gives the focus back to what had it before a window opened, for windows that no button of their own opened. */
import { useRef } from 'react'

export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null)
  return {
    rememberOpener: () => {
      opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    },
    returnToOpener: (event: Event) => {
      event.preventDefault()
      opener.current?.focus()
    },
  }
}
