'use client'

/**
 * Marks beside the scrollbar: where in the whole list the errors are, and places that others give it. A click goes to the first
 * record that the mark stands for. The keys for the next and previous error do the same without a pointer.
 */
import { type MouseEvent, memo, useEffect, useMemo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { LogPlace, LogSource } from '#lib/viewer/log-source.ts'
import { SLOTS_MAX, type Tick, type Ticks } from '#lib/viewer/questions/ticks.ts'
import { type Inks, useInks } from './level-inks.ts'
import { useAnswer } from './use-answer.ts'
import { type Size, useSize } from './use-size.ts'

export interface ListTicksProps {
  log: LogSource
  /** Further places to mark, such as hits of a search and marks of people; the same array while nothing changes. */
  places?: readonly LogPlace[]
  onJump: (place: LogPlace) => void
}

const NO_PLACES: readonly LogPlace[] = []
/** Height of the part that a mark stands for, and of a mark, pixels. */
const SLOT_PX = 4
const TICK_PX = 3
/** How far from a mark a click still means it, in parts. */
const REACH = 3

export const ListTicks = memo(function ListTicks({ log, places = NO_PLACES, onJump }: ListTicksProps) {
  const t = useTranslations('live.timeline')
  const host = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(host)
  const inks = useInks(host)
  const slotCount = Math.max(1, Math.min(SLOTS_MAX, Math.floor(size.height / SLOT_PX)))
  const request = useMemo(() => (size.height > 0 ? { slotCount, places } : null), [size.height, slotCount, places])
  const ticks = useAnswer(log, 'ticks', request)

  useEffect(() => {
    if (canvas.current && ticks && inks && size.height > 0) draw(canvas.current, ticks, inks, size)
  }, [ticks, inks, size])

  function handleClick(event: MouseEvent) {
    if (!ticks || !host.current) return
    const { top } = host.current.getBoundingClientRect()
    const slot = ((event.clientY - top) / size.height) * ticks.slotCount - 0.5
    const distance = (tick: Tick) => Math.abs(tick.slot - slot)
    // A fatal error that is as near as an error is the one that was meant.
    const [nearest] = [...ticks.places, ...ticks.fatals, ...ticks.errors].sort((a, b) => distance(a) - distance(b))
    if (nearest && distance(nearest) <= REACH) onJump({ session: nearest.session, seq: nearest.seq })
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys go from error to error (use-live-actions.ts)
    // biome-ignore lint/a11y/noStaticElementInteractions: a map for the pointer
    <div
      ref={host}
      title={t('ticks')}
      onClick={handleClick}
      className="relative w-2 shrink-0 cursor-pointer border-l bg-surface-sunken max-sm:hidden"
    >
      <canvas ref={canvas} aria-hidden className="absolute inset-0 size-full" />
    </div>
  )
})

function draw(canvas: HTMLCanvasElement, ticks: Ticks, inks: Inks, { width, height, ratio }: Size): void {
  const context = canvas.getContext('2d')
  if (!context) return
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.scale(ratio, ratio)
  const yOf = ({ slot }: Tick) => Math.round((slot / ticks.slotCount) * (height - TICK_PX))
  const [error, fatal] = [inks.levels[4] ?? inks.accent, inks.levels[5] ?? inks.accent]
  // Shapes differ, not only colors: an error is a bar, a fatal error a higher bar, a place half as wide.
  context.fillStyle = error
  for (const tick of ticks.errors) context.fillRect(1, yOf(tick), width - 2, TICK_PX - 1)
  context.fillStyle = fatal
  for (const tick of ticks.fatals) context.fillRect(0, yOf(tick) - 1, width, TICK_PX + 2)
  context.fillStyle = inks.accent
  for (const tick of ticks.places) context.fillRect(width / 2, yOf(tick), width / 2, TICK_PX)
}
