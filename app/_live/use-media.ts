'use client'

/** Whether a media query matches right now; false on the server. */
import { useSyncExternalStore } from 'react'

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
    () => false,
  )
}

/** Matches where the list and the detail fit side by side. */
export const WIDE = '(width >= 64rem)'
