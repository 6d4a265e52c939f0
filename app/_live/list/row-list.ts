/**
 * Draws the rows in sight of a log of any length into a few elements, and keeps its place while rows come and go above it:
 * at the newest while following, else at the first row in sight. Without React, because it draws up to once per frame.
 * A row has a number in the log, its index, and one in the list that the reader sees, its place; newest first, they differ.
 */
import { ArrivalRate, isTooFast } from '#lib/viewer/arrival-rate.ts'
import { redrawWaitMs } from '#lib/viewer/calm.ts'
import { endPosition, isBelow, type ListPosition, movedBy } from '#lib/viewer/list-position.ts'
import type { LogPlace, LogRow, LogSource, LogView } from '#lib/viewer/log-source.ts'
import { RowPool } from '#lib/viewer/row-pool.ts'
import { scrollScale } from '#lib/viewer/scroll-scale.ts'
import { changesSight } from './changes-sight.ts'
import { FollowWish } from './follow-wish.ts'
import { RowElement, type RowLook, shownTime } from './row-element.ts'
import { type BarMove, ScrollBar } from './scroll-bar.ts'
import { isSameSight, type Sight } from './sight.ts'
import { WantedPlace } from './wanted-place.ts'

export interface RowListLook extends RowLook {
  /** Height of a row of one line, whole pixels. */
  rowPx: number
  isNewestFirst: boolean
}

export interface RowListOptions {
  log: LogSource
  scroller: HTMLElement
  /** As high as all rows, as far as a browser allows; parent of their elements. */
  sheet: HTMLElement
  look: RowListLook
  onSight: (sight: Sight) => void
}

/** Rows that are drawn beyond each edge: what the browser may scroll to before the page has its turn. */
const OVERSCAN_ROWS = 8
/** Distance that still counts as the edge, pixels. */
const EDGE_PX = 4
/** Interval in which relative times are drawn anew. */
const TICK_MS = 1_000

export class RowList {
  readonly #log: LogSource
  readonly #scroller: HTMLElement
  readonly #sheet: HTMLElement
  readonly #onSight: (sight: Sight) => void
  readonly #pool: RowPool<RowElement>
  readonly #bar: ScrollBar
  readonly #follow = new FollowWish()
  readonly #rate = new ArrivalRate()
  readonly #ends: (() => void)[] = []
  #look: RowListLook
  #drawn: LogView | null = null
  #position: ListPosition = { row: 0, px: 0 }
  /** The first row in sight: it stays where it is. */
  #anchor: { index: number; key: string; at: LogPlace; isSent: boolean } | null = null
  readonly #wanted: WantedPlace
  /** The scroll bar was moved to its end: the last row goes to the edge, however high the last rows turn out to be. */
  #isEndWanted = false
  #viewPx = 0
  /** Mean height of the rows that were measured. */
  #meanPx = 0
  #mustMeasure = false
  /** Rows in sight are not loaded yet, or the wanted one is not. */
  #isWaiting = false
  #chosen: ReadonlySet<string> = new Set()
  #drawnAtMs = Number.NEGATIVE_INFINITY
  #drawTimer: ReturnType<typeof setTimeout> | undefined
  #sight: Sight | null = null

