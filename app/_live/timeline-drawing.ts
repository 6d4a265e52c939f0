/**
 * Draws the bars of the time line. Levels stand in one order, the most severe at the bottom, and have a pattern each, so that
 * color is never all that tells them apart. An error is seen however many other records its bar has.
 */
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import type { Timeline } from '#lib/viewer/questions/timeline.ts'
import type { Inks } from './level-inks.ts'
import type { Size } from './use-size.ts'

/** From the bottom up. */
const ORDER: readonly Level[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown']
/** Least height of a level that has records, pixels; errors stand out. */
const LEAST_PX: Record<Level, number> = { fatal: 4, error: 4, warn: 2, info: 1, debug: 1, trace: 1, unknown: 1 }
const BAR_PX_MAX = 24
type Texture = 'solid' | 'bands' | 'hatched' | 'half' | 'pale'
const TEXTURES: Record<Level, Texture> = {
  fatal: 'bands',
  error: 'solid',
  warn: 'hatched',
  info: 'half',
  debug: 'pale',
  trace: 'pale',
  unknown: 'half',
}

/** Width of one bar with its gap, pixels: few bars do not become blocks. */
export function barWidth(width: number, barCount: number): number {
  return Math.min(BAR_PX_MAX, width / barCount)
}

export function drawTimeline(canvas: HTMLCanvasElement, timeline: Timeline, inks: Inks, size: Size): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height, ratio } = size
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.scale(ratio, ratio)
  const fills = LEVELS.map((level, i) => fillOf(context, TEXTURES[level], inks.levels[i] ?? inks.faint, ratio))
  const most = Math.max(1, ...sums(timeline.shown, timeline.barCount))
  const totals = sums(timeline.all, timeline.barCount)
  const step = barWidth(width, timeline.barCount)
  for (let bar = 0; bar < timeline.barCount; bar++) {
    // On whole pixels of the screen, or neighbors blur into each other.
    const from = Math.round(bar * step * ratio) / ratio
    const to = Math.round((bar + 1) * step * ratio) / ratio
    const wide = Math.max(1 / ratio, to - from - (step > 3 ? 1 : 0))
    let bottom = height
    if ((totals[bar] ?? 0) > 0) {
      // There are records, shown or not.
      context.fillStyle = inks.faint
      context.fillRect(from, height - 1, wide, 1)
      bottom -= 1
    }
    for (const level of ORDER) {
      const count = timeline.shown[bar * LEVELS.length + LEVELS.indexOf(level)] ?? 0
      if (count === 0) continue
      const tall = Math.min(bottom, Math.max(LEAST_PX[level], (count / most) * (height - 1)))
      context.fillStyle = fills[LEVELS.indexOf(level)] ?? inks.faint
      context.fillRect(from, bottom - tall, wide, tall)
      bottom -= tall
    }
  }
}

function sums(counts: Uint32Array, barCount: number): number[] {
  return Array.from({ length: barCount }, (_, bar) =>
    counts.subarray(bar * LEVELS.length, (bar + 1) * LEVELS.length).reduce((sum, count) => sum + count, 0),
  )
}

function fillOf(
  context: CanvasRenderingContext2D,
  texture: Texture,
  color: string,
  ratio: number,
): string | CanvasPattern {
  if (texture === 'solid') return color
  const tile = document.createElement('canvas')
  const unit = Math.max(1, Math.round(ratio))
  const side = 4 * unit
  tile.width = side
  tile.height = side
  const paint = tile.getContext('2d')
  if (!paint) return color
  paint.fillStyle = color
  paint.globalAlpha = { bands: 0.45, hatched: 0.3, half: 0.6, pale: 0.35 }[texture]
  paint.fillRect(0, 0, side, side)
  paint.globalAlpha = 1
  if (texture === 'bands') paint.fillRect(0, 0, side, 2 * unit)
  if (texture === 'hatched') for (let i = 0; i < side; i++) paint.fillRect((side - i) % side, i, unit * 2, 1)
  const pattern = context.createPattern(tile, 'repeat')
  // A pattern is scaled with the canvas, and the tile has the pixels of the screen already.
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio))
  return pattern ?? color
}
