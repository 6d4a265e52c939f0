/**
 * Maps a list of any height to a scroll bar of bounded length, because browsers cap the height of an element. Near both ends,
 * where people aim, a pixel of the scroll bar is a pixel of the list; the middle is compressed evenly.
 */

/** Chromium caps an element at 33,554,428 device pixels: this holds at three device pixels to the pixel. */
export const CONTENT_PX_MAX = 10_000_000
/** Longest part at each end that is not compressed, as a share of the scroll bar. */
const EXACT_SHARE = 0.005

export interface ScrollScale {
  /** Height of all rows, pixels. */
  readonly listPx: number
  /** Height of the scrolled element, pixels. */
  readonly contentPx: number
  /** Whether a pixel of the scroll bar is a pixel of the list everywhere. */
  readonly isExact: boolean
  /** The scroll offset at which the list is scrolled to `listPx`. */
  toScroll(listPx: number): number
  /** The reverse. */
  toList(scrollPx: number): number
}

/** `listPx` is the height of all rows, `viewPx` of what is in sight. */
export function scrollScale(listPx: number, viewPx: number, contentPxMax = CONTENT_PX_MAX): ScrollScale {
  const contentPx = Math.min(listPx, contentPxMax)
  const scrollMax = Math.max(0, contentPx - viewPx)
  const listMax = Math.max(0, listPx - viewPx)
  const clamp = (px: number, max: number) => Math.min(Math.max(0, px), max)
  if (listPx <= contentPxMax) {
    const same = (px: number) => clamp(px, scrollMax)
    return { listPx, contentPx, isExact: true, toScroll: same, toList: same }
  }
  const exact = scrollMax * EXACT_SHARE
  const factor = (listMax - 2 * exact) / (scrollMax - 2 * exact)
  return {
    listPx,
    contentPx,
    isExact: false,
    toScroll: (px) => {
      const at = clamp(px, listMax)
      if (at <= exact) return at
      if (at >= listMax - exact) return scrollMax - (listMax - at)
      return exact + (at - exact) / factor
    },
    toList: (px) => {
      const at = clamp(px, scrollMax)
      if (at <= exact) return at
      if (at >= scrollMax - exact) return listMax - (scrollMax - at)
      return exact + (at - exact) * factor
    },
  }
}
