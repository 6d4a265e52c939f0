/** A list over a log that is made up as it is read: a million rows cost nothing. Bundled into a page by row-list.spec.ts. */
import { RowList, type RowListLook } from '#app/_live/list/row-list.ts'
import { LEVELS } from '#lib/protocol/levels.ts'
import type { LogPlace, LogRow, LogSource, LogView } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { NO_MARKS } from '#lib/viewer/query/mark-places.ts'

const LOOK: RowListLook = {
  patterns: NO_MARKS,
  hasScopes: false,
  timeStyle: 'utc',
  shiftMs: 0,
  sessions: new Map(),
  marks: new Map(),
  startMs: null,
  wrap: null,
  columns: [],
  words: {
    levels: Object.fromEntries(LEVELS.map((level) => [level, level])) as RowListLook['words']['levels'],
    cut: '',
    similar: (count) => ({ mark: `× ${count}`, title: '' }),
    showAll: 'Show all',
    markerOf: () => '',
    dayOf: () => '',
    iconOf: () => null,
  },
  rowPx: 24,
  isNewestFirst: false,
}

/** Row i is record i; of some, the message has several lines. */
class MadeUpLog implements LogSource {
  readonly #listeners = new Set<() => void>()
  #view: LogView
  #anchor: LogPlace | null = null
  /** Rows from here on are not loaded. */
  loadedMax = Number.POSITIVE_INFINITY

  constructor(rowCount: number) {
    this.#view = { ...new LogStore({ schedule: () => {} }).view(), rowCount, total: rowCount, matched: rowCount }
  }

  change(part: Partial<LogView>): void {
    this.#view = { ...this.#view, ...part, version: this.#view.version + 1, anchorRow: this.#anchor?.seq ?? null }
    for (const listener of this.#listeners) listener()
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly view = () => this.#view

  row(index: number): LogRow | undefined {
    if (index < 0 || index >= this.#view.rowCount || index >= this.loadedMax) return undefined
    const body = `record ${index}${'\n  and more'.repeat(index % 3)}`
    const record = { seq: index, timeMs: index * 1_000, level: 'info' as const, body }
    return { kind: 'record', key: `s:${index}`, session: 's', seq: index, record }
  }

  seek(place: LogPlace): void {
    this.setAnchor(place)
    this.change({})
  }

  setAnchor(place: LogPlace | null): void {
    this.#anchor = place
  }
  follow(): void {
    this.change({ isFollowing: true })
  }
  pause(): void {
    this.change({ isFollowing: false })
  }
  select(): void {}
  setFilter(): void {}
  clear(): void {}
  matching = async () => []
  ask = async (): Promise<never> => {
    throw new Error('nobody asks')
  }
}

export interface Seen {
  /** Indexes of the rows that are in sight, from the top. */
  rows: number[]
  elements: number
  /** Pixels between the list's edges and the first and last row. */
  above: number
  below: number
  /** Whether each row begins where the one above ends. */
  isGapless: boolean
  scrollHeight: number
}

let isCalm = false

export function start(rowCount: number, part: Partial<RowListLook> = {}) {
  const scroller = document.createElement('div')
  const sheet = document.createElement('div')
  scroller.id = 'scroller'
  sheet.id = 'sheet'
  if (part.wrap) sheet.dataset.wrap = ''
  scroller.append(sheet)
  document.body.replaceChildren(scroller)
  const log = new MadeUpLog(rowCount)
  const look = { ...LOOK, ...part }
  const onSight = (sight: { isCalm: boolean }) => {
    isCalm = sight.isCalm
  }
  const list = new RowList({ log, scroller, sheet, look, onSight })
  return { log, list, scroller, sheet }
}

/** Lets rows arrive in each frame, `perFrame` at a time. Returns how often the list drew them, and whether it said that it is calm. */
export async function flood({ log, sheet }: ReturnType<typeof start>, perFrame: number, forMs: number) {
  const drawn = new Set<string>()
  const beganMs = performance.now()
  let frames = 0
  while (performance.now() - beganMs < forMs) {
    const { rowCount } = log.view()
    log.change({ rowCount: rowCount + perFrame, total: rowCount + perFrame, matched: rowCount + perFrame })
    drawn.add((sheet.lastElementChild as HTMLElement).dataset.row ?? '')
    frames++
    await new Promise(requestAnimationFrame)
  }
  return { drawn: drawn.size, frames, spentMs: performance.now() - beganMs, isCalm }
}

export function seen({ scroller, sheet }: ReturnType<typeof start>): Seen {
  const edge = scroller.getBoundingClientRect()
  const boxes = [...sheet.children]
    .map((row) => ({ index: Number((row as HTMLElement).dataset.row), box: row.getBoundingClientRect() }))
    .filter(({ box }) => box.bottom > edge.top && box.top < edge.bottom)
  const [first, last] = [boxes[0]?.box, boxes.at(-1)?.box]
  return {
    rows: boxes.map(({ index }) => index),
    elements: sheet.childElementCount,
    above: edge.top - (first?.top ?? edge.top),
    below: (last?.bottom ?? edge.bottom) - edge.bottom,
    isGapless: boxes.every(({ box }, i) => i === 0 || Math.abs(box.top - (boxes[i - 1]?.box.bottom ?? 0)) < 0.5),
    scrollHeight: scroller.scrollHeight,
  }
}
