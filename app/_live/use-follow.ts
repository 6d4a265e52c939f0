'use client'

/**
 * Where the list stands: at the newest row while following; else on the same record, whatever is filled in or dropped
 * above it. Scrolling up pauses, scrolling down to the end follows again.
 */
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'

/** Nearer to the end than this counts as the end. */
const END_PX = 4

export function useFollow(
  log: LogSource,
  view: LogView,
  scroller: RefObject<HTMLDivElement | null>,
  rowHeight: number,
): { handleScroll: () => void; firstRow: () => number } {
  const lastTop = useRef(0)
  const anchor = useRef<number | null>(null)

  const firstRow = useCallback(() => Math.ceil((scroller.current?.scrollTop ?? 0) / rowHeight), [scroller, rowHeight])

  // Each view is a new layout of rows.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    if (view.isFollowing) element.scrollTop = element.scrollHeight
    // The list was away, for a state or a filter without hits: back to where the reader was.
    else if (view.anchorRow !== null && anchor.current === null) element.scrollTop = view.anchorRow * rowHeight
    else if (view.anchorRow !== null && anchor.current !== null && view.anchorRow !== anchor.current) {
      element.scrollTop += (view.anchorRow - anchor.current) * rowHeight
    }
    anchor.current = view.anchorRow
    lastTop.current = element.scrollTop
  }, [view, rowHeight, scroller])

  // The window was resized, or the detail pane took its place.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      if (log.view().isFollowing) element.scrollTop = element.scrollHeight
      lastTop.current = element.scrollTop
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [log, scroller])

  const handleScroll = useCallback(() => {
    const element = scroller.current
    if (!element) return
    const { scrollTop, scrollHeight, clientHeight } = element
    const isAtEnd = scrollHeight - clientHeight - scrollTop <= END_PX
    const { isFollowing } = log.view()
    if (isFollowing && scrollTop < lastTop.current - 1 && !isAtEnd) log.pause()
    else if (!isFollowing && scrollTop > lastTop.current + 1 && isAtEnd) log.follow()
    lastTop.current = scrollTop
    const first = Math.floor(scrollTop / rowHeight)
    log.showRows(first, first + Math.ceil(clientHeight / rowHeight))
    anchor.current = first
  }, [log, scroller, rowHeight])

  return { handleScroll, firstRow }
}
