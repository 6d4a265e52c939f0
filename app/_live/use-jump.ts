'use client'

/** Goes to a place of the log: pauses, selects its row and brings it into sight as soon as the log has laid it out. */
import { type RefObject, useCallback, useRef } from 'react'
import type { LogPlace, LogSource } from '#lib/viewer/log-source.ts'
import type { LiveLogListControl } from './live-log-list.tsx'

/** Views to wait for the row; a place that was dropped meanwhile never has one. */
const VIEWS_MAX = 30

/** Rows that come into sight beyond it, because a record at the very edge has no context. */
const ROWS_AROUND = 6

export function useJump(log: LogSource, list: RefObject<LiveLogListControl | null>): (place: LogPlace) => void {
  const stop = useRef(() => {})
  return useCallback(
    (place: LogPlace) => {
      stop.current()
      log.pause()
      log.select(place)
      let views = 0
      stop.current = log.subscribe(() => {
        const { selectedRow } = log.view()
        const row = selectedRow === null ? undefined : log.row(selectedRow)
        const isElsewhere = row !== undefined && (row.session !== place.session || row.seq !== place.seq)
        if ((selectedRow === null || isElsewhere) && ++views < VIEWS_MAX) return
        stop.current()
        stop.current = () => {}
        if (selectedRow === null) return
        const { rowCount } = log.view()
        // The list has drawn this view by then.
        requestAnimationFrame(() => {
          const isAbove = selectedRow < (list.current?.firstInSight() ?? 0)
          list.current?.scrollToRow(
            isAbove ? Math.max(0, selectedRow - ROWS_AROUND) : Math.min(rowCount - 1, selectedRow + ROWS_AROUND),
          )
        })
      })
    },
    [log, list],
  )
}
