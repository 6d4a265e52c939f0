'use client'

/**
 * Keeps the scroll position of the list: at the newest row while following, otherwise at the same record, whatever is
 * filled in or dropped above it. Scrolling up pauses; scrolling down to the end follows again.
 */
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react'
import type { LogPlace, LogSource, LogView } from '#lib/viewer/log-source.ts'

/** Distance that still counts as the end, pixels. */
const END_PX = 4

export interface Follow {
  handleScroll: () => void
  firstRow: () => number
  /** The place of each row drawn from the last view: the log may have moved on by the time the reader scrolls. */
  drawn: Map<number, LogPlace>
}

export function useFollow(
  log: LogSource,
  view: LogView,
  scroller: RefObject<HTMLDivElement | null>,
  rowHeight: number,
): Follow {
  const lastTop = useRef(0)
  /** Row of the anchor in the last view that was drawn. */
  const anchor = useRef<number | null>(null)
  const drawnAs = useRef<'following' | 'paused' | null>(null)
  const drawn = useRef(new Map<number, LogPlace>()).current

  const firstRow = useCallback(() => Math.ceil((scroller.current?.scrollTop ?? 0) / rowHeight), [scroller, rowHeight])

  /** From now on the first row in sight keeps its place. */
  const holdHere = useCallback(
    (element: HTMLDivElement) => {
      const first = Math.floor(element.scrollTop / rowHeight)
      log.setAnchor(drawn.get(first) ?? log.row(first) ?? null)
      anchor.current = first
    },
    [log, rowHeight, drawn],
  )

  // Each view is a new layout of rows.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const before = drawnAs.current
    drawnAs.current = view.isFollowing ? 'following' : 'paused'
    if (view.isFollowing) element.scrollTop = element.scrollHeight
    else if (before === 'following') holdHere(element)
    // The list was hidden, by a state or by a filter without hits: return to where the reader was.
    else if (before === null && view.anchorRow !== null) element.scrollTop = view.anchorRow * rowHeight
    else if (anchor.current !== null && view.anchorRow !== null)
      element.scrollTop += (view.anchorRow - anchor.current) * rowHeight
    if (before !== 'following') anchor.current = view.anchorRow
    lastTop.current = element.scrollTop
  }, [view, rowHeight, scroller, holdHere])

  // The window or the detail pane has changed its size.
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
    // Ignore the event of our own scroll step.
    if (!element || element.scrollTop === lastTop.current) return
    const { scrollTop, scrollHeight, clientHeight } = element
    const isAtEnd = scrollHeight - clientHeight - scrollTop <= END_PX
    const { isFollowing } = log.view()
    if (isFollowing && scrollTop < lastTop.current - 1 && !isAtEnd) log.pause()
    else if (!isFollowing && scrollTop > lastTop.current + 1 && isAtEnd) log.follow()
    lastTop.current = scrollTop
    holdHere(element)
  }, [log, scroller, holdHere])

  return { handleScroll, firstRow, drawn }
}
