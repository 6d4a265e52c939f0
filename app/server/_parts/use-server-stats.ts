'use client'

/** Polls the server's statistics every two seconds while the page is visible, and not in hidden tabs. */
import { useEffect, useState } from 'react'
import { call } from '#app/_api/call.ts'
import type { ServerStats } from './stats-answer.ts'

const POLL_MS = 2000

export interface ShownStats {
  stats: ServerStats
  /** Whether the last request failed. */
  isBehind: boolean
}

export function useServerStats(initial: ServerStats): ShownStats {
  const [shown, setShown] = useState<ShownStats>({ stats: initial, isBehind: false })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isAsking = false
    let hasLeft = false
    const askSoon = () => {
      clearTimeout(timer)
      if (!document.hidden && !hasLeft) timer = setTimeout(() => void ask(), POLL_MS)
    }
    async function ask() {
      if (isAsking) return
      isAsking = true
      const stats = await call<ServerStats>('GET', '/api/v1/server').catch(() => null)
      isAsking = false
      if (hasLeft) return
      setShown((before) => ({ stats: stats ?? before.stats, isBehind: stats === null }))
      askSoon()
    }
    function handleVisibility() {
      if (document.hidden) clearTimeout(timer)
      else void ask()
    }
    askSoon()
    document.addEventListener('visibilitychange', handleVisibility)
    return () => {
      hasLeft = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', handleVisibility)
    }
  }, [])
  return shown
}
