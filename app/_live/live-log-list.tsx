'use client'

/**
 * The list of the live page: a list box with one focus, whose rows list/row-list.ts draws. The page's keys move its selection
 * (use-live-actions.ts). While it is paused, a button says what has arrived and leads there.
 */
import {
  type CSSProperties,
  type MouseEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import { useTranslations } from 'use-intl'
import { useReading } from '#app/_preferences/use-reading.ts'
import type { TimeStyle } from '#lib/viewer/format-time.ts'
import type { LogPlace, LogSource, LogView, LogRow as Row } from '#lib/viewer/log-source.ts'
import type { MarkedPlaces } from '#lib/viewer/query/mark-places.ts'
import { JumpButton } from './jump-button.tsx'
import type { RowMark, RowSession } from './list/row-element.ts'
import { RowList, type RowListLook } from './list/row-list.ts'
import { type RowMetrics, rowMetrics } from './list/row-metrics.ts'
import type { Sight } from './list/sight.ts'
import { useBoxSize } from './list/use-box-size.ts'
import { RowIcons, useRowWords } from './list/use-row-words.tsx'
import { chosenLevels } from './query-language.ts'
import { useTimeShift } from './time-shift.ts'

export interface LiveLogListControl {
  scrollToRow: (index: number) => void
  /** Brings a record to the top as soon as the log says where it is. */
  showFirst: (place: LogPlace) => void
  /** The first row that is fully in sight. */
  firstInSight: () => number
  focus: () => void
}

export interface LiveLogListProps {
  log: LogSource
  view: LogView
  patterns: MarkedPlaces
  /** When the session began; null: unknown. */
  startMs: number | null
  onOpen: (row: Row) => void
  /** Keys of the rows that are chosen together; the same set while nothing changes. */
  chosen?: ReadonlySet<string>
  onSight: (sight: Sight) => void
  /** Which rows people have marked; the same map while nothing changes. */
  marks?: ReadonlyMap<string, RowMark>
  /** Names and colors of several sessions in one time line; the same map while nothing changes. */
  sessions?: ReadonlyMap<string, RowSession>
  ref: Ref<LiveLogListControl>
}

/** Width of the time column, characters. */
const TIME_CHARS: Record<TimeStyle, number> = {
  local: 12,
  utc: 13,
  relative: 7,
  'since-start': 13,
  'since-previous': 9,
}
const NONE: ReadonlySet<string> = new Set()
const NO_MARKS: ReadonlyMap<string, RowMark> = new Map()
const ONE_SESSION: ReadonlyMap<string, RowSession> = new Map()
/** Name of a session. */
const SESSION_CHARS = 15
/** Level and gaps. */
const MARK_CHARS = 5

export function LiveLogList(props: LiveLogListProps) {
  const { log, view, patterns, startMs, onOpen, chosen = NONE, onSight, sessions = ONE_SESSION, ref } = props
  const { marks = NO_MARKS } = props
  const t = useTranslations('live')
  const scroller = useRef<HTMLDivElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const icons = useRef<HTMLSpanElement>(null)
  const list = useRef<RowList>(null)
  const box = useBoxSize(scroller)
  const [reading] = useReading()
  const words = useRowWords(icons, reading.timeStyle === 'utc')
  const shiftMs = useTimeShift()
  const { density, textSize, timeStyle, columns, isNewestFirst } = reading
  const hasScopes = view.scopeChars > 0
  const besideChars =
    MARK_CHARS +
    (sessions.size > 0 ? SESSION_CHARS : 0) +
    TIME_CHARS[timeStyle] +
    (hasScopes ? view.scopeChars + 1 : 0) +
    columns.reduce((sum, { chars }) => sum + chars + 1, 0)
  const metrics = useMemo(
    () => (box ? rowMetrics({ density, textSize, besideChars, ...box }) : null),
    [box, density, textSize, besideChars],
  )
  const isWrapped = reading.isWrapped ?? metrics?.isNarrow ?? false
  const look = useMemo<RowListLook | null>(
    () =>
      metrics && {
        patterns,
        hasScopes,
        timeStyle,
        shiftMs,
        sessions,
        startMs: startMs === null ? null : startMs + shiftMs,
        wrap: isWrapped ? metrics.bounds : null,
        columns,
        marks,
        words,
        rowPx: metrics.rowPx,
        isNewestFirst,
      },
    [
      patterns,
      hasScopes,
      timeStyle,
      shiftMs,
      sessions,
      startMs,
      isWrapped,
      metrics,
      columns,
      marks,
      words,
      isNewestFirst,
    ],
  )

  const latestSight = useRef(onSight)
  useEffect(() => {
    latestSight.current = onSight
  })
  const isReady = look !== null
  const firstLook = useRef(look)
  firstLook.current = look
  useLayoutEffect(() => {
    if (!isReady || !scroller.current || !sheet.current || !firstLook.current) return
    const made = new RowList({
      log,
      scroller: scroller.current,
      sheet: sheet.current,
      look: firstLook.current,
      onSight: (sight) => latestSight.current(sight),
    })
    list.current = made
    return () => {
      list.current = null
      made.close()
    }
  }, [log, isReady])
  useLayoutEffect(() => {
    if (look) list.current?.setLook(look)
  }, [look])
  useLayoutEffect(() => list.current?.setChosen(chosen), [chosen])
  useImperativeHandle(ref, () => ({
    scrollToRow: (index) => list.current?.scrollToRow(index),
    showFirst: (place) => list.current?.showFirst(place),
    firstInSight: () => list.current?.firstInSight() ?? 0,
    focus: () => sheet.current?.focus({ preventScroll: true }),
  }))

  function handleClick(event: MouseEvent) {
    // Selecting text with the pointer is not a click.
    if (getSelection()?.isCollapsed === false) return
    const index = (event.target as Element).closest<HTMLElement>('[data-row]')?.dataset.row
    const row = index === undefined ? undefined : log.row(Number(index))
    if (row?.kind === 'record' && row.similar && (event.target as Element).closest('[data-similar]')) {
      log.pause()
      log.expand?.(row, row.similar.lastSeq)
    } else if (row) onOpen(row)
  }

  function handleJump() {
    log.follow()
    // The button goes away.
    sheet.current?.focus({ preventScroll: true })
  }

  return (
    <div className="relative flex min-w-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={t('log')}
        // Records arrive too fast to be read aloud; the counters say how many there are.
        aria-live="off"
        className="min-h-0 flex-1 overflow-y-scroll overflow-x-hidden overscroll-contain [overflow-anchor:none]"
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the page's keys move, open and copy (use-live-actions.ts) */}
        <div
          ref={sheet}
          role="listbox"
          aria-label={t('log')}
          aria-multiselectable
          tabIndex={0}
          onClick={handleClick}
          data-wrap={isWrapped || undefined}
          data-narrow={metrics?.isNarrow || undefined}
          data-plain={chosenLevels(view.filter).length === 1 || undefined}
          className="log-list"
          style={metrics ? sizesOf(metrics, view.scopeChars, timeStyle) : undefined}
        />
      </div>
      <RowIcons ref={icons} />
      <JumpButton view={view} isNewestFirst={isNewestFirst} onJump={handleJump} />
    </div>
  )
}

function sizesOf({ textPx, linePx, padPx, rowPx }: RowMetrics, scopeChars: number, style: TimeStyle): CSSProperties {
  return {
    '--log-size': `${textPx}px`,
    '--log-line': `${linePx}px`,
    '--log-pad': `${padPx}px`,
    '--log-height': `${rowPx}px`,
    '--log-time-width': `${TIME_CHARS[style]}ch`,
    '--scope-width': `${scopeChars}ch`,
  } as CSSProperties
}
