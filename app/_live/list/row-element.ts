/**
 * One element of the list that draws one row after another: level, time, logger, columns, message. Without React, because rows
 * change faster than anything else on the page; what it draws are text nodes and classes of globals.css.
 */

import { LEVEL_LETTER, levelMarkStyle } from '#app/_live/level-style.ts'
import type { Level } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { visibleLine, visibleText } from '#lib/protocol/visible-text.ts'
import { attributesPreview, attributeText, rowError, rowText } from '#lib/viewer/display-body.ts'
import { dayOf, formatIso, formatRowTime, type TimeStyle } from '#lib/viewer/format-time.ts'
import type { LogRow, MarkerRow, RecordRow, SessionRow } from '#lib/viewer/log-source.ts'
import type { MarkedPlaces } from '#lib/viewer/query/mark-places.ts'
import { type LineBounds, wrappedText } from '#lib/viewer/wrapped-text.ts'
import { ansiNodes, elementOf, setContent } from './text-nodes.ts'

export interface RowWords {
  levels: Readonly<Record<Level, string>>
  /** Where a row does not show everything: behind one line, and behind a cut message. */
  cut: string
  showAll: string
  /** How many records a row stands for, and what pressing that does. */
  similar: (count: number) => { mark: string; title: string }
  markerOf: (row: MarkerRow | SessionRow) => string
  dayOf: (timeMs: number) => string
  /** An element to copy. */
  iconOf: (row: MarkerRow | SessionRow) => Element | null
}

/** A session among several in one time line. */
export interface RowSession {
  name: string
  color: string
  /** What to add to its times. */
  shiftMs: number
}

/** That people have marked a record, or said something about it. */
export interface RowMark {
  color: string
  /** Who, in the reader's language. */
  label: string
  hasComment: boolean
}

/** What decides how rows look, besides the rows themselves. */
export interface RowLook {
  patterns: MarkedPlaces
  hasScopes: boolean
  timeStyle: TimeStyle
  /** Milliseconds to add to the device's times. */
  shiftMs: number
  /** Whose records are marked with a name and a color; empty: there is one session. */
  sessions: ReadonlyMap<string, RowSession>
  /** When the session began; null: unknown. */
  startMs: number | null
  /** Null: each row is one line. */
  wrap: LineBounds | null
  columns: readonly { key: string; chars: number }[]
  /** By the key of a row. */
  marks: ReadonlyMap<string, RowMark>
  words: RowWords
}

/** Times, as they are shown, of rows that decide what a row shows: its time in the style `since-previous`, and its date. */
export interface RowNeighbors {
  /** The record before in time; null: unknown. */
  previousMs: number | null
  /** The record that is drawn above; null: there is no such record. */
  aboveMs: number | null
}

export class RowElement {
  readonly element: HTMLElement
  /** What is drawn; null: nothing yet. */
  row: LogRow | null = null
  heightPx = 0
  topPx = Number.NaN
  #place = -1
  #index = -1
  #rowCount = -1
  #isSelected = false
  #drawnAs = ''
  #look: RowLook | null = null
  readonly #level = elementOf('span', '')
  readonly #time = elementOf('time', 'log-time')
  readonly #scope = elementOf('span', 'log-scope')
  readonly #date = elementOf('span', 'log-date')
  readonly #text = elementOf('span', 'log-text')

  constructor() {
    this.element = elementOf('div', 'log-row')
    this.element.role = 'option'
    this.element.tabIndex = -1
    this.element.ariaSelected = 'false'
    this.#level.role = 'img'
  }

  /** The row's number in the list that the reader sees, and in the log. */
  number(place: number, index: number, rowCount: number): void {
    if (index !== this.#index || place !== this.#place) {
      this.#index = index
      this.#place = place
      this.element.id = `row-${index}`
      this.element.dataset.row = String(index)
      this.element.ariaPosInSet = String(place + 1)
    }
    if (rowCount !== this.#rowCount) {
      this.#rowCount = rowCount
      this.element.ariaSetSize = String(rowCount)
    }
  }

