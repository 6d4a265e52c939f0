/**
 * The records of the screen: the newest that the logger of this page still holds, and those that it logs meanwhile, filtered. Reads
 * while the screen is open and drops everything when it closes. Draws nothing.
 */

import type { Batch } from '#lib/protocol/batch.ts'
import { HEADER } from '#lib/protocol/batch.ts'
import type { Level } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeRecord, decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import type { HeldLines, HeldRecords } from '#lib/sdk/delivery/held-records.ts'
import { openBatch } from '#lib/viewer/open-batch.ts'

export class ScreenRecords {
  readonly #held: HeldRecords
  readonly #changed: () => void
  readonly #stop: () => void
  #records: NumberedRecord[] = []
  #shown: NumberedRecord[] = []
  /** Highest number read. */
  #read = 0
  #isReading = false
  #isClosed = false
  #text = ''
  #levels: ReadonlySet<Level> = new Set()
  readonly selected = new Set<number>()

  /** `changed` is called at most once a turn. */
  constructor(held: HeldRecords, changed: () => void) {
    this.#held = held
    this.#changed = changed
    this.#stop = held.onRecord(() => void this.#readOn())
    void this.#readOn()
  }

  /** Records that pass the filter, oldest first. */
  get shown(): readonly NumberedRecord[] {
    return this.#shown
  }

  get total(): number {
    return this.#records.length
  }

  /** The selected records, or all that are shown when none is selected. */
  get chosen(): readonly NumberedRecord[] {
    return this.selected.size > 0 ? this.#records.filter(({ seq }) => this.selected.has(seq)) : this.#shown
  }

  /** Shows records with `text` in message or error, and of these levels; an empty set shows all levels. */
  filter(text: string, levels: ReadonlySet<Level>): void {
    this.#text = text.trim().toLowerCase()
    this.#levels = levels
    this.#shown = this.#records.filter((record) => this.#passes(record))
    this.#changed()
  }

  close(): void {
    this.#isClosed = true
    this.#stop()
    this.#records = []
    this.#shown = []
    this.selected.clear()
  }

  async #readOn(): Promise<void> {
    if (this.#isReading || this.#isClosed) return
    this.#isReading = true
    try {
      for (let held = this.#next(); held; held = this.#next()) {
        const opened = 'header' in held ? openBatch(held.header, held.bytes) : null
        const records = 'header' in held ? sealedRecords(held, await opened) : plainRecords(held, this.#read)
        if (this.#isClosed) return
        this.#take(records, held)
      }
    } finally {
      this.#isReading = false
    }
    this.#changed()
  }

  #next(): Batch | HeldLines | undefined {
    return this.#held.after(this.#read)
  }

  #take(records: readonly NumberedRecord[], held: Batch | HeldLines): void {
    const last =
      'header' in held ? held.header[HEADER.first] + held.header[HEADER.count] - 1 : held.first + held.lines.length - 1
    for (const record of records) {
      if (record.seq <= this.#read) continue
      this.#records.push(record)
      if (this.#passes(record)) this.#shown.push(record)
    }
    this.#read = Math.max(this.#read, last)
    const over = this.#records.length - LIMITS.screenRecordsMax
    if (over <= 0) return
    for (const { seq } of this.#records.splice(0, over)) this.selected.delete(seq)
    const floor = (this.#records[0] as NumberedRecord).seq
    const first = this.#shown.findIndex(({ seq }) => seq >= floor)
    this.#shown.splice(0, first < 0 ? this.#shown.length : first)
  }

  #passes({ level, body, error }: NumberedRecord): boolean {
    if (this.#levels.size > 0 && !this.#levels.has(level)) return false
    if (this.#text === '') return true
    return `${body}\n${error ? `${error.name}: ${error.message}` : ''}`.toLowerCase().includes(this.#text)
  }
}

function sealedRecords({ header }: Batch, opened: { text: string } | null): NumberedRecord[] {
  return opened ? decodeRecords(opened.text, header[HEADER.first], header[HEADER.count]) : []
}

/** Lines that wait for their batch come again with each record; those already read are not decoded again. */
function plainRecords({ first, lines }: HeldLines, read: number): NumberedRecord[] {
  const known = Math.max(0, read + 1 - first)
  return lines.slice(known).map((line, i) => ({ ...decodeRecord(line), seq: first + known + i }))
}
