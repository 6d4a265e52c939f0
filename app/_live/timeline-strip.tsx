'use client'

/**
 * Records by level over time, above the list. The pointer tells what a bar holds, a click goes there, and a drag shows only that
 * time; so do arrow keys, Enter and Shift with arrow keys.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { ChevronUp, X } from '#app/_ui/icons.ts'
import type { LogFilter, LogPlace, LogSource } from '#lib/viewer/log-source.ts'
import { BARS_MAX } from '#lib/viewer/questions/timeline.ts'
import { useInks } from './level-inks.ts'
import { barWidth, drawTimeline } from './timeline-drawing.ts'
import { TimelineTip } from './timeline-tip.tsx'
import { levelCounts, sumOf, useTimelineWords } from './timeline-words.ts'
import { useAnswer } from './use-answer.ts'
import { useSize } from './use-size.ts'

export interface TimelineStripProps {
  log: LogSource
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  onJump: (place: LogPlace) => void
  onHide: () => void
}

/** Narrowest bar, pixels. */
const BAR_PX_MIN = 4
/** How far the pointer moves before it drags, pixels. */
const DRAG_PX = 4
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }

interface Drag {
  fromX: number
  fromBar: number
  toBar: number
  hasMoved: boolean
}

export function TimelineStrip({ log, filter, onFilter, onJump, onHide }: TimelineStripProps) {
  const t = useTranslations('live.timeline')
  const track = useRef<HTMLDivElement>(null)
  const bars = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const descriptionId = useId()
  const size = useSize(bars)
  const inks = useInks(track)
  const barCountMax = Math.max(1, Math.min(BARS_MAX, Math.floor(size.width / BAR_PX_MIN)))
  const request = useMemo(() => (size.width > 0 ? { barCountMax } : null), [size.width, barCountMax])
  const timeline = useAnswer(log, 'timeline', request)
  const words = useTimelineWords(timeline)
  /** Epoch milliseconds, so that it stays where it is while bars come and go. */
  const [cursorMs, setCursorMs] = useState<number | null>(null)
  const [isFocused, setFocused] = useState(false)
  const [drag, setDrag] = useState<Drag | null>(null)
  /** Where a selection by keys began. */
  const anchorMs = useRef<number | null>(null)

  useEffect(() => {
    if (canvas.current && timeline && inks && size.width > 0) drawTimeline(canvas.current, timeline, inks, size)
  }, [timeline, inks, size])

  const { fromMs = 0, stepMs = 1, barCount = 1 } = timeline ?? {}
  const step = barWidth(size.width, barCount)
  const lastBar = barCount - 1
  const clampBar = (bar: number) => Math.max(0, Math.min(lastBar, bar))
  const timeOf = (bar: number) => fromMs + bar * stepMs
  const cursor = cursorMs === null ? null : clampBar(Math.floor((cursorMs - fromMs) / stepMs))
  const { fromMs: _from, toMs: _to, ...withoutRange } = filter
  const hasRange = filter.fromMs !== undefined || filter.toMs !== undefined

  function barAt(event: PointerEvent): number {
    return clampBar(Math.floor((event.clientX - (bars.current?.getBoundingClientRect().left ?? 0)) / step))
  }

  async function jumpTo(bar: number) {
    const place = await log.ask('locate', { timeMs: timeOf(bar) })
    if (place) onJump(place)
  }

  function selectBars(one: number, other: number) {
    onFilter({ ...filter, fromMs: timeOf(Math.min(one, other)), toMs: timeOf(Math.max(one, other) + 1) })
  }

  function handleMove(event: PointerEvent) {
    if (!timeline) return
    const bar = barAt(event)
    setCursorMs(timeOf(bar))
    if (!drag) return
    const hasMoved = drag.hasMoved || Math.abs(event.clientX - drag.fromX) > DRAG_PX
    setDrag({ ...drag, toBar: bar, hasMoved })
  }

  function handleDown(event: PointerEvent) {
    if (!timeline || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const bar = barAt(event)
    setDrag({ fromX: event.clientX, fromBar: bar, toBar: bar, hasMoved: false })
  }

  function handleUp() {
    if (!drag) return
    setDrag(null)
    if (drag.hasMoved) selectBars(drag.fromBar, drag.toBar)
    else void jumpTo(drag.toBar)
  }

  function handleKey(event: KeyboardEvent) {
    if (!timeline || event.ctrlKey || event.metaKey || event.altKey) return
    const here = cursor ?? lastBar
    if (event.key === 'Enter') void jumpTo(here)
    else if (event.key === 'Escape' && hasRange) onFilter(withoutRange)
    else {
      const move = STEPS[event.key]
      const next = event.key === 'Home' ? 0 : event.key === 'End' ? lastBar : move !== undefined ? here + move : null
      if (next === null) return
      const bar = clampBar(next)
      setCursorMs(timeOf(bar))
      if (!event.shiftKey) anchorMs.current = null
      else {
        anchorMs.current ??= timeOf(here)
        selectBars(clampBar(Math.floor((anchorMs.current - fromMs) / stepMs)), bar)
      }
    }
    // The page's keys would move the selection of the list.
    event.preventDefault()
  }

  const shown = timeline ? levelCounts(timeline.shown, 0, lastBar) : []
  const range: [number, number] | null = drag?.hasMoved
    ? [timeOf(Math.min(drag.fromBar, drag.toBar)), timeOf(Math.max(drag.fromBar, drag.toBar) + 1)]
    : hasRange
      ? [filter.fromMs ?? fromMs, filter.toMs ?? timeOf(barCount)]
      : null
  const xOf = (timeMs: number) => Math.max(0, Math.min(barCount * step, ((timeMs - fromMs) / stepMs) * step))
  const description =
    timeline &&
    [
      t('summary', { count: sumOf(shown), from: words.time(fromMs), to: words.time(timeOf(barCount)) }),
      timeline.outlierCount > 0 ? t('outliers', { count: timeline.outlierCount }) : '',
      t('usage'),
    ].join(' ')
  const value = cursor ?? lastBar

  return (
    <section aria-label={t('title')} className="relative flex h-11 shrink-0 items-stretch border-b bg-surface">
      <div
        ref={track}
        role="slider"
        tabIndex={0}
        aria-label={t('title')}
        aria-describedby={descriptionId}
        aria-valuemin={0}
        aria-valuemax={lastBar}
        aria-valuenow={value}
        {...(timeline ? { 'aria-valuetext': words.bars(timeline, value, value) } : {})}
        onPointerMove={handleMove}
        onPointerDown={handleDown}
        onPointerUp={handleUp}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => isFocused || setCursorMs(null)}
        onFocus={(event) => {
          const isByKey = event.currentTarget.matches(':focus-visible')
          setFocused(isByKey)
          if (isByKey && timeline) setCursorMs(timeOf(value))
        }}
        onBlur={() => {
          setFocused(false)
          setCursorMs(null)
          anchorMs.current = null
        }}
        onKeyDown={handleKey}
        className="relative min-w-0 flex-1 cursor-crosshair touch-pan-y select-none px-3 outline-none focus-visible:outline-2 focus-visible:outline-accent focus-visible:-outline-offset-2"
      >
        <div ref={bars} className="relative mt-1 h-6">
          <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full" />
          {range && (
            <div
              aria-hidden
              data-range
              className="absolute -inset-y-1 border-accent border-x-2 bg-accent/12"
              style={{ left: xOf(range[0]), width: Math.max(2, xOf(range[1]) - xOf(range[0])) }}
            />
          )}
          {cursor !== null && (
            <div
              aria-hidden
              className="absolute -inset-y-1 border-ink border-x bg-ink/8"
              style={{ left: cursor * step, width: step }}
            />
          )}
        </div>
        {timeline && (
          <div aria-hidden className="flex h-4 justify-between gap-2 text-ink-faint text-xs tabular-nums">
            <span>{words.time(fromMs)}</span>
            {range && (
              <span className="min-w-0 truncate font-medium text-accent">
                {t('span', { from: words.time(range[0]), to: words.time(range[1]) })}
              </span>
            )}
            <span className="truncate">
              {timeline.outlierCount > 0 && `${t('outliersShort', { count: timeline.outlierCount })} · `}
              {words.time(timeOf(barCount))}
            </span>
          </div>
        )}
        <span id={descriptionId} className="sr-only">
          {description}
        </span>
      </div>
      <div className="flex shrink-0 items-center pr-1">
        {hasRange && <IconButton icon={X} label={t('clear')} onClick={() => onFilter(withoutRange)} />}
        <IconButton icon={ChevronUp} label={t('hide')} onClick={onHide} className="text-ink-faint" />
      </div>
      {timeline && cursor !== null && (
        <TimelineTip
          timeline={timeline}
          from={drag?.hasMoved ? Math.min(drag.fromBar, drag.toBar) : cursor}
          to={drag?.hasMoved ? Math.max(drag.fromBar, drag.toBar) : cursor}
          x={(cursor + 0.5) * step}
          words={words}
        />
      )}
    </section>
  )
}
