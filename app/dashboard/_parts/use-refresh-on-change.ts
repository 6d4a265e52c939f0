'use client'

/** Refreshes the page from the server when a stored list of the team changes: after 250 ms, at most once a second. */
import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { isLivePage } from './nav-items.ts'
import { useTeamValue } from './team-channel-provider.tsx'

const SETTLE_MS = 250
const EVERY_MS = 1000

export function useRefreshOnChange(): void {
  const router = useRouter()
  const isIdle = isLivePage(usePathname())
  const changes = useTeamValue((team) => team.changes)
  const isLoaded = useTeamValue((team) => team.isLoaded)
  // Lists of waiting devices load themselves.
  const { waiting: _, ...shown } = changes
  const count = Object.values(shown).reduce((sum, each) => sum + each, 0)
  const seen = useRef<number | null>(null)
  const lastAtMs = useRef(0)
  const wasLoaded = useRef(isLoaded)
  useEffect(() => {
    if (!isLoaded) return
    if (seen.current === null || isIdle) {
      // What changed before the channel was open was announced to nobody here.
      if (seen.current === null && !wasLoaded.current && !isIdle) router.refresh()
      seen.current = count
      return
    }
    if (seen.current === count) return
    const waitMs = Math.max(SETTLE_MS, lastAtMs.current + EVERY_MS - Date.now())
    const timer = setTimeout(() => {
      seen.current = count
      lastAtMs.current = Date.now()
      router.refresh()
    }, waitMs)
    return () => clearTimeout(timer)
  }, [count, isLoaded, isIdle, router])
}
