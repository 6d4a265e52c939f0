'use client'

/** While this page leads: says where it is, a few times a second at most. */
import { type RefObject, useEffect, useRef } from 'react'
import type { LiveLogListControl } from '#app/_live/live-log-list.tsx'
import type { LogFilter, LogSource } from '#lib/viewer/log-source.ts'
import type { Together } from '#lib/viewer/together/together.ts'

/** Interval in which the list is looked at, milliseconds. */
const LOOK_MS = 250

/** Where the list is now. Null as a place: at the newest record. */
export function whereIs(log: LogSource, list: LiveLogListControl | null, filter: LogFilter) {
  const row = log.view().isFollowing || !list ? undefined : log.row(list.firstInSight())
  return { place: row ? { session: row.session, seq: row.seq } : null, filter }
}

export function useLead(
  together: Together,
  isLeading: boolean,
  log: LogSource,
  list: RefObject<LiveLogListControl | null>,
  filter: LogFilter,
): void {
  const latest = useRef(filter)
  useEffect(() => {
    latest.current = filter
  })
  useEffect(() => {
    if (!isLeading) return
    const timer = setInterval(() => together.lead(whereIs(log, list.current, latest.current)), LOOK_MS)
    return () => clearInterval(timer)
  }, [together, isLeading, log, list])
}
