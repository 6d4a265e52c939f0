'use client'

/** Several sessions in one time line: their order by corrected time, and a name and a color for each. */
import { useEffect, useMemo } from 'react'
import type { SessionState } from '#lib/protocol/messages.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { clockDifference } from '#lib/viewer/clock-difference.ts'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'

export interface MergedSession {
  state: SessionState
  name: string
  color: string
  /** What to add to its times, because its clock is wrong. */
  shiftMs: number
}

/** Hues as far apart as eyes tell them, none of them that of a level beside them. */
const HUES = [205, 320, 130, 55, 265, 165, 95, 350]

export function useMerging(log: LogSource, { session, also }: LiveSnapshot): ReadonlyMap<string, MergedSession> {
  const merged = useMemo(() => {
    const states = also && session ? [session, ...also] : []
    return new Map(
      states.map((state, i) => [
        state.session,
        {
          state,
          name: visibleText(state.device.name),
          color: sessionColor(i),
          shiftMs: clockDifference(state)?.shiftMs ?? 0,
        },
      ]),
    )
  }, [session, also])
  const shifts = JSON.stringify([...merged].map(([session, { shiftMs }]) => [session, shiftMs]))
  useEffect(() => {
    const shiftsMs = Object.fromEntries(JSON.parse(shifts) as [string, number][])
    if (Object.keys(shiftsMs).length > 0) log.setOrder?.({ by: 'time', shiftsMs })
  }, [log, shifts])
  return merged
}

/** Tells the sessions of one page apart. */
export function sessionColor(index: number): string {
  const hue = HUES[index % HUES.length]
  return `light-dark(oklch(0.55 0.14 ${hue}), oklch(0.76 0.12 ${hue}))`
}
