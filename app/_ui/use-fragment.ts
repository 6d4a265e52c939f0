'use client'

/** The secret after the # of the URL. It leaves the browser only in the body of the request that it is for. */
import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** Null while the server renders, because browsers do not send it; empty if the URL has no fragment. */
export function useFragment(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => location.hash.slice(1),
    () => null,
  )
}
