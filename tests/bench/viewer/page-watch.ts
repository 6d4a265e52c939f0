/**
 * Runs in the measured page, whichever viewer it is of: says how long after an event the screen shows what was asked for, and
 * how far apart frames were. Bundled and injected by watched-page.ts; it changes nothing in the page.
 */

export interface WatchWish {
  /** What the time counts from. */
  from: 'keydown' | 'input' | 'visibilitychange'
  /** Elements that show records, and what their text must match: each of them, or one. */
  rows: string
  pattern: string
  isNegated: boolean
  isOneEnough: boolean
  /** The element that shows how many there are. */
  status: string | null
  /** The number that it shows in the end; null: not known, and the search has ended when it no longer changes. */
  expected: number | null
  timeoutMs: number
}

export interface Watched {
  /** Until the rows were on the screen; null: never. */
  firstMs: number | null
  /** Until the count last changed; null: it did not. */
  allMs: number | null
  statusText: string
}

export interface FrameRun {
  intervalP50Ms: number
  intervalP95Ms: number
  /** Share of frames in which a row in sight was blank. */
  blankShare: number
}

export interface PageWatch {
  begin(wish: WatchWish): void
  end(): Promise<Watched>
  beginFrames(blank: string): void
  endFrames(): FrameRun
}

/** The count has come to rest. */
const QUIET_MS = 800

let running: Promise<Watched> = Promise.reject(new Error('nothing is watched'))
running.catch(() => {})

function begin(wish: WatchWish): void {
  running = watch(wish)
}

function watch({
  from,
  rows,
  pattern,
  isNegated,
  isOneEnough,
  status,
  expected,
  timeoutMs,
}: WatchWish): Promise<Watched> {
  const test = new RegExp(pattern, 'i')
  const passes = (element: Element) => test.test(element.textContent ?? '') !== isNegated
  const statusText = () => (status === null ? '' : (document.querySelector(status)?.textContent ?? ''))
  return new Promise((resolve) => {
    let fromMs: number | null = null
    let firstMs: number | null = null
    let allMs: number | null = null
    let text = statusText()
    let isInFrame = false
    let isEnded = false
    const painted = new MessageChannel()
    const waiting: (() => void)[] = []
    painted.port1.onmessage = () => {
      isInFrame = false
      for (const act of waiting.splice(0)) act()
    }
    /** After the frame that shows what the document says now. */
    const afterPaint = (act: () => void) => {
      if (isInFrame) waiting.push(act)
      else requestAnimationFrame(() => waiting.push(act))
    }
    const tick = () => {
      if (isEnded) return
      isInFrame = true
      painted.port2.postMessage(null)
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    const look = () => {
      if (fromMs === null) return
      const since = fromMs
      const next = statusText()
      // Until it counts, it may say that it does.
      if (next !== text && /\d/.test(next)) {
        text = next
        afterPaint(() => {
          allMs = performance.now() - since
        })
      }
      if (firstMs !== null) return
      const shown = [...document.querySelectorAll(rows)]
      const isThere = shown.length > 0 && (isOneEnough ? shown.some(passes) : shown.every(passes))
      if (!isThere) return
      firstMs = Number.NaN
      afterPaint(() => {
        firstMs = performance.now() - since
      })
    }
    const observer = new MutationObserver(look)
    const options = {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['style'],
    }
    observer.observe(document, options)
    const start = (event: Event) => {
      fromMs ??= event.timeStamp
    }
    document.addEventListener(from, start, true)
    const begunMs = performance.now()
    const timer = setInterval(() => {
      const nowMs = performance.now()
      const isQuiet =
        status === null ||
        (allMs !== null &&
          fromMs !== null &&
          (expected === null ? nowMs - fromMs - allMs > QUIET_MS : numbersIn(text).includes(expected)))
      if (!(firstMs !== null && !Number.isNaN(firstMs) && isQuiet) && nowMs - begunMs < timeoutMs) return
      isEnded = true
      clearInterval(timer)
      observer.disconnect()
      document.removeEventListener(from, start, true)
      resolve({ firstMs: Number.isNaN(firstMs) ? null : firstMs, allMs, statusText: statusText() })
    }, 50)
  })
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(',', '')))
}

let stamps: number[] = []
let blanks = 0
let areFramesCounted = false

function beginFrames(blank: string): void {
  stamps = []
  blanks = 0
  areFramesCounted = true
  const tick = (nowMs: number) => {
    if (!areFramesCounted) return
    stamps.push(nowMs)
    if (blank !== '' && document.querySelector(blank)) blanks++
    requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}

function endFrames(): FrameRun {
  areFramesCounted = false
  const between = stamps
    .slice(1)
    .map((stamp, i) => stamp - (stamps[i] ?? stamp))
    .sort((a, b) => a - b)
  const at = (share: number) => between[Math.floor(between.length * share)] ?? 0
  return { intervalP50Ms: at(0.5), intervalP95Ms: at(0.95), blankShare: blanks / Math.max(1, stamps.length) }
}

const page: PageWatch = { begin, end: () => running, beginFrames, endFrames }
Object.assign(globalThis, { benchWatch: page })
