/**
 * The log as the page sees it while its records are elsewhere: the last frame, with what the reader has done since. It learns
 * from the rows that the list asks for which ones to bring, ahead of the direction in which the reader scrolls.
 */

import { LEVELS } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { Answer, QuestionName, Request } from '#lib/viewer/log-questions.ts'
import {
  isSameFilter,
  type LogFilter,
  type LogOrder,
  type LogPlace,
  type LogRow,
  type LogSource,
  type LogView,
  NO_FILTER,
} from '#lib/viewer/log-source.ts'
import { type Command, type Frame, type Look, TAIL_ROWS, type ToHost } from './messages.ts'

export interface RemoteLogParts {
  post(message: ToHost): void
  /** Asks the host; rejects when the host is gone. */
  request(message: (id: number) => ToHost): Promise<unknown>
}

/** Most rows to bring at once: several screens of the largest display. */
const ROWS_MAX = 600
/** Rows beyond those in sight, in screens: ahead, and behind. */
const AHEAD = 2
const BEHIND = 0.75
/** It asks for others when less than this is left on a side, in screens. */
const MARGIN = 0.5

const NO_LOOK: Look = { from: 0, count: 0, tail: TAIL_ROWS, known: null }

interface Window {
  start: number
  rows: LogRow[]
}

export const EMPTY_VIEW: LogView = {
  version: 0,
  rowCount: 0,
  total: 0,
  awaited: 0,
  matched: 0,
  levels: LEVELS.map(() => 0) as unknown as LogView['levels'],
  scopeChars: 0,
  trimmed: 0,
  cleared: 0,
  isFollowing: true,
  newSincePause: 0,
  errorsSincePause: 0,
  filter: NO_FILTER,
  isFiltering: false,
  anchorRow: null,
  selectedRow: null,
}

export class RemoteLog implements LogSource {
  readonly #parts: RemoteLogParts
  readonly #listeners = new Set<() => void>()
  #view = EMPTY_VIEW
  #windows: Window[] = []
  /** Rows of the newest frame, drawn or not: the next one refers to them. */
  #received: LogRow[] = []
  /** A frame that is not drawn yet. */
  #next: { frame: Frame; windows: Window[] } | null = null
  /** How many commands were sent, and which one must be handled before a frame counts for what it says of each. */
  #sent = 0
  #pausedBy = 0
  #anchoredBy = 0
  #selectedBy = 0
  #anchor: LogPlace | null = null
  #selected: LogPlace | null = null
  #filter: LogFilter = NO_FILTER
  #order: LogOrder | null = null
  /** The rows asked for since the last look. */
  #asked: [from: number, to: number] | null = null
  #looked = NO_LOOK
  #tail = TAIL_ROWS
  #lookedVersion = -1
  #isLookPlanned = false

  constructor(parts: RemoteLogParts) {
    this.#parts = parts
  }

  get order(): LogOrder | null {
    return this.#order
  }

