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
  useEffect(() => {
    if (!isLoaded) return
    // The first snapshot is as new as the page itself.
    if (seen.current === null || isIdle) {
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
