'use client'

/** False on the server and during hydration, then true: for what only the browser knows. */
import { useSyncExternalStore } from 'react'

const never = () => () => {}

export function useIsClient(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
