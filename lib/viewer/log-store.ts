/**
 * Holds the records of the live page, outside React: bounded in number and bytes, in rising seq, filtered as they arrive.
 * Its view changes at most once per scheduled frame, however many records arrive. Where they come from is up to others.
 */
import { LEVELS, levelIndex } from '#lib/protocol/levels.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { FilterTests } from './filter-tests.ts'
import type { Hole } from './gap-tracker.ts'
import type { LogChunk } from './log-chunk.ts'
import type { LostReason } from './log-handlers.ts'
import { type Answer, answer, type QuestionName, type Request } from './log-questions.ts'
import {
  type LogFilter,
  type LogOrder,
  type LogPlace,
  type LogRow,
  type LogSource,
  type LogView,
  NO_FILTER,
} from './log-source.ts'
import { BYTES_MAX, type LogStoreOptions, RECORDS_MAX, SLICE_MS } from './log-store-options.ts'
import { type RowOrder, SessionOrder, trimmedRow } from './row-order.ts'
import { SessionList } from './session-list.ts'
import type { SessionLog } from './session-log.ts'
import { TimeOrder } from './time-order.ts'

/** Widest column for logger names, characters. */
const SCOPE_CHARS_MAX = 18

export class LogStore implements LogSource {
  readonly #options: LogStoreOptions
  readonly #recordsMax: number
  readonly #bytesMax: number
  readonly #listeners = new Set<() => void>()
  #onDrop: (session: string, seq: number) => void = () => {}
  readonly #list = new SessionList()
  #order: RowOrder = new SessionOrder()
  readonly #levels = LEVELS.map(() => 0)
  #total = 0
  #bytes = 0
  #trimmed = 0
  #cleared = 0
  #scopeChars = 0
  #filter: LogFilter = NO_FILTER
  #tests = new FilterTests(NO_FILTER)
  #filterVersion = 0
  #isFiltering = false
  #isFollowing = true
  /** Records, and errors among them, that passed the filter since the pause and were dropped. */
  #droppedSincePause: [records: number, errors: number] = [0, 0]
  #anchor: LogPlace | null = null
  #selected: LogPlace | null = null
  #isScheduled = false
  #isDeferred = false
  #isLaidOut = true
  #view: LogView

