'use client'

/**
 * While this page follows a leader: shows the leader's place and filter. Ends as soon as the reader scrolls, moves by keys, changes
 * the filter or presses Escape; then their own filter is back, unless they have just chosen another.
 */
import { type RefObject, useEffect, useRef } from 'react'
import type { LiveLogListControl } from '#app/_live/live-log-list.tsx'
import type { LogFilter, LogSource } from '#lib/viewer/log-source.ts'
import type { Lead } from '#lib/viewer/together/passing-words.ts'
import type { Together } from '#lib/viewer/together/together.ts'

export interface FollowOptions {
  together: Together
  /** Null: this page follows nobody. */
  lead: Lead | null
  log: LogSource
  list: RefObject<LiveLogListControl | null>
  filter: LogFilter
  onShowFilter: (filter: LogFilter) => void
}

/** Keys that move the list or the selection. */
const MOVING = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ', ...'jkgGeEnN[]'])

export function useFollow({ together, lead, log, list, filter, onShowFilter }: FollowOptions): void {
  const isFollowing = lead !== null
  /** The reader's own filter, and the leader's that is shown in its place. */
  const own = useRef<LogFilter | null>(null)
  const shown = useRef<string | null>(null)
  const latest = useRef({ filter, onShowFilter })
  useEffect(() => {
    latest.current = { filter, onShowFilter }
  })

  useEffect(() => {
    if (!isFollowing) return
    own.current = latest.current.filter
    const end = endsByReader(() => together.follow(null))
    return () => {
      end()
      const { filter: now, onShowFilter: show } = latest.current
      if (own.current && keyOf(now) === shown.current) show(own.current)
      own.current = null
      shown.current = null
    }
  }, [isFollowing, together])

  const leadFilter = lead && keyOf(lead.filter)
  useEffect(() => {
    if (!lead || leadFilter === null || leadFilter === shown.current) return
    shown.current = leadFilter
    if (keyOf(latest.current.filter) !== leadFilter) latest.current.onShowFilter(lead.filter)
  }, [lead, leadFilter])

  const filterKey = keyOf(filter)
  const shownBefore = useRef(filterKey)
  useEffect(() => {
    const isChanged = filterKey !== shownBefore.current
    shownBefore.current = filterKey
    // Somebody typed in the filter: that is theirs now.
    if (isFollowing && isChanged && filterKey !== shown.current) together.follow(null)
  }, [filterKey, isFollowing, together])

  const place = lead?.place ?? null
  const placeKey = place && `${place.session}:${place.seq}`
  useEffect(() => {
    if (!isFollowing) return
    const wanted = latestPlace(placeKey)
    if (wanted) list.current?.showFirst(wanted)
    else log.follow()
    return endsByPausing(log, wanted === null, () => together.follow(null))
  }, [isFollowing, placeKey, log, list, together])
}

function latestPlace(key: string | null) {
  if (key === null) return null
  const at = key.lastIndexOf(':')
  return { session: key.slice(0, at), seq: Number(key.slice(at + 1)) }
}

/** Pausing at the newest record, and going there, are the reader's own acts. */
function endsByPausing(log: LogSource, isAtNewest: boolean, end: () => void): () => void {
  let isSettled = false
  return log.subscribe(() => {
    const { isFollowing } = log.view()
    if (isFollowing === isAtNewest) isSettled = true
    else if (isSettled) end()
  })
}

function endsByReader(end: () => void): () => void {
  const controller = new AbortController()
  const { signal } = controller
  const inList = (event: Event) => event.target instanceof Element && event.target.closest('[role=log]') !== null
  const handle = (event: Event) => {
    if (inList(event)) end()
  }
  // On the scroll bar, whose events go to the list itself.
  const handlePress = (event: Event) => {
    if (event.target instanceof Element && event.target.matches('[role=log]')) end()
  }
  const handleKey = (event: KeyboardEvent) => {
    const isElsewhere =
      event.target instanceof Element && event.target.closest('input, textarea, select, [role=dialog], [role=menu]')
    if (isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') {
      // It closes nothing else.
      event.preventDefault()
      event.stopImmediatePropagation()
      end()
    } else if (MOVING.has(event.key)) end()
  }
  const options = { capture: true, passive: true, signal }
  addEventListener('wheel', handle, options)
  addEventListener('touchmove', handle, options)
  addEventListener('pointerdown', handlePress, options)
  addEventListener('keydown', handleKey, { capture: true, signal })
  return () => controller.abort()
}

function keyOf({ text, levels, fromMs, toMs }: LogFilter): string {
  return JSON.stringify([text, levels, fromMs ?? null, toMs ?? null])
}
