'use client'

/** The secret after the # of the address. It never leaves the browser but in the body of the request it was made for. */
import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** Null while the server renders, where no fragment is known; empty when the address has none. */
export function useFragment(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => location.hash.slice(1),
    () => null,
  )
}
