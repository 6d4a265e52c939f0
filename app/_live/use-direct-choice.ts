'use client'

/** Whether this browser takes direct paths, which reveal its network addresses to the device. Stored in the browser; on by default. */
import { useEffect, useState } from 'react'
import type { LiveSource } from '#lib/viewer/live-source.ts'

const KEY = 'agent-logger.path'

export function useDirectChoice(live: LiveSource): [isWanted: boolean, choose: (isWanted: boolean) => void] {
  const [isWanted, setWanted] = useState(isDirectChosen)
  useEffect(() => live.wantDirect?.(isWanted), [live, isWanted])
  return [
    isWanted,
    (next) => {
      setWanted(next)
      try {
        localStorage.setItem(KEY, next ? 'any' : 'relay')
      } catch {
        // The browser stores nothing for us: the choice lasts as long as this page.
      }
    },
  ]
}

export function isDirectChosen(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'relay'
  } catch {
    return true // also on the server
  }
}
