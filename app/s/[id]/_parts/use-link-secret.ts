'use client'

/** The secret of the link, straight from the address bar. It is read where it is used and kept nowhere. */
import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** Null on the server, which never sees it; empty when the address has none. */
export function useLinkSecret(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => location.hash.slice(1),
    () => null,
  )
}
