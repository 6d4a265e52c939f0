/**
 * Turns the text of a file into records, piece by piece: our own NDJSON with its sessions, and everything else as a program's
 * output, as `agent-logger pipe` reads it (lib/lines). Reads no clock and waits for nothing, so the caller decides how much is
 * read at a time.
 */
import type { LineRecord } from '#lib/lines/line-record.ts'
import { LineRecords } from '#lib/lines/line-records.ts'
import { encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { decodeRecord, type NumberedRecord } from '#lib/protocol/record.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import type { FileSession } from '#lib/viewer/export/file-facts.ts'
import { NDJSON_VERSION, UNKNOWN } from '#lib/viewer/export/ndjson-file.ts'
import type { FileProblem, LineFault } from './file-problem.ts'
import { JsonElements } from './json-elements.ts'
import { isOwnLine, readNdjsonLine } from './ndjson-line.ts'
import { TextLines } from './text-lines.ts'

/** Records of one session, rising by seq, as the store takes them. */
export interface FileRun {
  session: string
  records: NumberedRecord[]
  textBytes: number
}

export interface FileRecordsOptions {
  /** Epoch milliseconds for lines without a time, and for the year of times without one. */
  nowMs: number
  /** Whether a record may be there twice without being a fault: a copy that two tabs kept. */
  mayRepeat?: boolean
  onSession: (session: FileSession) => void
  onRun: (run: FileRun) => void
}

/** The session of a file that names none. */
export const FILE_SESSION = 'file'
/** Records of one run. */
const RUN_RECORDS_MAX = 512
/** Holes of a session between which a record may still come late: finding its place takes as many steps. */
const RANGES_MAX = 10_000
/** A text of this length fits into a record, whatever its characters, and so does its stack. */
const SHORT_CHARS = 8 * 1024
/** Sessions of one file; the records of further ones are left out, and the page says so. */
const SESSIONS_MAX = 1_000

type Shape = 'own' | 'lines'

export class FileRecords {
  readonly #options: FileRecordsOptions
  readonly #lineRecords = new LineRecords()
  #input: TextLines | JsonElements | null = null
  #shape: Shape | null = null
  #line = 0
  #seq = 0
  readonly #sessions = new Map<string, SeqRanges>()
  #firstSession = ''
  #headerCount = 0
  #run: FileRun | null = null
  /** Whether the file holds everything that its viewer held. */
  isWhole = false
  recordCount = 0
  /** How many lines are no records, and what is wrong with the first of them. */
  faultCount = 0
  fault: LineFault | null = null
  /** Set when the file cannot be read at all. */
  problem: FileProblem | null = null

  constructor(options: FileRecordsOptions) {
    this.#options = options
  }

  take(text: string): void {
    if (text === '' || this.problem) return
    if (!this.#input) {
      const begin = /\S/.exec(text)
      if (!begin) return
      // A line that begins with a bracket is one of JSON only if an element follows.
      this.#input = /^\s*\[\s*(?:\{|\]|$)/.test(text) ? new JsonElements() : new TextLines()
    }
    for (const line of this.#input.take(text)) this.#takeLine(line)
    this.#flush()
  }

  end(): void {
    if (this.#input instanceof TextLines) {
      const rest = this.#input.rest()
      if (rest !== null) this.#takeLine(rest)
    } else if (this.#input) for (const element of this.#input.end()) this.#takeLine(element)
    if (this.#shape === 'lines')
      for (const record of this.#lineRecords.eachAtEnd(this.#options.nowMs)) this.#number(record)
    this.#flush()
    if (this.recordCount === 0) this.problem ??= this.#emptyProblem()
  }

  /** Which numbers are missing between the records of each session. */
  *holes(): Generator<{ session: string; range: readonly [number, number] }> {
    for (const [session, seqs] of this.#sessions) {
      const [first] = seqs.ranges
      if (!first) continue
      for (const range of seqs.missing(first[0], seqs.max)) yield { session, range }
    }
  }

  #emptyProblem(): FileProblem {
    return this.#line === 0 ? { reason: 'empty' } : { reason: 'no-records', fault: this.fault }
  }

  #takeLine(line: string): void {
    if (this.problem) return
    this.#line++
    const isBlank = line.trim() === ''
    if (this.#shape === null) {
      if (isBlank) return
      this.#shape = isOwnLine(line) ? 'own' : 'lines'
    }
    if (this.#shape === 'own') {
      if (!isBlank) this.#takeOwn(line)
      return
    }
    // Elements of an array that were printed over several lines are one line each to a reader of lines.
    const whole = this.#input instanceof JsonElements ? inOneLine(line) : line
    for (const record of this.#lineRecords.eachOfLine(whole, this.#options.nowMs)) this.#number(record)
  }

  #number(record: LineRecord): void {
    if (record.body.trim() === '') return
    if (this.#firstSession === '') this.#begin({ ...UNKNOWN, id: FILE_SESSION })
    const { body, isJson, attributes } = record
    if (!isJson && !attributes && body.length < SHORT_CHARS) {
      this.#add(FILE_SESSION, { ...record, seq: ++this.#seq }, body.length)
      return
    }
    // As a device sends it: bounded, and with the fields of a JSON line.
    const { line } = encodeBounded(record)
    this.#add(FILE_SESSION, { ...decodeRecord(line), seq: ++this.#seq }, line.length)
  }

  #takeOwn(line: string): void {
    const item = readNdjsonLine(line)
    if (!('kind' in item)) {
      this.#note({ line: this.#line, ...item })
      return
    }
    switch (item.kind) {
      case 'file':
        if (item.version > NDJSON_VERSION) this.problem = { reason: 'too-new', version: item.version }
        // Several files may have been put together.
        this.isWhole = item.which === 'all' && (this.#headerCount++ === 0 || this.isWhole)
        this.#firstSession = ''
        return
      case 'session':
        this.#begin(item.session)
        return
      case 'record': {
        const id = item.session || this.#firstSession || FILE_SESSION
        if (!this.#sessions.has(id)) {
          const device = item.device === '' ? null : { ...NO_DEVICE, name: item.device }
          this.#begin({ ...UNKNOWN, id, device })
        }
        this.#add(id, item.record, line.length)
      }
    }
  }

  #begin(session: FileSession): void {
    if (!this.#sessions.has(session.id)) {
      if (this.#sessions.size >= SESSIONS_MAX) return
      this.#sessions.set(session.id, new SeqRanges())
    }
    this.#firstSession ||= session.id
    this.#options.onSession(session)
  }

  #add(session: string, record: NumberedRecord, chars: number): void {
    const seqs = this.#sessions.get(session)
    if (!seqs) {
      this.#note({ line: this.#line, reason: 'cut', field: '' })
      return
    }
    if (record.seq <= seqs.max && seqs.ranges.length > RANGES_MAX) {
      this.#note({ line: this.#line, reason: 'disorder', field: 'seq' })
      return
    }
    if (seqs.has(record.seq)) {
      if (!this.#options.mayRepeat) this.#note({ line: this.#line, reason: 'repeated', field: 'seq' })
      return
    }
    seqs.add(record.seq)
    this.recordCount++
    const run = this.#run
    const isNext = run?.session === session && (run.records.at(-1)?.seq ?? 0) < record.seq
    if (run && isNext && run.records.length < RUN_RECORDS_MAX) {
      run.records.push(record)
      run.textBytes += chars
      return
    }
    this.#flush()
    this.#run = { session, records: [record], textBytes: chars }
  }

  #flush(): void {
    if (this.#run) this.#options.onRun(this.#run)
    this.#run = null
  }

  #note(fault: LineFault): void {
    this.faultCount++
    this.fault ??= fault
  }
}

/** What stands between the parts of a JSON text; a string has no line end in it. */
function inOneLine(element: string): string {
  return element.replace(/\s*\n\s*/g, ' ')
}

const NO_DEVICE = { id: '', name: '', platform: '', os: '', model: '', appName: '', appVersion: '' }
