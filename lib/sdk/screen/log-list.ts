/**
 * The list of records, for the screen on the device and for the page that a device serves on the LAN. A row of fixed height for
 * each record, drawn only while it is in sight. The list follows the newest record until the reader leaves the end.
 */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { make } from './create-element.ts'
import type { Words } from './words.ts'

const ROW_PX = 48
/** Rows drawn above and below those in sight. */
const ROWS_BEYOND = 4
const LONG_PRESS_MS = 500
/** Characters of a message in its row: more than the widest list shows. */
const TEXT_CHARS = 300

/** What a list shows. */
export interface ListedRecords {
  /** Records that pass the filter, oldest first. */
  readonly shown: readonly NumberedRecord[]
  /** Number of records with and without the filter. */
  readonly total: number
  /** Sequence numbers; null where records cannot be selected. */
  readonly selected: Set<number> | null
}

export interface LogListParts {
  records: () => ListedRecords | null
  words: Pick<Words, 'title' | 'empty' | 'noMatch' | 'newer' | 'follow'>
  /** The time of a record as its row shows it. */
  timeText: (timeMs: number) => string
  /** Called for a press, or Enter. */
  open: (record: NumberedRecord) => void
  selectionChanged: () => void
}

export class LogList {
  readonly element: HTMLElement
  readonly #parts: LogListParts
  readonly #list: HTMLElement
  readonly #space: HTMLElement
  readonly #note: HTMLElement
  readonly #follow: HTMLButtonElement
  #isFollowing = true
  #newSince = 0
  #count = 0
  #active = -1
  #frame = 0

  constructor(parts: LogListParts) {
    this.#parts = parts
    const { words } = parts
    this.#space = make('div', { class: 'space' })
    this.#note = make('p', { class: 'note' })
    this.#list = make(
      'div',
      {
        class: 'list',
        role: 'listbox',
        tabindex: 0,
        'aria-multiselectable': parts.records()?.selected === null ? null : 'true',
        'aria-label': words.title,
        onscroll: () => this.#scrolled(),
        onkeydown: (event) => this.#key(event as KeyboardEvent),
      },
      this.#space,
    )
    this.#follow = make('button', { class: 'follow', type: 'button', hidden: true, onclick: () => this.follow() })
    this.element = make('div', { class: 'body' }, this.#list, this.#note, this.#follow)
    this.#listenForPresses()
  }

  focus(): void {
    this.#list.focus()
  }

  follow(): void {
    this.#isFollowing = true
    this.#newSince = 0
    this.draw()
  }

