'use client'

/** What keys do with one list: move, choose, open, copy, follow, and go to the next error or hit. */
import type { RefObject } from 'react'
import { useReading } from '#app/_preferences/use-reading.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import type { LiveLogListControl } from './live-log-list.tsx'
import type { LiveActs } from './use-live-actions.ts'
import { useNextRecord } from './use-next-record.ts'
import type { RecordCopies } from './use-record-copies.ts'
import type { Selection } from './use-selection.ts'

export interface ListActsOptions {
  log: LogSource
  list: RefObject<LiveLogListControl | null>
  selection: Selection
  copies: RecordCopies
  /** What "next hit" looks for, as in the filter. */
  searched: string
}

export type ListActs = Omit<
  LiveActs,
  'copyShown' | 'copyLink' | 'filter' | 'toggleLevel' | 'clear' | 'find' | 'save' | 'patterns' | 'notify' | 'close'
>

export function useListActs({ log, list, selection, copies, searched }: ListActsOptions): ListActs {
  const [{ isNewestFirst }] = useReading()
  const next = useNextRecord(log, selection)
  /** Down is where the next row is, whichever way the list runs. */
  const down = isNewestFirst ? -1 : 1

  /** The focus follows the selection, so that Enter and Space act on it and not on a button that was pressed before. */
  function withFocus(act: () => void) {
    act()
    if (!document.activeElement?.closest('aside')) list.current?.focus()
  }

  return {
    move: (by) => withFocus(() => selection.move(by * down)),
    extend: (by) => withFocus(() => selection.move(by * down, true)),
    chooseAll: selection.chooseAll,
    open: () => selection.open(),
    expand: selection.expand,
    copy: () => {
      if (selection.chosen) copies.copyRecords(selection.chosen.records, 'text')
      else if (selection.selected) copies.copyRecords([selection.selected], 'text')
    },
    toggleFollow: () => {
      if (log.view().isFollowing) log.pause()
      else log.follow()
    },
    first: () => {
      log.pause()
      list.current?.scrollToRow(0)
    },
    last: () => log.follow(),
    nextError: (direction) => withFocus(() => next.toError(direction)),
    nextHit: (direction) => withFocus(() => next.toHit(direction, searched)),
  }
}
