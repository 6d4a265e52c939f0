'use client'

/** A choice of this person, remembered in this browser. The default on the server, and where the browser stores nothing. */
import { useCallback, useSyncExternalStore } from 'react'

/** Choices of this page, for browsers that store nothing. */
const chosen = new Map<string, string>()
const listeners = new Set<() => void>()

/** `key` is prefixed with the product's name. A stored value that is not among `values` is ignored. */
export function useRemembered<T extends string>(
  key: string,
  values: readonly T[],
  initial: T,
): [value: T, choose: (value: T) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => values.find((one) => one === read(key)) ?? initial,
    () => initial,
  )
  const choose = useCallback(
    (next: T) => {
      chosen.set(key, next)
      try {
        localStorage.setItem(`agent-logger.${key}`, next)
      } catch {
        // The choice lasts as long as this page.
      }
      for (const listener of listeners) listener()
    },
    [key],
  )
  return [value, choose]
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(key: string): string | null {
  try {
    return chosen.get(key) ?? localStorage.getItem(`agent-logger.${key}`)
  } catch {
    return null
  }
}
