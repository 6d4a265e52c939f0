'use client'

/**
 * Which record is selected, by pointer or keys, whether its detail is open, and which several are chosen. The detail stays when the
 * log drops the record. Moving by keys takes the focus to the list.
 */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { LogRow, LogSource, LogView, RecordRow } from '#lib/viewer/log-source.ts'
import { type ChosenRecords, chooseAll, chooseRange } from './chosen-records.ts'
import type { LiveLogListControl } from './live-log-list.tsx'

export interface Selection {
  selected: RecordRow | null
  isOpen: boolean
  /** Null unless several are chosen. */
  chosen: ChosenRecords | null
  open: (row?: LogRow) => void
  choose: (row: RecordRow | null) => void
  /** Ends the choice of several, then closes the detail, then selects nothing. False when there was nothing to end. */
  close: () => boolean
  /** Moves to the next record in this direction, past any markers; `isExtending` chooses those in between. */
  move: (by: number, isExtending?: boolean) => void
  /** Chooses from where the choice began to this row. */
  extendTo: (row: RecordRow, index: number) => void
  /** The next choice begins at this row. */
  startAt: (row: RecordRow, index: number) => void
  chooseAll: () => void
  /** Shows each of the similar records that the selected row stands for. */
  expand: () => void
  /** Selects a record wherever it is, and scrolls to it. */
  show: (row: RecordRow, isOpening: boolean) => void
}

/** In how many views a record is looked for that the filter hides; then the list shows its surroundings. */
const VIEWS_MAX = 20

interface Start {
  row: RecordRow
  /** Where its row was; compared only across sessions. */
  index: number
}

export function useSelection(log: LogSource, view: LogView, list: RefObject<LiveLogListControl | null>): Selection {
  const [selected, setSelected] = useState<RecordRow | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<ChosenRecords | null>(null)
  const start = useRef<Start | null>(null)
  /** Answers that come after the next choice are old. */
  const choice = useRef(0)
  /** In how many views the selected record is still looked for, in order to scroll to it. */
  const viewsLeft = useRef(0)

  const choose = useCallback(
    (row: RecordRow | null) => {
      setSelected(row)
      log.select(row && { session: row.session, seq: row.seq })
    },
    [log],
  )

  const endChoice = useCallback(() => {
    choice.current++
    start.current = null
    setChosen(null)
  }, [])

  const takeChoice = useCallback((asked: Promise<ChosenRecords>) => {
    const mine = ++choice.current
    // A log that has closed has nothing to choose.
    asked.then(
      (found) => mine === choice.current && setChosen(found.records.length > 1 ? found : null),
      () => {},
    )
  }, [])

  const open = useCallback(
    (row?: LogRow) => {
      if (row) endChoice()
      if (row?.kind === 'record') choose(row)
      if (row?.kind === 'record' || (!row && selected)) setOpen(true)
    },
    [choose, endChoice, selected],
  )

  const close = useCallback(() => {
    if (chosen) endChoice()
    else if (isOpen) setOpen(false)
    else if (selected) choose(null)
    else return false
    return true
  }, [choose, chosen, endChoice, isOpen, selected])

  const startAt = useCallback(
    (row: RecordRow, index: number) => {
      endChoice()
      start.current = { row, index }
      choose(row)
    },
    [choose, endChoice],
  )

  const extendTo = useCallback(
    (row: RecordRow, index: number) => {
      log.pause()
      const { selectedRow } = log.view()
      const from = start.current ?? (selected && { row: selected, index: selectedRow ?? index }) ?? { row, index }
      start.current = from
      choose(row)
      const isDown = from.row.session === row.session ? from.row.seq <= row.seq : from.index <= index
      const [first, last] = isDown ? [from.row, row] : [row, from.row]
      takeChoice(chooseRange(log, first, last, rowsBetween(log, from, index)))
    },
    [choose, log, selected, takeChoice],
  )

  const move = useCallback(
    (by: number, isExtending = false) => {
      const { selectedRow, rowCount, isFollowing } = log.view()
      // Without a selection, the keys start at the first row in sight.
      const step = selectedRow === null ? (isFollowing ? -1 : 1) : by
      const first = isFollowing ? rowCount - 1 : (list.current?.firstInSight() ?? 0)
      let index = selectedRow === null ? first : selectedRow + by
      let row = log.row(index)
      while (row && row.kind !== 'record') {
        index += step
        row = log.row(index)
      }
      if (!row) return
      // A reader who goes back does not want the list to move on.
      if (index < rowCount - 1) log.pause()
      if (isExtending) extendTo(row, index)
      else {
        endChoice()
        choose(row)
      }
      list.current?.scrollToRow(index)
    },
    [choose, endChoice, extendTo, list, log],
  )

  const show = useCallback(
    (row: RecordRow, isOpening: boolean) => {
      log.pause()
      endChoice()
      choose(row)
      if (isOpening) setOpen(true)
      viewsLeft.current = VIEWS_MAX
    },
    [choose, endChoice, log],
  )

  // The log says in a later view at which row the record is; until then its row is another one, or not loaded.
  useEffect(() => {
    if (viewsLeft.current === 0 || !selected || view.selectedRow === null) return
    const row = log.row(view.selectedRow)
    const isThere = row?.session === selected.session && row.seq === selected.seq
    viewsLeft.current = isThere ? 0 : viewsLeft.current - 1
    if (isThere || !row || viewsLeft.current === 0) list.current?.scrollToRow(view.selectedRow)
  }, [view, selected, log, list])

  return {
    ...{ selected, chosen, open, choose, close, move, extendTo, startAt, show },
    isOpen: isOpen && selected !== null,
    chooseAll: () => takeChoice(chooseAll(log)),
    expand: () => {
      const row = log.row(log.view().selectedRow ?? -1)
      if (row?.kind !== 'record' || !row.similar) return
      // A reader of each of them does not want the list to move on.
      log.pause()
      log.expand?.(row, row.similar.lastSeq)
    },
  }
}

/** At least how many rows are from the start of a choice to its end; rows may have come between. */
function rowsBetween(log: LogSource, from: Start, index: number): number {
  const { rowCount } = log.view()
  const row = log.row(from.index)
  const isThere = row?.session === from.row.session && row.seq === from.row.seq
  return isThere ? Math.abs(index - from.index) : rowCount
}
