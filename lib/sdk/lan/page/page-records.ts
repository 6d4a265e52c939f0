/** The records that the direct page holds: a bounded number, filtered by text and lowest level. Draws nothing. */
import { type Level, levelIndex } from '#lib/protocol/levels.ts'
import type { LogRecord, NumberedRecord } from '#lib/protocol/record.ts'
import type { ListedRecords } from '#lib/sdk/screen/log-list.ts'

const KEPT_MAX = 50_000
/** Removed together, so that a full page does not move its array for every record. */
const REMOVED_AT_ONCE = 5_000

export class PageRecords implements ListedRecords {
  readonly selected = null
  #records: NumberedRecord[] = []
  #shown: NumberedRecord[] = []
  #received = 0
  #text = ''
  #lowest: Level = 'trace'

  get shown(): readonly NumberedRecord[] {
    return this.#shown
  }

  get total(): number {
    return this.#records.length
  }

  /** Number of records since {@link clear}, with those that are no longer held. */
  get received(): number {
    return this.#received
  }

  add(record: LogRecord): void {
    const numbered = { ...record, seq: ++this.#received }
    this.#records.push(numbered)
    if (this.#passes(numbered)) this.#shown.push(numbered)
    if (this.#records.length >= KEPT_MAX + REMOVED_AT_ONCE) this.#removeOldest()
  }

  /** Shows records with `text` in message or error, of `lowest` and the levels above it. `trace` shows unknown levels too. */
  filter(text: string, lowest: Level): void {
    this.#text = text.toLowerCase()
    this.#lowest = lowest
    this.#shown = this.#records.filter((record) => this.#passes(record))
  }

  clear(): void {
    this.#records = []
    this.#shown = []
    this.#received = 0
  }

  #removeOldest(): void {
    this.#records.splice(0, this.#records.length - KEPT_MAX)
    const oldest = this.#received - KEPT_MAX + 1
    const kept = this.#shown.findIndex(({ seq }) => seq >= oldest)
    this.#shown.splice(0, kept < 0 ? this.#shown.length : kept)
  }

  #passes({ level, body, error }: NumberedRecord): boolean {
    if (this.#lowest !== 'trace' && (level === 'unknown' || levelIndex(level) < levelIndex(this.#lowest))) return false
    if (this.#text === '') return true
    return `${body}\n${error ? `${error.name}: ${error.message}` : ''}`.toLowerCase().includes(this.#text)
  }
}
