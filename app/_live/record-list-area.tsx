'use client'

/**
 * The room of the list: choosing several rows by Shift and click or by dragging along the level and the time, the menu of a row,
 * and the bar of the chosen records. The message stays ordinary text that can be selected.
 */
import { type MouseEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { lazyPart } from '#app/_ui/on-demand.ts'
import type { LogSource, RecordRow } from '#lib/viewer/log-source.ts'
import type { RecordActs, RowMenuPlace } from './row-menu.tsx'
import type { RecordCopies } from './use-record-copies.ts'
import type { Selection } from './use-selection.ts'

const RowMenu = lazyPart(async () => (await import('./row-menu.tsx')).RowMenu, null, true)
const SelectionBar = lazyPart(async () => (await import('./selection-bar.tsx')).SelectionBar, null, true)

/** What a drag must begin on: the level and the time. */
const GUTTER = 'time, [role=img], [data-gutter]'
/** Rows that a drag beyond the edge scrolls at a time, and how often, milliseconds. */
const EDGE_ROWS = 3
const EDGE_MS = 60

export interface RecordListAreaProps {
  log: LogSource
  selection: Selection
  copies: RecordCopies
  /** Further acts for one record, and for the chosen ones. */
  acts?: RecordActs | undefined
  children: ReactNode
}

interface Hit {
  row: RecordRow
  index: number
}

export function RecordListArea({ log, selection, copies, acts, children }: RecordListAreaProps) {
  const [menu, setMenu] = useState<RowMenuPlace | null>(null)
  const hitOf = (target: EventTarget | null): Hit | null => {
    const at = target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined
    const row = at === undefined ? undefined : log.row(Number(at))
    return row?.kind === 'record' ? { row, index: Number(at) } : null
  }
  const drag = useRowDrag(hitOf, selection)

  function handleClick(event: MouseEvent) {
    if (drag.hasJustEnded()) {
      event.stopPropagation()
      return
    }
    const hit = event.shiftKey ? hitOf(event.target) : null
    if (!hit) return
    event.stopPropagation()
    selection.extendTo(hit.row, hit.index)
  }

  function handleMenu(event: MouseEvent) {
    const hit = hitOf(event.target)
    // A person who has selected text wants the browser's own menu.
    if (!hit || getSelection()?.isCollapsed === false) return
    event.preventDefault()
    const { clientX: x, clientY: y } = event
    setMenu((before) => ({ id: (before?.id ?? 0) + 1, row: hit.row, x, y, focused: document.activeElement }))
  }

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the list in it has a role, and its keys are the page's */}
      <div
        className="relative flex min-h-0 min-w-0 flex-1"
        onMouseDownCapture={(event) => {
          // It would select text.
          if (drag.isBegun() || (event.shiftKey && hitOf(event.target))) event.preventDefault()
        }}
        onClickCapture={handleClick}
        onPointerDown={drag.handleDown}
        onPointerMove={drag.handleMove}
        onPointerUp={drag.handleUp}
        onPointerCancel={drag.handleUp}
        onContextMenu={handleMenu}
      >
        {children}
        {selection.chosen && (
          <SelectionBar chosen={selection.chosen} copies={copies} onClear={selection.close}>
            {acts?.ofChosen(selection.chosen)}
          </SelectionBar>
        )}
      </div>
      {menu && <RowMenu key={menu.id} place={menu} selection={selection} copies={copies} acts={acts} />}
    </>
  )
}

/** Dragging along the level and the time chooses rows; at the edges the list scrolls on. */
function useRowDrag(hitOf: (target: EventTarget | null) => Hit | null, selection: Selection) {
  const begun = useRef<Hit | null>(null)
  const last = useRef<string | null>(null)
  const isMoved = useRef(false)
  const edge = useRef<ReturnType<typeof setInterval>>(undefined)

  function handleDown(event: PointerEvent) {
    isMoved.current = false
    if (event.button !== 0 || event.shiftKey || event.pointerType === 'touch') return
    if (!(event.target instanceof Element) || !event.target.closest(GUTTER)) return
    begun.current = hitOf(event.target)
  }

  function take(x: number, y: number) {
    const hit = hitOf(document.elementFromPoint(x, y))
    const from = begun.current
    if (!from || !hit || hit.row.key === last.current) return
    if (!isMoved.current && hit.row.key === from.row.key) return
    if (!isMoved.current) selection.startAt(from.row, from.index)
    isMoved.current = true
    last.current = hit.row.key
    selection.extendTo(hit.row, hit.index)
  }

  function handleMove(event: PointerEvent) {
    if (!begun.current) return
    const scroller = event.currentTarget.querySelector('[role=log]')
    const box = scroller?.getBoundingClientRect()
    clearInterval(edge.current)
    const { clientX: x, clientY: y } = event
    take(x, y)
    if (!isMoved.current) return
    // From here on the pointer belongs to the drag, also outside the list.
    event.currentTarget.setPointerCapture(event.pointerId)
    if (!scroller || !box || (y > box.top + 8 && y < box.bottom - 8)) return
    const isUp = y <= box.top + 8
    edge.current = setInterval(() => {
      scroller.scrollBy(0, (isUp ? -1 : 1) * EDGE_ROWS * 24)
      take(x, isUp ? box.top + 12 : box.bottom - 12)
    }, EDGE_MS)
  }

  function handleUp() {
    clearInterval(edge.current)
    begun.current = null
    last.current = null
  }

  /** True once after a drag: for the click that the browser adds to it. */
  function hasJustEnded(): boolean {
    const hasEnded = isMoved.current
    isMoved.current = false
    return hasEnded
  }

  return { handleDown, handleMove, handleUp, hasJustEnded, isBegun: () => begun.current !== null }
}
