/**
 * Joins lines to records. Lines of several containers may be mixed, so each source has its own open record. Records leave in the
 * order in which they began.
 */

import { findJson } from '#lib/protocol/json-body.ts'
import type { Level } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { RecordError } from '#lib/protocol/record.ts'
import { utf8Length } from '#lib/protocol/utf8.ts'
import { isSerious, OpenRecord } from './continuation.ts'
import { readFields } from './json-line.ts'
import type { LineOptions, LineRecord } from './line-record.ts'
import { factsOf, LineReader, type ReadLine } from './read-line.ts'
import { readTrace } from './trace-error.ts'

interface Joined {
  readonly source: string
  readonly lines: string[]
  readonly contents: string[]
  /** Lines that belong to the record if the next one does. */
  waiting: ReadLine[]
  /** Null when nothing may follow. */
  open: OpenRecord | null
  readonly prefix: string
  readonly level: Level
  readonly timeMs: number
  readonly error: RecordError | undefined
  readonly isJson: boolean
  readonly isPartial: boolean
  readonly readAtMs: number
  bytes: number
}

/** Open records at most, and records that wait for an older one. */
const SOURCES_MAX = 64
const WAITING_RECORDS_MAX = 1_024
const WAITING_LINES_MAX = 4
/** How long after a line with a time a line without one still counts as of that time. */
const SAME_TIME_MS = 1_000

export class JoinQueue {
  readonly #options: LineOptions
  readonly #reader = new LineReader()
  /** In the order of their first lines. */
  #queue: Joined[] = []
  readonly #open = new Map<string, Joined>()
  #clock: { timeMs: number; readAtMs: number } | null = null

  constructor(options: LineOptions) {
    this.#options = options
  }

  add(line: string, nowMs: number): void {
    const read = this.#reader.read(line)
    const joined = this.#open.get(read.prefix?.source ?? '')
    if (joined && this.#continues(joined, read, nowMs)) return
    this.#begin(read, nowMs)
  }

  /** A part of a line, which nothing is joined to. */
  addPartial(text: string, nowMs: number): void {
    this.closeUntil(Number.POSITIVE_INFINITY)
    const read = this.#reader.read(text)
    const { level } = factsOf({ ...read, content: latestState(read.content) }, nowMs)
    const facts = { level, timeMs: nowMs, error: undefined, isJson: false }
    this.#queue.push({ ...this.#joined(read, facts, nowMs), open: null, isPartial: true })
  }

  /** When the oldest open record began; null without one. */
  get oldestMs(): number | null {
    return this.#queue[0]?.readAtMs ?? null
  }

  /** Nothing more is joined to records that began at this time or before. */
  closeUntil(timeMs: number): void {
    // Lines that waited in vain open records of their own.
    for (let due = this.#openUntil(timeMs); due; due = this.#openUntil(timeMs)) this.#close(due, due.readAtMs)
  }

  #openUntil(timeMs: number): Joined | undefined {
    for (const joined of this.#open.values()) if (joined.readAtMs <= timeMs) return joined
    return undefined
  }

  /** Removes and returns the records before the first open one. Each is made when it is asked for. */
  takeReady(): Iterable<LineRecord> {
    const first = this.#queue.findIndex(({ open }) => open !== null)
    const ready = first < 0 ? this.#queue : this.#queue.slice(0, first)
    if (ready.length === 0) return []
    this.#queue = first < 0 ? [] : this.#queue.slice(first)
    return recordsOf(ready)
  }

  #begin(read: ReadLine, nowMs: number): void {
    const facts = factsOf(read, nowMs)
    const joined = this.#joined(read, facts, nowMs)
    this.#queue.push(joined)
    const isAlone = this.#options.isMultiline === false || facts.isJson
    if (isAlone && !this.#options.startPattern) return
    joined.open = new OpenRecord(read.content, isSerious(facts.level))
    this.#open.set(joined.source, joined)
    if (this.#open.size > SOURCES_MAX || this.#queue.length > WAITING_RECORDS_MAX) this.#closeOldest()
  }

  #joined(read: ReadLine, facts: ReturnType<typeof factsOf>, nowMs: number): Joined {
    if (facts.timeMs !== undefined) this.#clock = { timeMs: facts.timeMs, readAtMs: nowMs }
    const { level, error, isJson } = facts
    return {
      source: read.prefix?.source ?? '',
      lines: [read.line],
      contents: [read.content],
      waiting: [],
      open: null,
      prefix: read.prefix?.name ?? '',
      level,
      error,
      isJson,
      timeMs: facts.timeMs ?? this.#timeAt(nowMs),
      isPartial: false,
      readAtMs: nowMs,
      bytes: 0,
    }
  }

  /** Lines without a time, such as those of a stack, are of the time of the line before them: an old log stays in its order. */
  #timeAt(nowMs: number): number {
    const sinceMs = this.#clock ? nowMs - this.#clock.readAtMs : Number.POSITIVE_INFINITY
    return this.#clock && sinceMs <= SAME_TIME_MS ? this.#clock.timeMs + sinceMs : nowMs
  }

  /** Whether the line was taken into the record. If not, the record is closed. */
  #continues(joined: Joined, read: ReadLine, nowMs: number): boolean {
    const { open } = joined
    if (!open) return false
    const { startPattern } = this.#options
    if (startPattern) {
      if (!startPattern.matches(read.content)) return this.#append(joined, read, nowMs)
      this.#close(joined, nowMs)
      return false
    }
    if (joined.waiting.length > 0) {
      if (open.confirms(read.content)) {
        const waiting = joined.waiting
        joined.waiting = []
        return [...waiting, read].every((line) => this.#append(joined, line, nowMs))
      }
      if (joined.waiting.length < WAITING_LINES_MAX && open.judge(read.content) === 'maybe')
        return this.#await(joined, read)
      this.#close(joined, nowMs)
      // What waited may have opened a record of its own, which this line continues.
      const next = this.#open.get(joined.source)
      return next ? this.#continues(next, read, nowMs) : false
    }
    const verdict = open.judge(read.content)
    if (verdict === 'yes') return this.#append(joined, read, nowMs)
    if (verdict === 'maybe') return this.#await(joined, read)
    this.#close(joined, nowMs)
    return false
  }

  #await(joined: Joined, read: ReadLine): true {
    joined.open?.await(read.content)
    joined.waiting.push(read)
    return true
  }

