'use client'

/** How the rows stand: several sessions by corrected time, and similar lines as one where the reader likes that. */
import { useEffect } from 'react'
import { useReading } from '#app/_preferences/use-reading.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import type { MergedSession } from './use-merging.ts'

const ONE_SESSION: ReadonlyMap<string, MergedSession> = new Map()

export function useRowOrder(log: LogSource, merged: ReadonlyMap<string, MergedSession> = ONE_SESSION): void {
  const [{ isCollapsed }] = useReading()
  const shifts = JSON.stringify([...merged].map(([session, { shiftMs }]) => [session, shiftMs]))
  useEffect(() => {
    const shiftsMs = Object.fromEntries(JSON.parse(shifts) as [string, number][])
    const by = Object.keys(shiftsMs).length > 0 ? 'time' : 'sessions'
    log.setOrder?.({ by, shiftsMs, isCollapsed })
  }, [log, shifts, isCollapsed])
}
