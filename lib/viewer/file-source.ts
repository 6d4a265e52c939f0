/**
 * A live source that is a file: the same page shows it, filters it and saves it, without a network. The file is read in slices
 * from its beginning; the store keeps as much as of any log, and says what it dropped.
 */
import { LEVELS, type LevelCounts } from '#lib/protocol/levels.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import type { FileSession } from './export/file-facts.ts'
import { BrokenGzip, type FileInput } from './import/file-input.ts'
import type { FileProblem, LineFault } from './import/file-problem.ts'
import { FileRecords } from './import/file-records.ts'
import { FileText } from './import/file-text.ts'
import type { LiveSnapshot, LiveSource } from './live-source.ts'
import type { LogSource } from './log-source.ts'
import { LogStore } from './log-store.ts'
import { nextTurn } from './next-turn.ts'

export interface FileProgress {
  /** `stopped`: by the person; what was read is shown. */
  state: 'reading' | 'read' | 'stopped' | 'failed'
  readBytes: number
  totalBytes: number
  recordCount: number
  /** How many lines could not be read, and what is wrong with the first of them. */
  faultCount: number
  fault: LineFault | null
  /** Why nothing more is shown. */
  problem: FileProblem | null
}

export type FileSnapshot = LiveSnapshot & { file: FileProgress }

export interface FileSourceOptions {
  input: FileInput
  /** Runs a task in the next frame. */
  schedule: (run: () => void) => void
  now?: () => number
}

/** Longest time of reading before the page gets its turn, milliseconds. */
const SLICE_MS = 8
/** Holes that are marked: each costs the list a row, and a file may have one between any two records. */
const HOLES_MAX = 1_000
const NO_DEVICE = { id: '', name: '', platform: '', os: '', model: '', appName: '', appVersion: '' }
const NO_COUNTS = { records: 0, bytes: 0, levels: LEVELS.map(() => 0) as unknown as LevelCounts }

export class FileSource implements LiveSource {
  readonly #options: FileSourceOptions
  readonly #store: LogStore
  readonly #listeners = new Set<() => void>()
  readonly #sessions = new Map<string, FileSession>()
  #snapshot: FileSnapshot
  /** Counts the readings; an older one stops. */
  #reading = 0
  #isScheduled = false

  constructor(options: FileSourceOptions) {
    this.#options = options
    this.#store = new LogStore({ schedule: options.schedule })
    this.#snapshot = {
      connection: { state: 'live', error: null, retryAtMs: null },
      isJoined: false,
      session: null,
      refusal: null,
      watchers: [],
      expiresAtMs: null,
      path: 'file',
      file: this.#begun(),
    }
    void this.#read()
  }

  get log(): LogSource {
    return this.#store
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): FileSnapshot => this.#snapshot

  stateOf(id: string): SessionState | null {
    const session = this.#sessions.get(id)
    return session ? stateOf(session) : null
  }

  reload(): void {
    this.#store.reset()
    this.#sessions.clear()
    this.#show({ isJoined: false, session: null, file: this.#begun() })
    void this.#read()
  }

  retryNow(): void {}

  /** Keeps what was read so far. */
  stop(): void {
    if (this.#snapshot.file.state !== 'reading') return
    this.#reading++
    this.#showFile({ state: 'stopped' })
  }

  close(): void {
    this.#reading++
  }

  #begun(): FileProgress {
    const { totalBytes } = this.#options.input
    return { state: 'reading', readBytes: 0, totalBytes, recordCount: 0, faultCount: 0, fault: null, problem: null }
  }

  async #read(): Promise<void> {
    const reading = ++this.#reading
    const { input, now = () => performance.now() } = this.#options
    const text = new FileText()
    const records = new FileRecords({
      nowMs: input.modifiedAtMs,
      mayRepeat: input.mayRepeat ?? false,
      onSession: (session) => this.#begin(session),
      onRun: ({ session, records: run, textBytes }) => this.#store.append(session, run, textBytes),
    })
    let readBytes = 0
    const report = (change: Partial<FileProgress>) => {
      const { recordCount, faultCount, fault } = records
      this.#showFile({ readBytes, recordCount, faultCount, fault, ...change })
    }
    let problem: FileProblem | null = null
    let sliceEndMs = now() + SLICE_MS
    try {
      for await (const piece of input.pieces((bytes) => (readBytes += bytes))) {
        if (reading !== this.#reading) return
        records.take(text.take(piece))
        problem = problemOf(text, records)
        if (problem) break
        if (now() < sliceEndMs) continue
        report({})
        await nextTurn()
        sliceEndMs = now() + SLICE_MS
      }
      if (reading !== this.#reading) return
    } catch (error) {
      if (reading !== this.#reading) return
      problem = { reason: error instanceof BrokenGzip ? 'broken-gzip' : 'unreadable' }
    }
    if (!problem) records.take(text.end())
    records.end()
    problem ??= problemOf(text, records)
    if (records.isWhole) this.#markHoles(records)
    report({ state: problem ? 'failed' : 'read', problem })
  }

  #begin(session: FileSession): void {
    this.#sessions.set(session.id, session)
    const name = { ...NO_DEVICE, name: this.#options.input.name }
    this.#store.begin(session.id, session.startedAtMs, (session.device ?? name).name)
    if (!this.#snapshot.isJoined) this.#show({ isJoined: true, session: { ...stateOf(session), device: name } })
  }

  #markHoles(records: FileRecords): void {
    let count = 0
    for (const { session, range } of records.holes()) {
      if (++count > HOLES_MAX) return
      this.#store.lose(session, range, 'not-in-file')
    }
  }

  #showFile(change: Partial<FileProgress>): void {
    this.#show({ file: { ...this.#snapshot.file, ...change } })
  }

  #show(change: Partial<FileSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.schedule(() => {
      this.#isScheduled = false
      for (const listener of this.#listeners) listener()
    })
  }
}

function problemOf(text: FileText, records: FileRecords): FileProblem | null {
  return text.binaryKind === null ? records.problem : { reason: 'binary', kind: text.binaryKind }
}

/** A session in a file has ended for this page: nothing more arrives. */
function stateOf({ id, startedAtMs, endedAtMs, clockOffsetMs, device }: FileSession): SessionState {
  return {
    session: id,
    liveness: 'ended',
    tail: 1,
    head: 0,
    counters: NO_COUNTS,
    device: device ?? NO_DEVICE,
    startedAtMs,
    endedAtMs,
    viewers: 0,
    clockOffsetMs,
  }
}
