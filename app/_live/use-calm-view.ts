'use client'

/**
 * The view of the log for everything but the list: at once where a person has acted or where the page looks different, and a few
 * times a second for counts. Rendering them once per frame costs more than the list.
 */
import { useMemo, useSyncExternalStore } from 'react'
import { redrawWaitMs } from '#lib/viewer/calm.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'

export function useCalmView(log: LogSource): LogView {
  const calm = useMemo(() => calmView(log), [log])
  return useSyncExternalStore(calm.subscribe, calm.view, calm.view)
}

function calmView(log: LogSource) {
  let shown = log.view()
  let shownAtMs = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  function subscribe(listener: () => void): () => void {
    const show = () => {
      clearTimeout(timer)
      timer = undefined
      shown = log.view()
      shownAtMs = performance.now()
      listener()
    }
    const end = log.subscribe(() => {
      const waitMs = isUrgent(log.view(), shown) ? 0 : redrawWaitMs(shownAtMs, performance.now())
      if (waitMs === 0) show()
      else timer ??= setTimeout(show, waitMs)
    })
    if (log.view() !== shown) show()
    return () => {
      end()
      clearTimeout(timer)
      timer = undefined
    }
  }
  return { subscribe, view: () => shown }
}

function isUrgent(view: LogView, before: LogView): boolean {
  const isOther = (key: 'filter' | 'isFollowing' | 'isFiltering') => view[key] !== before[key]
  const isEmptied = (key: 'rowCount' | 'total' | 'matched' | 'awaited' | 'cleared') =>
    (view[key] === 0) !== (before[key] === 0)
  return (
    isOther('filter') ||
    isOther('isFollowing') ||
    isOther('isFiltering') ||
    isEmptied('rowCount') ||
    isEmptied('total') ||
    isEmptied('matched') ||
    isEmptied('awaited') ||
    isEmptied('cleared') ||
    (view.selectedRow === null) !== (before.selectedRow === null)
  )
}
