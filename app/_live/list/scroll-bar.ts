/**
 * The browser's scroll bar over a list that may be higher than an element can be. Tells scrolling, which moves by real pixels,
 * from dragging the bar, which moves by its share of the list; and shows where the list is once the reader has stopped.
 */
import type { ScrollScale } from '#lib/viewer/scroll-scale.ts'

export interface BarMove {
  /** Pixels, down when positive. */
  by: number
  /** The bar was dragged, or set by a script. */
  isJump: boolean
}

export interface ScrollBarOptions {
  scroller: HTMLElement
  /** As high as the scale says; parent of the rows. */
  sheet: HTMLElement
  onMove: (move: BarMove) => void
  onRest: () => void
}

/** Without a scroll event for this long, the reader has stopped. */
const REST_MS = 150
/** How long a turn of the wheel may go on scrolling. */
const WHEEL_MS = 500
/** How many screens the wheel can scroll by in one step. */
const WHEEL_VIEWS_MAX = 8

export class ScrollBar {
  readonly #options: ScrollBarOptions
  readonly #ends: (() => void)[] = []
  /** What the bar shows. It may be a little behind, while the reader scrolls. */
  #scale: ScrollScale | null = null
  #top = 0
  /** It is to scroll to `#top`. */
  #isAimed = false
  #isPressed = false
  #wheeledAtMs = Number.NEGATIVE_INFINITY
  #restTimer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ScrollBarOptions) {
    this.#options = options
    const { scroller } = options
    this.#listen(scroller, 'scroll', () => this.#handleScroll())
    this.#listen(scroller, 'wheel', () => {
      this.#wheeledAtMs = performance.now()
    })
    this.#listen(scroller, 'pointerdown', () => {
      this.#isPressed = true
    })
    for (const end of ['pointerup', 'pointercancel'])
      this.#listen(window, end, () => {
        this.#isPressed = false
      })
  }

  get scale(): ScrollScale | null {
    return this.#scale
  }

  /** The scroll offset. */
  get top(): number {
    return this.#top
  }

  get isMoving(): boolean {
    return this.#restTimer !== undefined
  }

  /** The highest scroll offset of what the bar shows. */
  topMax(viewPx: number): number {
    return Math.max(0, (this.#scale?.contentPx ?? 0) - viewPx)
  }

  /** What {@link settle} will show: a list of the height of the scale, scrolled to `listPx`. */
  aim(scale: ScrollScale, listPx: number): void {
    const isOtherHeight = scale.contentPx !== this.#scale?.contentPx
    if (isOtherHeight) this.#options.sheet.style.height = `${scale.contentPx}px`
    this.#scale = scale
    // The browser scrolls to whole pixels.
    const top = Math.round(scale.toScroll(listPx))
    if (!isOtherHeight && Math.abs(top - this.#top) < 1) return
    this.#top = top
    this.#isAimed = true
  }

  /**
   * Scrolls, for which the browser lays out the list: after all of its rows have their places, so that it does so once. Returns
   * whether it scrolled to where it was to.
   */
  settle(): boolean {
    if (!this.#isAimed) return true
    this.#isAimed = false
    const { scroller } = this.#options
    const aimed = this.#top
    scroller.scrollTop = aimed
    // It scrolls no further than its content is high, and a lower content pulls it back: neither is a move of the reader.
    this.#top = scroller.scrollTop
    return this.#top === aimed
  }

  close(): void {
    for (const end of this.#ends) end()
    clearTimeout(this.#restTimer)
  }

  #listen(target: EventTarget, name: string, act: () => void): void {
    target.addEventListener(name, act, { passive: true })
    this.#ends.push(() => target.removeEventListener(name, act))
  }

  #handleScroll(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#options.scroller
    const by = scrollTop - this.#top
    // Our own step, or a rounding of it.
    if (Math.abs(by) < 1) return
    this.#top = scrollTop
    // A list that became taller pulls its content down to the edge.
    if (by < 0 && scrollTop + clientHeight >= scrollHeight - 1) {
      this.#options.onRest()
      return
    }
    clearTimeout(this.#restTimer)
    this.#restTimer = setTimeout(() => this.#handleRest(), REST_MS)
    // Further than anyone scrolls at once: it is the bar that moves.
    const isWheel = performance.now() - this.#wheeledAtMs < WHEEL_MS
    this.#options.onMove({ by, isJump: Math.abs(by) > clientHeight * (isWheel ? WHEEL_VIEWS_MAX : 1) })
  }

  /** While a pointer holds the bar, it stays under the pointer. */
  #handleRest(): void {
    this.#restTimer = this.#isPressed ? setTimeout(() => this.#handleRest(), REST_MS) : undefined
    if (!this.#restTimer) this.#options.onRest()
  }
}
