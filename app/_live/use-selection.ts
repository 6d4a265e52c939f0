'use client'

/** Which record is selected, by pointer or keys, and whether its detail is open. The detail stays when the log drops the record. */
import { type RefObject, useCallback, useState } from 'react'
import type { LogRow, LogSource, RecordRow } from '#lib/viewer/log-source.ts'
import type { LiveLogListControl } from './live-log-list.tsx'

export interface Selection {
  selected: RecordRow | null
  isOpen: boolean
  open: (row?: LogRow) => void
  close: () => void
  choose: (row: RecordRow | null) => void
  /** Moves to the next record in this direction, past any markers. */
  move: (by: number) => void
}

export function useSelection(log: LogSource, list: RefObject<LiveLogListControl | null>): Selection {
  const [selected, setSelected] = useState<RecordRow | null>(null)
  const [isOpen, setOpen] = useState(false)

  const choose = useCallback(
    (row: RecordRow | null) => {
      setSelected(row)
      log.select(row && { session: row.session, seq: row.seq })
    },
    [log],
  )

  const open = useCallback(
    (row?: LogRow) => {
      if (row?.kind === 'record') choose(row)
      if (row?.kind === 'record' || (!row && selected)) setOpen(true)
    },
    [choose, selected],
  )

  const close = useCallback(() => {
    if (isOpen) setOpen(false)
    else choose(null)
  }, [choose, isOpen])

  const move = useCallback(
    (by: number) => {
      const { selectedRow, rowCount, isFollowing } = log.view()
      // Without a selection, the keys start at the first row in sight.
      const step = selectedRow === null ? (isFollowing ? -1 : 1) : by
      const start = isFollowing ? rowCount - 1 : (list.current?.firstInSight() ?? 0)
      let index = selectedRow === null ? start : selectedRow + by
      let row = log.row(index)
      while (row && row.kind !== 'record') {
        index += step
        row = log.row(index)
      }
      if (!row) return
      // A reader who goes back does not want the list to move on.
      if (index < rowCount - 1) log.pause()
      choose(row)
      list.current?.scrollToRow(index)
    },
    [choose, list, log],
  )

  return { selected, isOpen: isOpen && selected !== null, open, close, choose, move }
}
