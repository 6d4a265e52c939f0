/** `/api/v1/journal/upload`: entries of a systemd journal, as systemd-journal-upload streams them for as long as it runs. */
import { setTimeout as sleep } from 'node:timers/promises'
import { JournalEntries, type JournalEntry } from '#lib/ingest/journal-entries.ts'
import { recordOfEntry, sourceOfEntry } from '#lib/ingest/journal-record.ts'
import { Undecodable } from '#lib/ingest/source.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { BodyReader } from './body-reader.ts'
import { feedRecords, nothingFed } from './feed-records.ts'
import type { SourceCall, SourceEndpoint } from './source-endpoint.ts'
import type { SourceSession } from './source-session.ts'

const PAUSE_MS_MAX = 1_000

export const journalEndpoint: SourceEndpoint = {
  kind: 'journal',
  paths: ['/api/v1/journal/upload'],
  methods: ['POST'],
  async run(call) {
    const endUpload = call.upload()
    const upload = new JournalUpload(call)
    try {
      await upload.run()
      return { status: 200, type: 'text/plain', body: 'OK.\n' }
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error
      throw new AppError('invalid-input', `The journal cannot be read: ${error.message}.`)
    } finally {
      upload.close()
      endUpload()
    }
  },
}

class JournalUpload {
  readonly #call: SourceCall
  readonly #entries = new JournalEntries()
  readonly #fed = nothingFed()
  #reader: BodyReader | null = null
  #session: SourceSession | null = null
  #sourceKey = ''
  #done = () => {}
  #ended: AppError | null = null

  constructor(call: SourceCall) {
    this.#call = call
  }

  async run(): Promise<void> {
    const reader = this.#call.open({ idleMs: LIMITS.uploadIdleMs, limit: 'uploadIdleMs', totalMs: null })
    this.#reader = reader
    for (let piece = await reader.next(); piece !== null; piece = await reader.next()) {
      await this.#feed(this.#entries.push(piece))
      this.#session?.chargeInput(piece.length)
      await this.#pace()
    }
    await this.#feed(this.#entries.end())
  }

  close(): void {
    this.#reader?.close()
    this.#done()
  }

  /** Takes what can be read, then throws why the rest cannot. */
  async #feed(steps: Iterable<JournalEntry>): Promise<void> {
    const entries: JournalEntry[] = []
    let fault: unknown = null
    try {
      for (const entry of steps) entries.push(entry)
    } catch (error) {
      fault = error
    }
    await this.#feedAll(entries)
    if (fault) throw fault
  }

  /** An upload has the journals of one machine as a rule; `--merge` mixes those of several. */
  async #feedAll(entries: readonly JournalEntry[]): Promise<void> {
    for (let from = 0; from < entries.length; ) {
      const source = sourceOfEntry(entries[from] as JournalEntry)
      const key = `${source.name}\0${source.instance}`
      let to = from + 1
      while (to < entries.length && keyOf(entries[to] as JournalEntry) === key) to++
      if (key !== this.#sourceKey || !this.#session) await this.#open(entries[from] as JournalEntry, key)
      const { turns, right } = this.#call
      const feeding = {
        turns,
        tokenId: right.tokenId,
        session: this.#session as SourceSession,
        ended: () => this.#ended,
      }
      await feedRecords(this.#records(entries.slice(from, to)), feeding, this.#fed)
      from = to
    }
  }

  async #open(entry: JournalEntry, key: string): Promise<void> {
    this.#done()
    const session = await this.#call.sessions.of(this.#call.right, sourceOfEntry(entry))
    this.#session = session
    this.#sourceKey = key
    this.#done = session.use((error) => {
      this.#ended = error
      this.#reader?.interrupt(error)
    })
  }

  *#records(entries: readonly JournalEntry[]) {
    for (const entry of entries) {
      if (entry.isCut) this.#call.hit('journalEntryBytesMax', `source of session ${this.#session?.id}`)
      yield recordOfEntry(entry, Date.now())
    }
  }

  async #pace(): Promise<void> {
    const debtMs = () => this.#session?.debtMs() ?? 0
    for (let waitMs = debtMs(); waitMs > 0; waitMs = debtMs()) {
      await sleep(Math.min(waitMs, PAUSE_MS_MAX))
      if (this.#ended) throw this.#ended
    }
  }
}

function keyOf(entry: JournalEntry): string {
  const { name, instance } = sourceOfEntry(entry)
  return `${name}\0${instance}`
}