  /** Draws in the next frame; several calls draw once. */
  drawSoon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.draw()
    })
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
  }

  draw(): void {
    const records = this.#parts.records()
    const shown = records?.shown ?? []
    const { words } = this.#parts
    if (!this.#isFollowing) this.#newSince += Math.max(0, shown.length - this.#count)
    this.#count = shown.length
    // Before anything is measured, because a hidden element has no size.
    this.#list.hidden = shown.length === 0
    this.#space.style.height = `${shown.length * ROW_PX}px`
    // All rows are in sight, so there is nothing to scroll to.
    const isWhole = this.#list.scrollHeight <= this.#list.clientHeight
    if (isWhole) this.#newSince = 0
    if (this.#isFollowing) this.#list.scrollTop = this.#list.scrollHeight
    const first = Math.max(0, Math.floor(this.#list.scrollTop / ROW_PX) - ROWS_BEYOND)
    const last = Math.min(
      shown.length,
      Math.ceil((this.#list.scrollTop + this.#list.clientHeight) / ROW_PX) + ROWS_BEYOND,
    )
    const rows: HTMLElement[] = []
    for (let i = first; i < last; i++) rows.push(this.#row(shown[i] as NumberedRecord, i, records as ListedRecords))
    // Not replaceChildren: the page on the LAN is also for browsers of 2018.
    this.#space.textContent = ''
    this.#space.append(...rows)
    this.#list.setAttribute(
      'aria-activedescendant',
      this.#active >= first && this.#active < last ? `row-${this.#active}` : '',
    )
    this.#note.hidden = shown.length > 0
    this.#note.textContent = records && records.total > 0 ? words.noMatch : words.empty
    this.#follow.hidden = this.#isFollowing || isWhole || shown.length === 0
    this.#follow.textContent = this.#newSince > 0 ? `${this.#newSince} ${words.newer}` : words.follow
  }

  #row(record: NumberedRecord, i: number, records: ListedRecords): HTMLElement {
    const { level, timeMs, body, error } = record
    const text = error && !body.includes(error.message) ? `${body} ${error.name}: ${error.message}` : body
    const row = make(
      'div',
      {
        class: `row ${level}${i === this.#active ? ' active' : ''}`,
        id: `row-${i}`,
        role: 'option',
        'data-row': i,
        'aria-selected': records.selected?.has(record.seq) ? 'true' : 'false',
        'aria-setsize': this.#count,
        'aria-posinset': i + 1,
      },
      make('span', { class: 'text' }, text.slice(0, TEXT_CHARS)),
      make('span', { class: 'meta' }, `${level} · `, make('time', {}, this.#parts.timeText(timeMs))),
    )
    // Not as an attribute, which policies of host pages forbid.
    row.style.top = `${i * ROW_PX}px`
    return row
  }

  #scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#list
    const isAtEnd = scrollHeight - scrollTop - clientHeight < ROW_PX
    if (isAtEnd && !this.#isFollowing) this.#newSince = 0
    this.#isFollowing = isAtEnd
    this.drawSoon()
  }

  #key(event: KeyboardEvent): void {
    const records = this.#parts.records()
    if (!records) return
    const last = records.shown.length - 1
    const page = Math.max(1, Math.floor(this.#list.clientHeight / ROW_PX) - 1)
    const from = this.#active < 0 ? last : this.#active
    const to: Record<string, number> = {
      ArrowDown: from + (this.#active < 0 ? 0 : 1),
      ArrowUp: from - (this.#active < 0 ? 0 : 1),
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: last,
    }
    const record = records.shown[this.#active]
    if (event.key in to) this.#activate(Math.min(last, Math.max(0, to[event.key] as number)))
    else if (event.key === 'Enter' && record) this.#parts.open(record)
    else if (event.key === ' ' && record) this.#toggle(record)
    else if (records.selected && event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      for (const { seq } of records.shown) records.selected.add(seq)
      this.#selected()
    } else return
    event.preventDefault()
  }

  #activate(i: number): void {
    this.#active = i
    const top = i * ROW_PX
    const { scrollTop, clientHeight } = this.#list
    if (top < scrollTop) this.#list.scrollTop = top
    else if (top + ROW_PX > scrollTop + clientHeight) this.#list.scrollTop = top + ROW_PX - clientHeight
    // Compared with the records of now: more may have come since the last draw.
    this.#isFollowing = i === (this.#parts.records()?.shown.length ?? 0) - 1
    this.draw()
  }

  /** A long press selects; once something is selected, every press does. */
  #listenForPresses(): void {
    let timer: ReturnType<typeof setTimeout> | undefined
    let wasLong = false
    const recordAt = (event: Event) => {
      const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
      return row ? this.#parts.records()?.shown[Number(row.dataset.row)] : undefined
    }
    const stop = () => clearTimeout(timer)
    this.#space.addEventListener('pointerdown', (event) => {
      const record = recordAt(event)
      wasLong = false
      if (!record || event.button !== 0 || !this.#parts.records()?.selected) return
      timer = setTimeout(() => {
        wasLong = true
        this.#toggle(record)
      }, LONG_PRESS_MS)
    })
    for (const end of ['pointerup', 'pointercancel', 'pointerleave']) this.#space.addEventListener(end, stop)
    this.#list.addEventListener('scroll', stop)
    // A long press would open the menu of a phone's browser.
    this.#space.addEventListener('contextmenu', (event) => {
      if (this.#parts.records()?.selected) event.preventDefault()
    })
    this.#space.addEventListener('click', (event) => {
      const record = recordAt(event)
      if (!record || wasLong) return
      this.#active = Number((event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset.row)
      if ((this.#parts.records()?.selected?.size ?? 0) > 0) this.#toggle(record)
      else this.#parts.open(record)
    })
  }

  #toggle({ seq }: NumberedRecord): void {
    const selected = this.#parts.records()?.selected
    if (!selected) return
    if (!selected.delete(seq)) selected.add(seq)
    this.#selected()
  }

  #selected(): void {
    this.#parts.selectionChanged()
    this.draw()
  }
}
