'use client'

/** What stands around a record: the filter goes, the record stays in sight, and the filter can come back. */
import { useCallback, useState } from 'react'
import { type LogFilter, type LogPlace, NO_FILTER } from '#lib/viewer/log-source.ts'

export interface ContextAround {
  /** Whether the filter was put away; its owner may have set another one meanwhile. */
  isAway: boolean
  show: (place: LogPlace) => void
  back: () => void
}

export function useContextAround(
  filter: LogFilter,
  onFilter: (filter: LogFilter) => void,
  onJump: (place: LogPlace) => void,
): ContextAround {
  const [away, setAway] = useState<{ filter: LogFilter; place: LogPlace } | null>(null)
  const show = useCallback(
    (place: LogPlace) => {
      setAway({ filter, place })
      onFilter(NO_FILTER)
      onJump(place)
    },
    [filter, onFilter, onJump],
  )
  const back = useCallback(() => {
    if (!away) return
    setAway(null)
    onFilter(away.filter)
    onJump(away.place)
  }, [away, onFilter, onJump])
  return { isAway: away !== null && !isFiltered(filter), show, back }
}

export function isFiltered({ levels, text, fromMs, toMs }: LogFilter): boolean {
  return levels.length > 0 || text.trim() !== '' || fromMs !== undefined || toMs !== undefined
}