  #append(joined: Joined, read: ReadLine, nowMs: number): true {
    const { open } = joined
    joined.bytes ||= jsonBytes(joined.lines[0] ?? '')
    const bytes = jsonBytes(read.line)
    if (joined.lines.length >= LIMITS.joinedLinesMax || joined.bytes + bytes > LIMITS.joinedBytesMax) {
      // The rest becomes another record, which goes on like this one.
      joined.open = null
      const { level, timeMs } = joined
      const rest = { ...this.#joined(read, { level, timeMs, error: undefined, isJson: false }, nowMs), open }
      this.#queue.push(rest)
      this.#open.set(joined.source, rest)
      open?.add(read.content)
      return true
    }
    joined.lines.push(read.line)
    joined.contents.push(read.content)
    joined.bytes += bytes
    open?.add(read.content)
    if (open?.isClosed && !this.#options.startPattern) this.#close(joined, nowMs)
    return true
  }

  /** Lines that waited in vain are looked at again, without this record. */
  #close(joined: Joined, nowMs: number): void {
    joined.open = null
    if (this.#open.get(joined.source) === joined) this.#open.delete(joined.source)
    const { waiting } = joined
    joined.waiting = []
    for (const { line } of waiting) this.add(line, nowMs)
  }

  #closeOldest(): void {
    const oldest = this.#queue.find(({ open }) => open !== null)
    if (oldest) this.#close(oldest, oldest.readAtMs)
  }
}

function* recordsOf(ready: readonly Joined[]): Generator<LineRecord> {
  for (const joined of ready) yield recordOf(joined)
}

function recordOf(joined: Joined): LineRecord {
  const { lines, contents, timeMs, prefix, isPartial } = joined
  const record: LineRecord = { body: lines.join('\n'), level: joined.level, timeMs }
  if (prefix && !joined.isJson) record.attributes = { prefix }
  if (isPartial) return { ...record, isPartial: true }
  if (joined.isJson) record.isJson = true
  if (joined.error) record.error = joined.error
  if (lines.length === 1) return record
  if (!joined.isJson && isJsonText(contents)) return withFields(record, contents, timeMs)
  const trace = joined.error ? null : readTrace(contents)
  if (!trace) return record
  return {
    ...record,
    level: record.level === 'unknown' ? (trace.isPanic ? 'fatal' : 'error') : record.level,
    error: trace.error,
  }
}

function jsonBytes(line: string): number {
  return utf8Length(JSON.stringify(line))
}

function isJsonText([first = '']: readonly string[]): boolean {
  return first.trimEnd() === '{'
}

/** A pretty-printed object. Behind a prefix its fields are attributes, because the body is more than the object. */
function withFields(record: LineRecord, contents: readonly string[], readMs: number): LineRecord {
  let fields: unknown
  try {
    fields = JSON.parse(contents.join('\n'))
  } catch {
    return record
  }
  if (typeof fields !== 'object' || fields === null) return record
  const { level, timeMs, error } = readFields(fields as Record<string, unknown>)
  const read: LineRecord = { ...record, level, timeMs: timeMs ?? readMs }
  if (error) read.error = error
  if (record.attributes) read.attributes = { ...(fields as Record<string, unknown>), ...record.attributes }
  else if (findJson(record.body)) read.isJson = true
  return read
}

/** What a terminal shows of a line that overwrites itself. */
export function latestState(text: string): string {
  const states = text.split('\r')
  return states.findLast((state) => state.trim() !== '') ?? ''
}