  get filter(): LogFilter {
    return this.#filter
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly view = (): LogView => this.#view

  row(index: number): LogRow | undefined {
    if (index < 0 || index >= this.#view.rowCount) return undefined
    const [from, to] = this.#asked ?? [index, index]
    this.#asked = [Math.min(from, index), Math.max(to, index)]
    if (!this.#isLookPlanned) {
      this.#isLookPlanned = true
      // After the list has asked for all of its rows.
      queueMicrotask(() => this.#look())
    }
    return rowIn(this.#windows, index)
  }

  setAnchor(place: LogPlace | null): void {
    this.#anchor = place && { session: place.session, seq: place.seq }
    this.#anchoredBy = this.command({ name: 'setAnchor', place: this.#anchor })
  }

  seek({ session, seq }: LogPlace): void {
    this.#anchor = { session, seq }
    this.#anchoredBy = this.command({ name: 'seek', place: this.#anchor })
  }

  setFilter(filter: LogFilter): void {
    this.#filter = filter
    this.command({ name: 'setFilter', filter })
  }

  follow(): void {
    // Shown by the frame that brings the newest rows.
    this.command({ name: 'follow' })
  }

  pause(): void {
    if (!this.#view.isFollowing) return
    this.#pausedBy = this.command({ name: 'pause' })
    this.#show({ isFollowing: false })
  }

  select(place: LogPlace | null): void {
    this.#selected = place && { session: place.session, seq: place.seq }
    this.#selectedBy = this.command({ name: 'select', place: this.#selected })
    this.#show({ selectedRow: indexOf(this.#windows, this.#selected) })
  }

  setOrder(order: LogOrder): void {
    this.#order = order
    this.command({ name: 'setOrder', order })
  }

  expand({ session, seq }: LogPlace, lastSeq: number): void {
    this.command({ name: 'expand', place: { session, seq }, lastSeq })
  }

  clear(): void {
    this.command({ name: 'clear' })
  }

  matching(countMax: number): Promise<NumberedRecord[]> {
    return this.#parts.request((id) => ({ kind: 'matching', id, countMax })) as Promise<NumberedRecord[]>
  }

  ask<K extends QuestionName>(question: K, request: Request<K>): Promise<Answer<K>> {
    return this.#parts.request((id) => ({ kind: 'ask', id, question, request })) as Promise<Answer<K>>
  }

  /** Takes a frame of the host, which {@link draw} will show. */
  receive(frame: Frame): void {
    const before = this.#received
    const windows = frame.windows.map(({ start, rows }) => ({
      start,
      rows: rows.map((row) => (typeof row === 'number' ? (before[row] as LogRow) : row)),
    }))
    this.#received = windows.flatMap(({ rows }) => rows)
    this.#next = { frame, windows }
  }

  /** Shows the newest frame. False: the reader has acted since it was made, and only a newer one can be shown. */
  draw(): boolean {
    const next = this.#next
    this.#next = null
    if (!next) return true
    if (next.frame.handled < this.#pausedBy) return false
    const { handled } = next.frame
    const view = { ...next.frame.view }
    if (handled < this.#anchoredBy) {
      const row = indexOf(next.windows, this.#anchor)
      if (row === null && this.#anchor) return false
      view.anchorRow = row
    }
    // It comes as a copy with each frame, and who draws takes another filter for other rows.
    if (isSameFilter(view.filter, this.#view.filter)) view.filter = this.#view.filter
    if (handled < this.#selectedBy) view.selectedRow = indexOf(next.windows, this.#selected)
    this.#windows = next.windows
    this.#view = view
    for (const listener of this.#listeners) listener()
    return true
  }

  /** The host is gone; a new one begins with nothing. */
  restart(): void {
    this.#windows = []
    this.#received = []
    this.#next = null
    this.#sent = this.#pausedBy = this.#anchoredBy = this.#selectedBy = 0
    this.#looked = NO_LOOK
    this.#tail = TAIL_ROWS
    this.#filter = NO_FILTER
    this.#view = { ...EMPTY_VIEW, version: this.#view.version + 1 }
    for (const listener of this.#listeners) listener()
  }

  /** Sends a command and returns its number. */
  command(command: Command): number {
    this.#parts.post({ kind: 'command', command })
    return ++this.#sent
  }

  #show(change: Partial<LogView>): void {
    this.#view = { ...this.#view, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** Asks for other rows when those asked for come near an end of what is here. */
  #look(): void {
    this.#isLookPlanned = false
    const asked = this.#asked
    this.#asked = null
    if (!asked) return
    const [from, to] = [Math.max(asked[0], asked[1] - ROWS_MAX / 4), asked[1]]
    const span = to - from + 1
    const { rowCount, isFollowing, version } = this.#view
    if (isFollowing) {
      // The host brings the end by itself; it only has to know how much of it.
      if (this.#tail < span) this.#lookAt({ from, count: span, tail: span, known: null }, version)
      return
    }
    const window = this.#windows[0]
    const start = window?.start ?? 0
    const end = window ? start + window.rows.length - 1 : -1
    const margin = Math.round(span * MARGIN)
    if (start <= Math.max(0, from - margin) && end >= Math.min(rowCount - 1, to + margin)) return
    const isUp = from - start < end - to
    const first = Math.max(0, from - Math.round(span * (isUp ? AHEAD : BEHIND)))
    const count = Math.min(ROWS_MAX, Math.round(span * (1 + AHEAD + BEHIND)))
    // Asked before, and the answer is under way.
    if (first === this.#looked.from && count === this.#looked.count && version === this.#lookedVersion) return
    this.#lookAt({ from: first, count, tail: this.#tail, known: this.#knownNear(from) }, version)
  }

  #lookAt(look: Look, version: number): void {
    this.#looked = look
    this.#tail = look.tail
    this.#lookedVersion = version
    this.#parts.post({ kind: 'look', look })
  }

  #knownNear(index: number): Look['known'] {
    const window = this.#windows[0]
    if (!window) return null
    for (let i = Math.max(0, index - window.start); i < window.rows.length; i++) {
      const row = window.rows[i]
      if (row?.kind === 'record') return { row: window.start + i, place: { session: row.session, seq: row.seq } }
    }
    return null
  }
}

function rowIn(windows: readonly Window[], index: number): LogRow | undefined {
  for (const { start, rows } of windows) if (index >= start && index < start + rows.length) return rows[index - start]
  return undefined
}

function indexOf(windows: readonly Window[], place: LogPlace | null): number | null {
  if (!place) return null
  for (const { start, rows } of windows) {
    const at = rows.findIndex(
      ({ session, seq, kind }) => session === place.session && seq === place.seq && kind !== 'session',
    )
    if (at !== -1) return start + at
  }
  return null
}
