'use client'

/** Keeps the lists of the dashboard current. Renders nothing. */
import { useRefreshOnChange } from './use-refresh-on-change.ts'

export function LiveLists() {
  useRefreshOnChange()
  return null
}