  constructor({ log, scroller, sheet, look, onSight }: RowListOptions) {
    this.#log = log
    this.#scroller = scroller
    this.#sheet = sheet
    this.#look = look
    this.#onSight = onSight
    this.#wanted = new WantedPlace(log)
    this.#pool = new RowPool({
      create: () => new RowElement(),
      insert: ({ element }, before) => sheet.insertBefore(element, before?.element ?? null),
      remove: ({ element }) => element.remove(),
    })
    this.#bar = new ScrollBar({
      scroller,
      sheet,
      onMove: (move) => this.#handleMove(move),
      onRest: () => this.#draw(),
    })
    const observer = new ResizeObserver(() => this.#handleSize())
    observer.observe(scroller)
    const ticker = setInterval(() => this.#tick(), TICK_MS)
    this.#ends.push(
      log.subscribe(() => this.#handleChange()),
      () => this.#bar.close(),
      () => observer.disconnect(),
      () => clearInterval(ticker),
    )
    this.#viewPx = scroller.clientHeight
    this.#draw()
  }

  close(): void {
    for (const end of this.#ends) end()
    clearTimeout(this.#drawTimer)
    this.#sheet.replaceChildren()
  }

  setLook(look: RowListLook): void {
    const isOther = look.rowPx !== this.#look.rowPx || look.wrap !== this.#look.wrap
    if (look.isNewestFirst !== this.#look.isNewestFirst) this.#turnOver(look)
    this.#look = look
    if (isOther) {
      this.#mustMeasure = true
      this.#meanPx = 0
    }
    this.#draw(true)
  }

  /** Keys of rows that are shown as selected, besides the one with the cursor. */
  setChosen(chosen: ReadonlySet<string>): void {
    if (chosen === this.#chosen) return
    this.#chosen = chosen
    this.#draw()
  }

  /** Brings the row into sight by the shortest way. */
  scrollToRow(index: number): void {
    const row = this.#placeOf(index)
    for (const isAgain of [false, true]) {
      const last = endPosition(row + 1, this.#viewPx, this.#heightOf)
      const isAbove = isBelow(this.#position, { row, px: 0 })
      if (!isAbove && !isBelow(last, this.#position)) return
      if (!isAgain) this.#stop()
      this.#position = isAbove ? { row, px: 0 } : last
      // Then the rows around it have been measured.
      this.#draw(true)
    }
  }

  /** Brings a row to the top as soon as the log says where it is; at the end of the list, as far up as it goes. */
  showFirst(at: LogPlace): void {
    if (this.#follow.isFollowing(this.#log.view())) this.#stop()
    this.#wanted.want(at)
    this.#isWaiting = true
  }

  /** Index of the first row that is fully in sight. */
  firstInSight(): number {
    const { row, px } = this.#position
    return this.#indexOf(Math.min(px > 0 ? row + 1 : row, Math.max(0, this.#rowCount - 1)))
  }

  get #rowCount(): number {
    return this.#drawn?.rowCount ?? 0
  }

  #placeOf(index: number, rowCount = this.#rowCount): number {
    return this.#look.isNewestFirst ? rowCount - 1 - index : index
  }

  #indexOf(place: number): number {
    return this.#look.isNewestFirst ? this.#rowCount - 1 - place : place
  }

  readonly #heightOf = (place: number): number => {
    const height = this.#look.wrap ? this.#pool.slotOf(place)?.element.heightPx : this.#look.rowPx
    return height || this.#estimatePx
  }

  get #estimatePx(): number {
    return this.#look.wrap ? Math.max(this.#look.rowPx, Math.round(this.#meanPx)) : this.#look.rowPx
  }

  /** The first row in sight stays, and the rest of the list is on its other side. */
  #turnOver(look: RowListLook): void {
    const index = this.#indexOf(this.#position.row)
    this.#pool.show(0, 0)
    this.#position = { row: look.isNewestFirst ? this.#rowCount - 1 - index : index, px: 0 }
  }

  /** Stops following, if the list does. The log says so a frame later. */
  #stop(): void {
    this.#follow.want(false)
    this.#log.pause()
  }

  #handleChange(): void {
    const view = this.#log.view()
    const nowMs = performance.now()
    this.#rate.note(view, nowMs)
    const isCalm = this.#follow.isFollowing(view) && isTooFast(this.#rate.at(nowMs), view)
    if (isCalm !== this.#sight?.isCalm) this.#see({ timeMs: this.#sight?.timeMs ?? null, isCalm })
    const isUrgent =
      !this.#drawn || changesSight(view, this.#drawn) || (!isCalm && this.#follow.isFollowing(view)) || this.#isWaiting
    const waitMs = isUrgent ? 0 : redrawWaitMs(this.#drawnAtMs, nowMs)
    if (waitMs === 0) this.#draw()
    else this.#drawTimer ??= setTimeout(() => this.#draw(), waitMs)
  }

  #handleSize(): void {
    this.#viewPx = this.#scroller.clientHeight
    this.#mustMeasure = this.#look.wrap !== null
    this.#draw(true)
  }

  #tick(): void {
    // What arrives has stopped: the last rows are drawn by then, and the list is calm no longer.
    if (this.#sight?.isCalm) this.#handleChange()
    if (this.#look.timeStyle !== 'relative' || document.hidden) return
    for (const { element } of this.#pool.slots) element.refreshTime(Date.now())
  }

  #handleMove(move: BarMove): void {
    this.#wanted.forget()
    this.#position = this.#positionAfter(move)
    const isAway = this.#look.isNewestFirst ? move.by > 0 : move.by < 0
    const isAtEdge = this.#isAtEdge()
    const isFollowing = this.#follow.isFollowing(this.#log.view())
    if (isFollowing && isAway && !isAtEdge) this.#stop()
    else if (!isFollowing && !isAway && isAtEdge) {
      this.#follow.want(true)
      this.#log.follow()
    }
    this.#draw()
  }

  #positionAfter({ by, isJump }: BarMove): ListPosition {
    const { rowPx, wrap } = this.#look
    const { scale, top } = this.#bar
    const rowCount = this.#rowCount
    if (!scale || (!isJump && (wrap || !scale.isExact))) return movedBy(this.#position, by, rowCount, this.#heightOf)
    const end = endPosition(rowCount, this.#viewPx, this.#heightOf)
    this.#isEndWanted = top >= this.#bar.topMax(this.#viewPx) - 1
    if (this.#isEndWanted) return end
    const listPx = scale.toList(top)
    if (!wrap) return { row: Math.floor(listPx / rowPx), px: listPx % rowPx }
    const at = (listPx / Math.max(1, scale.listPx - this.#viewPx)) * this.#rowsBefore(end)
    const row = Math.min(Math.floor(at), Math.max(0, rowCount - 1))
    return { row, px: Math.round((at - row) * this.#heightOf(row)) }
  }

  /** A position as a number of rows. */
  #rowsBefore({ row, px }: ListPosition): number {
    return row + px / this.#heightOf(row)
  }

  #isAtEdge(): boolean {
    if (this.#look.isNewestFirst) return this.#position.row === 0 && this.#position.px <= EDGE_PX
    const end = endPosition(this.#rowCount, this.#viewPx, this.#heightOf)
    const near = movedBy(this.#position, EDGE_PX, this.#rowCount, this.#heightOf)
    return !isBelow(end, near)
  }

  /** `mustSync`: the scroll bar must show where the list is, even while the reader scrolls. */
  #draw(mustSync = false): void {
    clearTimeout(this.#drawTimer)
    this.#drawTimer = undefined
    this.#drawnAtMs = performance.now()
    const view = this.#log.view()
    const isFollowing = this.#follow.isFollowing(view)
    const isMoved = this.#keepPlace(view, isFollowing)
    const wanted = this.#wanted.take(view)
    if (wanted !== null) this.#position = { row: this.#placeOf(wanted), px: 0 }
    const { rowCount } = view
    const { isNewestFirst } = this.#look
    if (isFollowing && isNewestFirst) this.#position = { row: 0, px: 0 }
    const isAtEnd = isFollowing && !isNewestFirst

    const inView = Math.ceil(this.#viewPx / this.#look.rowPx) + 1
    const first = isAtEnd ? rowCount - inView : Math.min(this.#position.row, rowCount - inView)
    const from = Math.max(0, first - OVERSCAN_ROWS)
    const last = isAtEnd ? rowCount : Math.max(this.#position.row, first) + inView + OVERSCAN_ROWS
    this.#fill(view, from, Math.min(rowCount, last))

    const end = endPosition(rowCount, this.#viewPx, this.#heightOf)
    if (isAtEnd || this.#isEndWanted || isBelow(this.#position, end)) this.#position = end
    this.#isEndWanted = false
    this.#layOut(mustSync || isFollowing || isMoved || wanted !== null || !this.#bar.isMoving, end)
    this.#hold(isFollowing)
  }

  /** Other rows may have come or gone above: the first row in sight has another place then. Returns whether it has. */
  #keepPlace(view: LogView, isFollowing: boolean): boolean {
    const before = this.#drawn
    this.#drawn = view
    const row = view.anchorRow
    if (!before) {
      // The list was hidden, by a state or by a filter without hits: return to where the reader was.
      if (!isFollowing && row !== null) this.#position = { row: this.#placeOf(row), px: 0 }
      return true
    }
    if (!this.#anchor) return false
    const { index, key, at, isSent } = this.#anchor
    let now = index
    if (isSent && row !== null && this.#log.row(index)?.key !== key) {
      const found = this.#log.row(row)
      if (!found || found.key === key || found.session !== at.session || found.seq >= at.seq) now = row
    }
    const by = this.#placeOf(now, view.rowCount) - this.#placeOf(index, before.rowCount)
    this.#anchor.index = now
    if (by === 0) return false
    this.#pool.renumber(by)
    this.#position = { row: Math.max(0, this.#position.row + by), px: this.#position.px }
    return true
  }

  #fill(view: LogView, from: number, to: number): void {
    const look = this.#look
    const slots = this.#pool.show(from, to)
    const changed: RowElement[] = []
    let above = from > 0 ? this.#log.row(this.#indexOf(from - 1)) : undefined
    const shown = (row: LogRow | undefined) => (row?.kind === 'record' ? shownTime(row, look) : null)
    this.#isWaiting = this.#wanted.isWanted
    for (const { row: place, element, isNew } of slots) {
      const index = this.#indexOf(place)
      const row = this.#log.row(index)
      const next = look.isNewestFirst && index > 0 ? this.#log.row(index - 1) : above
      element.number(place, index, view.rowCount)
      // A marker between two records is no new day.
      if (!row) this.#isWaiting = true
      // What stands here already is better than nothing until the row comes.
      if ((row || isNew || !element.row) && element.draw(row, { previousMs: shown(next), aboveMs: shown(above) }, look))
        changed.push(element)
      element.select(view.selectedRow === index || (row !== undefined && this.#chosen.has(row.key)))
      if (row?.kind === 'record') above = row
    }
    if (view.selectedRow === null) this.#sheet.removeAttribute('aria-activedescendant')
    else this.#sheet.setAttribute('aria-activedescendant', `row-${view.selectedRow}`)
    if (!look.wrap) return
    for (const element of this.#mustMeasure ? slots.map((slot) => slot.element) : changed) {
      element.heightPx = element.element.offsetHeight
      this.#meanPx += (element.heightPx - this.#meanPx) / (this.#meanPx === 0 ? 1 : 50)
    }
    this.#mustMeasure = false
  }

  /** Gives each element its place on the sheet. */
  #layOut(isSynced: boolean, end: ListPosition): void {
    const scale = scrollScale(this.#rowCount * this.#estimatePx, this.#viewPx)
    const bar = this.#bar
    const isAtStart = this.#position.row === 0 && this.#position.px === 0
    const isAtEnd = !isBelow(end, this.#position)
    // The reader has come to an end of the bar, but not of the list.
    const isStuck = (bar.top <= 0 && !isAtStart) || (bar.top >= bar.topMax(this.#viewPx) && !isAtEnd)
    if (isSynced || isStuck || (scale.isExact && !this.#look.wrap))
      bar.aim(scale, isAtEnd && !isAtStart ? scale.listPx : this.#listPxOf(this.#position, scale.listPx, end))
    this.#place()
    if (!bar.settle()) this.#place()
  }

  #place(): void {
    let topPx = Math.round(this.#bar.top - this.#position.px)
    for (let row = this.#position.row - 1; this.#pool.slotOf(row); row--) topPx -= this.#heightOf(row)
    for (const { row, element } of this.#pool.slots) {
      element.moveTo(topPx)
      topPx += this.#heightOf(row)
    }
  }

  #listPxOf(position: ListPosition, listPx: number, end: ListPosition): number {
    if (!this.#look.wrap) return position.row * this.#look.rowPx + position.px
    const rows = this.#rowsBefore(end)
    return rows > 0 ? (this.#rowsBefore(position) / rows) * Math.max(0, listPx - this.#viewPx) : 0
  }

  /** From now on the first row in sight keeps its place. */
  #hold(isFollowing: boolean): void {
    const { row: place } = this.#position
    const row = this.#pool.slotOf(place)?.element.row
    if (!row) return
    const index = this.#indexOf(place)
    if (this.#anchor?.key !== row.key) this.#anchor = { index, key: row.key, at: placeOf(row), isSent: false }
    else this.#anchor.index = index
    const isCalm = this.#sight?.isCalm ?? false
    // While each frame is drawn, nothing is to be kept. What is drawn a few times a second may be paused in between.
    if (!this.#anchor.isSent && !this.#wanted.isWanted && (isCalm || !isFollowing)) {
      this.#anchor.isSent = true
      this.#log.setAnchor(this.#anchor.at)
    }
    const timeMs = timeOf(row)
    if (timeMs !== null) this.#see({ timeMs, isCalm })
  }

  #see(sight: Sight): void {
    if (this.#sight && isSameSight(sight, this.#sight, this.#look.shiftMs)) return
    this.#sight = sight
    this.#onSight(sight)
  }
}

function placeOf({ session, seq }: LogRow): LogPlace {
  return { session, seq }
}

function timeOf(row: LogRow | undefined): number | null {
  return row?.kind === 'record' ? row.record.timeMs : null
}
