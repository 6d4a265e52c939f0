'use client'

/** Several sessions in one time line: a name, a color and a correction of its clock for each. */
import { useMemo, useRef } from 'react'
import type { SessionState } from '#lib/protocol/messages.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import { clockDifference } from '#lib/viewer/clock-difference.ts'
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'

export interface MergedSession {
  state: SessionState
  name: string
  color: string
  /** What to add to its times, because its clock is wrong. */
  shiftMs: number
}

/** Hues as far apart as eyes tell them, none of them that of a level beside them. */
const HUES = [205, 320, 130, 55, 265, 165, 95, 350]

export function useMerging({ session, also }: LiveSnapshot, isGroup = false): ReadonlyMap<string, MergedSession> {
  /** In a group, a device keeps its color from session to session. */
  const colors = useRef(new Map<string, string>())
  return useMemo(() => {
    const states = also && (session || isGroup) ? [...(session ? [session] : []), ...also] : []
    const colorOf = (deviceId: string) => {
      const color = colors.current.get(deviceId) ?? sessionColor(colors.current.size)
      colors.current.set(deviceId, color)
      return color
    }
    return new Map(
      states.map((state, i) => [
        state.session,
        {
          state,
          name: visibleText(state.device.name),
          color: isGroup ? colorOf(state.device.id) : sessionColor(i),
          shiftMs: clockDifference(state)?.shiftMs ?? 0,
        },
      ]),
    )
  }, [session, also, isGroup])
}

/** Tells the sessions of one page apart. */
export function sessionColor(index: number): string {
  const hue = HUES[index % HUES.length]
  return `light-dark(oklch(0.55 0.14 ${hue}), oklch(0.76 0.12 ${hue}))`
}
