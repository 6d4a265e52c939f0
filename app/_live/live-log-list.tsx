'use client'

/**
 * The virtual list of the live page: draws the rows in sight, stays at the newest while following, and keeps its place
 * while rows come and go above it. A list box with one focus; the page's keys move its selection (use-live-keys.ts).
 */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type MouseEvent, type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { LogSource, LogView, LogRow as Row } from '#lib/viewer/log-source.ts'
import { LogRow } from './log-row.tsx'
import { MarkerLine } from './marker-line.tsx'
import { useFollow } from './use-follow.ts'
import { useRowHeight } from './use-row-height.ts'

export interface LiveLogListControl {
  scrollToRow: (index: number) => void
  /** The first row that is fully in sight. */
  firstInSight: () => number
}

export interface LiveLogListProps {
  log: LogSource
  view: LogView
  patterns: readonly RegExp[]
  onOpen: (row: Row) => void
  ref: Ref<LiveLogListControl>
}

const OVERSCAN_ROWS = 12
/** Step in which the ring of elements grows: otherwise each change of the range would create every element anew. */
const RING_STEP = 32

export function LiveLogList({ log, view, patterns, onOpen, ref }: LiveLogListProps) {
  const t = useTranslations('live')
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = useRowHeight()
  const { handleScroll, firstRow, drawn } = useFollow(log, view, scroller, rowHeight)
  const virtual = useVirtualizer({
    count: view.rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    rangeExtractor: (range) => {
      if (!view.isFollowing) return defaultRangeExtractor(range)
      // The scroll position follows a frame later, but the rows that it will show are known now.
      const rows = Math.ceil((scroller.current?.clientHeight ?? 0) / rowHeight) + OVERSCAN_ROWS
      return Array.from(
        { length: Math.min(rows, range.count) },
        (_, i) => range.count - Math.min(rows, range.count) + i,
      )
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height invalidates every measurement
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight])
  useImperativeHandle(ref, () => ({
    scrollToRow: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    firstInSight: firstRow,
  }))

  const rows = virtual.getVirtualItems().map(({ index, start }) => ({ index, start, row: log.row(index) }))
  // While following, rows take places in a ring, so that the browser reuses elements instead of creating new ones. While
  // paused, rows stand in document order, so that the reader can select text across them.
  const ring = Math.ceil(rows.length / RING_STEP) * RING_STEP
  if (view.isFollowing) rows.sort((a, b) => (a.index % ring) - (b.index % ring))
  drawn.clear()
  for (const { index, row } of rows) if (row) drawn.set(index, { session: row.session, seq: row.seq })

  function handleClick(event: MouseEvent) {
    // Selecting text with the pointer is not a click.
    if (getSelection()?.isCollapsed === false) return
    const index = (event.target as Element).closest<HTMLElement>('[data-row]')?.dataset.row
    const row = index === undefined ? undefined : log.row(Number(index))
    if (row) onOpen(row)
  }

  return (
    <div
      ref={scroller}
      role="log"
      aria-label={t('log')}
      // Records arrive too fast to be read aloud; the counters say how many there are.
      aria-live="off"
      onScroll={handleScroll}
      className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden overscroll-contain [overflow-anchor:none]"
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the page's keys move, open and copy (use-live-keys.ts) */}
      <div
        role="listbox"
        aria-label={t('log')}
        {...(view.selectedRow === null ? {} : { 'aria-activedescendant': `row-${view.selectedRow}` })}
        tabIndex={0}
        onClick={handleClick}
        className="relative font-mono text-log outline-none [font-feature-settings:'zero','calt'_0] focus-visible:outline-2 focus-visible:outline-accent focus-visible:-outline-offset-2"
        style={{ height: virtual.getTotalSize(), '--scope-width': `${view.scopeChars}ch` } as CSSProperties}
      >
        {rows.map(({ index, start, row }) => (
          <div
            key={index % ring}
            id={`row-${index}`}
            role="option"
            tabIndex={-1}
            aria-posinset={index + 1}
            aria-setsize={view.rowCount}
            aria-selected={view.selectedRow === index}
            data-row={index}
            data-level={row?.kind === 'record' ? row.record.level : undefined}
            className="absolute inset-x-0 flex h-log-row cursor-default items-center gap-2 px-3 contain-strict hover:bg-surface-hover aria-selected:bg-surface-selected data-[level=error]:bg-level-error/8 data-[level=fatal]:bg-level-fatal/12 data-[level=warn]:bg-level-warn/6 aria-selected:data-level:bg-surface-selected"
            style={{ transform: `translateY(${start}px)` }}
          >
            {row?.kind === 'record' && (
              <LogRow record={row.record} patterns={patterns} hasScopes={view.scopeChars > 0} />
            )}
            {(row?.kind === 'marker' || row?.kind === 'session') && <MarkerLine row={row} />}
          </div>
        ))}
      </div>
    </div>
  )
}
