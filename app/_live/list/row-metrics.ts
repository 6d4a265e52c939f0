/** The sizes of a row by density, text size and width of the list, in whole pixels: rows never stand between two pixels. */
import type { Density, TextSize } from '#app/_preferences/reading.ts'
import type { LineBounds } from '#lib/viewer/wrapped-text.ts'

export interface RowMetrics {
  /** Size and line height of the text, and space above and below it. */
  textPx: number
  linePx: number
  padPx: number
  /** Height of a row of one line. */
  rowPx: number
  /** Level and time stand above the text. */
  isNarrow: boolean
  bounds: LineBounds
}

/** In rem, so that they follow the browser's font size. */
const TEXT: Record<TextSize, { size: number; line: number }> = {
  small: { size: 0.75, line: 1.125 },
  medium: { size: 0.8125, line: 1.25 },
  large: { size: 0.9375, line: 1.5 },
}
const PAD: Record<Density, number> = { compact: 0, normal: 0.125, roomy: 0.3125 }
const NARROW = { width: 40, meta: 1, pad: 0.125 }
/** Width of a character of the list's font, relative to its size. */
const CHARACTER = 0.6
/** Rows of more lines are cut: a single record never fills the screen. */
const LINES_MAX = { wide: 20, narrow: 8 }

export interface MetricsWishes {
  density: Density
  textSize: TextSize
  /** Width of the list, pixels. */
  widthPx: number
  /** Pixels of the root's font size. */
  remPx: number
  /** Characters of level, time, logger and columns beside the text. */
  besideChars: number
}

export function rowMetrics({ density, textSize, widthPx, remPx, besideChars }: MetricsWishes): RowMetrics {
  const isNarrow = widthPx < NARROW.width * remPx
  const { size, line } = TEXT[textSize]
  const textPx = size * remPx
  const linePx = Math.round(line * remPx)
  const padPx = Math.round((PAD[density] + (isNarrow ? NARROW.pad : 0)) * remPx)
  const metaPx = isNarrow ? Math.round(NARROW.meta * remPx) : 0
  const textWidthPx = widthPx - 1.5 * remPx - (isNarrow ? 0 : besideChars * textPx * CHARACTER)
  return {
    textPx,
    linePx,
    padPx,
    rowPx: metaPx + linePx + 2 * padPx,
    isNarrow,
    bounds: {
      lineChars: Math.max(20, Math.floor(textWidthPx / (textPx * CHARACTER))),
      linesMax: isNarrow ? LINES_MAX.narrow : LINES_MAX.wide,
    },
  }
}