  select(isSelected: boolean): void {
    if (isSelected === this.#isSelected) return
    this.#isSelected = isSelected
    this.element.ariaSelected = String(isSelected)
  }

  moveTo(topPx: number): void {
    if (topPx === this.topPx) return
    this.topPx = topPx
    this.element.style.transform = `translateY(${topPx}px)`
  }

  /** Undefined: the row is not loaded yet. Returns whether anything was drawn. */
  draw(row: LogRow | undefined, neighbors: RowNeighbors, look: RowLook): boolean {
    const drawnAs = row ? signatureOf(row, neighbors, look) : ''
    if (this.#drawnAs === drawnAs && this.#look === look && (this.row !== null || !row)) return false
    this.#drawnAs = drawnAs
    this.#look = look
    this.row = row ?? null
    if (!row) this.#drawBlank()
    else if (row.kind === 'record') this.#drawRecord(row, neighbors, look)
    else this.#drawMarker(row, look)
    return true
  }

  /** Draws the time anew, where it depends on the clock. */
  refreshTime(nowMs: number): void {
    if (this.row?.kind !== 'record' || this.#look?.timeStyle !== 'relative') return
    const timeMs = shownTime(this.row, this.#look)
    setContent(this.#time, [formatRowTime('relative', { timeMs, startMs: null, previousMs: null, nowMs })])
  }

  #drawBlank(): void {
    delete this.element.dataset.level
    this.element.dataset.blank = ''
    delete this.element.dataset.date
    this.element.replaceChildren()
  }

  #drawMarker(row: MarkerRow | SessionRow, { words }: RowLook): void {
    delete this.element.dataset.level
    delete this.element.dataset.blank
    delete this.element.dataset.date
    const icon = words.iconOf(row)
    const line = elementOf('span', 'log-marker', [
      ...(icon ? [icon] : []),
      elementOf('span', 'min-w-0 truncate', [words.markerOf(row)]),
      elementOf('span', 'h-px flex-1 bg-line'),
    ])
    if (row.kind === 'marker' && row.marker === 'gone') line.dataset.gone = ''
    this.element.replaceChildren(line)
  }

  #drawRecord(row: RecordRow, { previousMs, aboveMs }: RowNeighbors, look: RowLook): void {
    const { words, timeStyle } = look
    const { record, session } = row
    const { level, timeMs, scope } = record
    delete this.element.dataset.blank
    this.element.dataset.level = level

    this.#level.className = levelMarkStyle(level)
    this.#level.ariaLabel = words.levels[level]
    this.#level.title = words.levels[level]
    setContent(this.#level, [LEVEL_LETTER[level]])

    const shownMs = shownTime(row, look)
    this.#time.setAttribute('datetime', formatIso(shownMs))
    this.#time.title = formatIso(timeMs)
    setContent(this.#time, [
      formatRowTime(timeStyle, { timeMs: shownMs, startMs: look.startMs, previousMs, nowMs: Date.now() }),
    ])

    if (isNewDay(shownMs, aboveMs, look)) {
      setContent(this.#date, [words.dayOf(shownMs)])
      this.element.dataset.date = ''
    } else delete this.element.dataset.date

    setContent(this.#text, [
      ...(row.similar ? [similarMark(row.similar.count, words)] : []),
      ...messageNodes(record, look),
    ])
    const columns = look.columns.map(({ key, chars }) => {
      const value = visibleText(attributeText(record, key))
      const cell = elementOf('span', 'log-column', [value])
      cell.style.width = `${chars}ch`
      cell.title = value
      return cell
    })
    if (look.hasScopes) {
      this.#scope.title = scope ?? ''
      setContent(this.#scope, scope ? ansiNodes(visibleLine(scope), look.patterns.at('logger')) : [''])
    }
    const whose = look.sessions.get(session)
    const mark = look.marks.get(row.key)
    this.#setChildren([
      ...(mark ? [markElement(mark)] : []),
      ...(whose ? [sessionMark(whose)] : []),
      this.#level,
      this.#time,
      ...(look.hasScopes ? [this.#scope] : []),
      ...columns,
      ...('date' in this.element.dataset ? [this.#date] : []),
      this.#text,
    ])
  }

  /** The message is the last child, also where it does not stand last. */
  #setChildren(children: readonly HTMLElement[]): void {
    const { childNodes } = this.element
    if (childNodes.length === children.length && children.every((child, i) => childNodes[i] === child)) return
    this.element.replaceChildren(...children)
  }
}

/** In the margin; with a comment it is wider at its top, because colors alone say too little. */
function markElement({ color, label, hasComment }: RowMark): HTMLElement {
  const mark = elementOf('span', 'log-mark')
  mark.role = 'img'
  mark.ariaLabel = label
  mark.title = label
  mark.style.color = color
  if (hasComment) mark.dataset.comment = ''
  return mark
}

function sessionMark({ name, color }: RowSession): HTMLElement {
  const visible = visibleText(name)
  const bar = elementOf('span', 'log-session-bar')
  bar.style.backgroundColor = color
  const mark = elementOf('span', 'log-session', [bar, elementOf('span', 'min-w-0 truncate', [visible])])
  mark.title = visible
  return mark
}

function similarMark(count: number, words: RowWords): HTMLElement {
  const { mark, title } = words.similar(count)
  const element = elementOf('span', 'log-similar', [mark])
  element.title = title
  element.dataset.similar = ''
  return element
}

/** Equal for two rows that look the same. */
function signatureOf(row: LogRow, { previousMs, aboveMs }: RowNeighbors, look: RowLook): string {
  if (row.kind === 'marker') return `${row.key} ${row.marker} ${row.reason} ${row.count}`
  if (row.kind === 'session') return `${row.key} ${row.startedAtMs}`
  const previous = look.timeStyle === 'since-previous' ? previousMs : ''
  return `${row.key} ${row.similar?.count} ${previous} ${isNewDay(shownTime(row, look), aboveMs, look)}`
}

/** The time of a record as the reader wants it. */
export function shownTime(row: RecordRow, { shiftMs, sessions }: RowLook): number {
  return row.record.timeMs + (sessions.get(row.session)?.shiftMs ?? shiftMs)
}

function isNewDay(timeMs: number, aboveMs: number | null, { timeStyle }: RowLook): boolean {
  if (aboveMs === null || !Number.isFinite(timeMs) || !Number.isFinite(aboveMs)) return false
  const isUtc = timeStyle === 'utc'
  return dayOf(timeMs, isUtc) !== dayOf(aboveMs, isUtc)
}

function messageNodes(record: NumberedRecord, look: RowLook): (Node | string)[] {
  const { patterns, wrap, words } = look
  const { text, isCut } = wrap ? wrappedText(record, wrap) : rowText(record)
  const nodes = ansiNodes(text, patterns.at('message'))
  if (isCut && wrap) nodes.push(' ', elementOf('span', 'log-more', [words.showAll]))
  else if (isCut) {
    const mark = elementOf('span', 'text-ink-faint', [' ⏎'])
    mark.title = words.cut
    nodes.push(mark)
  }
  const error = rowError(record, text)
  if (error) {
    const marks = patterns.at('error')
    const name = [' ', ...ansiNodes(error.name, marks), error.message && ': ']
    nodes.push(elementOf('span', 'text-level-error', [...name, ...ansiNodes(error.message, marks)]))
  }
  const preview = attributesPreview(record)
  if (preview) nodes.push(elementOf('span', 'log-preview', [' ', ...ansiNodes(preview, patterns.at('preview'))]))
  return nodes.length > 0 ? nodes : ['']
}