  constructor(options: LogStoreOptions) {
    this.#options = options
    this.#recordsMax = options.recordsMax ?? RECORDS_MAX
    this.#bytesMax = options.bytesMax ?? BYTES_MAX
    this.#view = this.#look(0)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly view = (): LogView => this.#view

  /** Calls `listener` when everything of a session below `seq` was dropped and is not wanted again. One listener at a time. */
  onDrop(listener: (session: string, seq: number) => void): void {
    this.#onDrop = listener
  }

  /** Adds a session at its place in time. Of one that is known, only the name of its device may change. */
  begin(session: string, startedAtMs: number, deviceName?: string): void {
    if (this.#list.isAside(session)) return
    const log = this.#list.take(session, startedAtMs)
    const isRenamed = deviceName !== undefined && log.setDeviceName(deviceName)
    if (isRenamed && this.#tests.isAboutDevices && log.chunks.length > 0) this.#testAgain()
    this.#touch()
  }

  /** Takes records that were not given before, rising by seq within one call. */
  append(session: string, records: readonly NumberedRecord[], textBytes: number): void {
    if (this.#list.isForgotten(session, records.at(-1)?.seq ?? 0)) return
    const log = this.#list.take(session)
    const wanted = (records[0]?.seq ?? 0) >= log.floor ? records : records.filter(({ seq }) => seq >= log.floor)
    if (wanted.length === 0) return
    const bytes = (textBytes / records.length) * wanted.length
    this.#bytes += log.insert(wanted, bytes, this.#tests.of(log.deviceName), this.#filterVersion)
    this.#total += wanted.length
    for (const record of wanted) {
      const level = levelIndex(record.level)
      this.#levels[level] = (this.#levels[level] ?? 0) + 1
      if (record.scope) this.#scopeChars = Math.min(SCOPE_CHARS_MAX, Math.max(this.#scopeChars, record.scope.length))
    }
    this.#trim()
    this.#touch()
  }

  /** Marks records as lost. */
  lose(session: string, range: SeqRange, reason: LostReason): void {
    if (this.#list.isForgotten(session, range[1])) return
    const log = this.#list.take(session)
    if (range[1] < log.floor) return
    log.lose(range, reason)
    this.#touch()
  }

  setHoles(session: string, holes: readonly Hole[]): void {
    this.#list.take(session).setHoles(holes)
    this.#touch()
  }

  /** Forgets everything, so that it can load again. */
  reset(): void {
    this.#list.reset()
    this.#levels.fill(0)
    this.#total = 0
    this.#bytes = 0
    this.#trimmed = 0
    this.#cleared = 0
    this.#droppedSincePause = [0, 0]
    this.#selected = null
    this.#touch()
  }

  row(index: number): LogRow | undefined {
    this.#layOut()
    const above = this.#trimmed > 0 ? 1 : 0
    if (index < above) return index < 0 ? undefined : trimmedRow(this.#list.shown[0]?.id ?? '', this.#trimmed)
    return this.#order.row(index - above)
  }

  /** The row of a place, or the next one after it; null when nothing of its session is here. */
  rowOf(place: LogPlace): number | null {
    this.#layOut()
    return this.#rowOf(place)
  }

  setAnchor(place: LogPlace | null): void {
    this.#anchor = place
  }

  seek(place: LogPlace): void {
    this.setAnchor(place)
    this.#touch()
  }

  setFilter(filter: LogFilter): void {
    this.#filter = filter
    this.#tests = new FilterTests(filter)
    this.#droppedSincePause = [0, 0]
    this.#testAgain()
  }

  follow(): void {
    this.#isFollowing = true
    this.#droppedSincePause = [0, 0]
    this.#touch()
  }

  pause(): void {
    if (!this.#isFollowing) return
    this.#isFollowing = false
    for (const log of this.#list.shown) log.pausedAfter = log.last
    this.#touch()
  }

  select(place: LogPlace | null): void {
    this.#selected = place
    this.#touch()
  }

  setOrder({ by, shiftsMs, isCollapsed = false }: LogOrder): void {
    this.#order = by === 'time' ? new TimeOrder(new Map(Object.entries(shiftsMs))) : new SessionOrder()
    if (isCollapsed !== this.#list.isCollapsed) {
      this.#list.setCollapsed(isCollapsed)
      // Comparing a million records takes longer than a frame.
      this.#testAgain()
    }
    this.#touch()
  }

  expand({ session, seq }: LogPlace, lastSeq: number): void {
    this.#list.find(session)?.expand(seq, lastSeq)
    this.#touch()
  }

  clear(): void {
    const total = this.#total
    for (const log of this.#list.shown) this.#dropBelow(log, log.last + 1)
    this.#list.setAside(this.#list.shown.length - 1)
    this.#cleared += total
    this.#trimmed = 0
    this.#droppedSincePause = [0, 0]
    this.#selected = null
    this.#touch()
  }

  async matching(countMax: number): Promise<NumberedRecord[]> {
    const found: NumberedRecord[] = []
    for (const log of [...this.#list.shown].reverse()) {
      for (const chunk of [...log.chunks].reverse()) {
        if (found.length === countMax) return found.reverse()
        if (chunk.filterVersion !== this.#filterVersion)
          chunk.filter(this.#tests.of(log.deviceName), this.#filterVersion)
        for (let i = chunk.matchCount - 1; i >= 0 && found.length < countMax; i--)
          found.push(chunk.matchAt(i) as NumberedRecord)
      }
    }
    return found.reverse()
  }

  ask<K extends QuestionName>(question: K, request: Request<K>): Promise<Answer<K>> {
    return answer({ sessions: this.#list.shown, filterVersion: this.#filterVersion }, question, request)
  }

  /** Drops the oldest chunks until both bounds hold; the newest chunk always stays. */
  #trim(): void {
    while (this.#total > this.#recordsMax || this.#bytes > this.#bytesMax) {
      const log = this.#order.oldest(this.#list.shown)
      const oldest = log?.chunks[0]
      if (!log || !oldest) return
      this.#trimmed += oldest.count
      this.#dropBelow(log, oldest.last + 1)
      while (this.#list.shown.length > 1 && this.#list.shown[0]?.chunks.length === 0) this.#list.setAside(1)
    }
  }

  #dropBelow(log: SessionLog, seq: number): void {
    while (log.chunks[0] && log.chunks[0].last < seq) {
      const chunk = log.chunks.shift()
      if (!chunk) break
      this.#total -= chunk.count
      this.#bytes -= chunk.bytes
      chunk.countLevels(this.#levels, -1)
      this.#noteDropped(log, chunk)
    }
    log.raiseFloor(seq)
    this.#onDrop(log.id, seq)
  }

  /** While paused, what was dropped is still counted as new. */
  #noteDropped(log: SessionLog, chunk: LogChunk): void {
    if (this.#isFollowing || chunk.last <= log.pausedAfter || chunk.filterVersion !== this.#filterVersion) return
    const [records, errors] = this.#droppedSincePause
    const from = log.pausedAfter + 1
    this.#droppedSincePause = [records + chunk.matchCount - chunk.matchesBefore(from), errors + chunk.errorsFrom(from)]
  }

  #sincePause(): [records: number, errors: number] {
    if (this.#isFollowing) return [0, 0]
    return this.#list.shown.reduce<[number, number]>(([records, errors], log) => {
      const [newRecords, newErrors] = log.countSincePause(this.#filterVersion)
      return [records + newRecords, errors + newErrors]
    }, this.#droppedSincePause)
  }

  /** Tests all records anew, as many as there is time for at once. */
  #testAgain(): void {
    this.#filterVersion++
    this.#isFiltering = true
    this.#filterSlice()
    this.#goOnFiltering()
    this.#touch()
  }

  /** Goes on after other events, if not in the next frame. */
  #goOnFiltering(): void {
    const { defer } = this.#options
    if (!this.#isFiltering || this.#isDeferred || !defer) return
    this.#isDeferred = true
    defer(() => {
      this.#isDeferred = false
      if (!this.#isFiltering) return
      this.#filterSlice()
      this.#goOnFiltering()
      this.#touch()
    })
  }

  /** Tests the newest untested records first, because they are the ones in sight. */
  #filterSlice(): void {
    const now = this.#options.now ?? Date.now
    const untilMs = now() + (this.#options.sliceMs ?? SLICE_MS)
    for (let s = this.#list.shown.length - 1; s >= 0; s--) {
      const log = this.#list.shown[s] as SessionLog
      for (let c = log.chunks.length - 1; c >= 0; c--) {
        const chunk = log.chunks[c]
        if (!chunk || chunk.filterVersion === this.#filterVersion) continue
        if (now() > untilMs) return
        chunk.filter(this.#tests.of(log.deviceName), this.#filterVersion)
        log.prepare(chunk)
      }
    }
    this.#isFiltering = false
  }

  #touch(): void {
    this.#isLaidOut = false
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.schedule(() => this.#frame())
  }

  #frame(): void {
    this.#isScheduled = false
    if (this.#isFiltering && !this.#options.defer) {
      this.#filterSlice()
      this.#isLaidOut = false
      if (this.#isFiltering) this.#touch()
    }
    this.#view = this.#look(this.#view.version + 1)
    for (const listener of this.#listeners) listener()
  }

  #layOut(): void {
    if (this.#isLaidOut) return
    for (const log of this.#list.shown) log.layOut(this.#filterVersion)
    this.#order.layOut(this.#list.shown)
    this.#isLaidOut = true
  }

  #look(version: number): LogView {
    this.#layOut()
    let matched = 0
    let awaited = 0
    for (const log of this.#list.shown) {
      matched += log.matched
      awaited += log.awaited
    }
    const [newSincePause, errorsSincePause] = this.#sincePause()
    return {
      version,
      rowCount: this.#order.rowCount + (this.#trimmed > 0 ? 1 : 0),
      total: this.#total,
      awaited,
      matched,
      levels: [...this.#levels] as unknown as LogView['levels'],
      scopeChars: this.#scopeChars,
      trimmed: this.#trimmed,
      cleared: this.#cleared,
      isFollowing: this.#isFollowing,
      newSincePause,
      errorsSincePause,
      filter: this.#filter,
      isFiltering: this.#isFiltering,
      anchorRow: this.#rowOf(this.#anchor),
      selectedRow: this.#rowOf(this.#selected),
    }
  }

  #rowOf(place: LogPlace | null): number | null {
    const row = place && this.#order.rowOf(place)
    return row === null ? null : row + (this.#trimmed > 0 ? 1 : 0)
  }
}
