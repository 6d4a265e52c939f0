/**
 * Copies the records of a log into a store as they arrive, in whatever order: it asks for those that are not in the copy yet.
 * Writes at most once a second, and once more when the page is about to be hidden.
 */
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import type { FileFacts } from '#lib/viewer/export/file-facts.ts'
import { ndjsonFile } from '#lib/viewer/export/ndjson-file.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'
import type { KeptLog, KeptStore } from './kept-store.ts'

export interface LogKeeperOptions {
  log: LogSource
  store: Pick<KeptStore, 'append' | 'find' | 'makeRoom'>
  /** What to write about the log before its first record; asked again for each piece. */
  describe: () => Promise<{
    facts: FileFacts
    entry: Pick<KeptLog, 'id' | 'name' | 'appName' | 'startedAtMs' | 'link'>
  }>
  id: string
  bytesMax: () => number
  /** Logs that had to go. */
  onRemoved: (logs: readonly KeptLog[]) => void
  /** Nothing more is kept. */
  onEnd: (reason: KeepEnd) => void
  onKept?: (log: KeptLog) => void
  /** Runs a task after a while. */
  after?: (delayMs: number, run: () => void) => () => void
  nowMs?: () => number
}

/** `full`: this log alone fills the space. `removed`: somebody deleted the copy. An error is what the browser says. */
export type KeepEnd = 'full' | 'removed' | Error

/** Records of one piece, and how long records wait for more. */
const PIECE_RECORDS = 2_000
const WAIT_MS = 1_000

export class LogKeeper {
  readonly #options: LogKeeperOptions
  readonly #kept = new Map<string, SeqRanges>()
  readonly #unsubscribe: () => void
  #isLoaded = false
  #hasEntry = false
  #cancelTimer: (() => void) | null = null
  /** The writing under way. */
  #writing: Promise<void> | null = null
  #isClosed = false

  constructor(options: LogKeeperOptions) {
    this.#options = options
    this.#unsubscribe = options.log.subscribe(() => this.#schedule())
    void this.flush()
  }

  /** Writes everything that is not kept yet. */
  flush(): Promise<void> {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#writing ??= this.#write()
      .catch((error: unknown) => this.#end(error as Error))
      .finally(() => {
        this.#writing = null
      })
    return this.#writing
  }

  close(): void {
    this.#isClosed = true
    this.#unsubscribe()
    this.#cancelTimer?.()
  }

  #schedule(): void {
    if (this.#cancelTimer || this.#isClosed) return
    const { after = afterTimeout } = this.#options
    this.#cancelTimer = after(WAIT_MS, () => void this.flush())
  }

  async #write(): Promise<void> {
    const { log, store, id } = this.#options
    if (!this.#isLoaded) this.#take(await store.find(id))
    this.#isLoaded = true
    for (;;) {
      if (this.#isClosed) return
      const kept = [...this.#kept].map(([session, { ranges }]) => [session, ranges] as const)
      const { records, hasMore } = await log.ask('unkept', { kept, countMax: PIECE_RECORDS })
      if (records.length === 0) return
      await this.#writePiece(records)
      if (!hasMore) return
    }
  }

  async #writePiece(records: PlacedRecord[]): Promise<void> {
    const { store, id, nowMs = Date.now, bytesMax } = this.#options
    const { facts, entry } = await this.#options.describe()
    let text = ''
    // Each piece is a whole file.
    for await (const part of ndjsonFile(onePage(records), facts)) text += part
    const bytes = await compressed(text)
    for (const { session, record } of records) this.#rangesOf(session).add(record.seq)
    const current = await store.find(id)
    if (this.#hasEntry && !current) {
      this.#end('removed')
      return
    }
    const log = await store.append(id, bytes, (now) => ({
      ...(now ?? { recordCount: 0, bytes: 0, pieceCount: 0 }),
      ...entry,
      updatedAtMs: nowMs(),
      recordCount: (now?.recordCount ?? 0) + records.length,
      kept: [...this.#kept].map(([session, { ranges }]) => [session, ranges.map(([from, to]) => [from, to] as const)]),
    }))
    this.#hasEntry = true
    this.#options.onKept?.(log)
    const removed = await store.makeRoom(bytesMax(), id)
    if (removed.length > 0) this.#options.onRemoved(removed)
    if (log.bytes > bytesMax()) this.#end('full')
  }

  #take(log: KeptLog | null): void {
    this.#hasEntry = log !== null
    for (const [session, ranges] of log?.kept ?? [])
      for (const [from, to] of ranges) this.#rangesOf(session).add(from, to)
  }

  #rangesOf(session: string): SeqRanges {
    const ranges = this.#kept.get(session) ?? new SeqRanges()
    this.#kept.set(session, ranges)
    return ranges
  }

  #end(reason: KeepEnd): void {
    if (this.#isClosed) return
    this.close()
    this.#options.onEnd(reason)
  }
}

async function* onePage(records: PlacedRecord[]): AsyncGenerator<PlacedRecord[]> {
  yield records
}

async function compressed(text: string): Promise<ArrayBuffer> {
  const blob = new Blob([text])
  if (typeof CompressionStream !== 'function') return blob.arrayBuffer()
  return new Response(blob.stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
}

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
