/**
 * Decides which lines belong to the record before them: what is indented deeper, the parts of stack traces that are not, and the
 * brackets that close what was opened. Knows the text of lines only, without colors and prefixes; the records are made in
 * line-records.ts.
 */
import type { Level } from '#lib/protocol/levels.ts'
import { readTime } from './text-time.ts'
import { isErrorHeader, isFrame } from './trace-error.ts'

/** Whether a line continues the record: `maybe` means that a later line decides. */
export type Verdict = 'yes' | 'no' | 'maybe'

type Mood = 'plain' | 'error' | 'python' | 'go' | 'rust' | 'json'

const TRACEBACK = /^(?:\s|\d{4}-\S+ )*Traceback \(most recent call last\):/
const PYTHON_FILE = /^ {2}File "[^"]{1,300}", line \d/
const PYTHON_LAST = /^[A-Za-z_][\w.]{0,200}(?::.*)?$|^\S{1,300}:\d+:in .{1,1000}\)$/
const CHAINED = /^(?:During handling of the above exception|The above exception was the direct cause)/
const GO_HEAD = /^(?:.{0,120}\s)?(?:panic|fatal error|http: panic serving \S{1,80}): /
const GO_START = /^(?:goroutine \d+ |\[signal |panic: |\[recovered\])/
const GO_FRAME = /^(?:created by |exit status \d+|\.\.\.additional frames|[\w./%()*·[\]-]{1,300}\(.{0,500}\)$)/
const RUST_HEAD = /^thread '[^']{0,64}'(?: \(\d+\))? panicked at /
const RUST_PART = /^(?:note: |stack backtrace:)/
/** A message follows on the next line, whatever it looks like. */
const ANNOUNCES = /^(?:thread '[^']{0,64}'(?: \(\d+\))? panicked at .{1,300}:|Unhandled exception:)$/
/** Node prints the place of an uncaught error first. */
const NODE_PLACE = /^(?:node:|file:\/\/|\/|[A-Z]:\\).{1,300}:\d+$/
const CAUSE = /^(?:Caused by:|Suppressed:|Next [\w\\]+(?:Exception|Error))/
const PART =
  /^(?:Caused by: |Suppressed: |\*\* \(|\.{3} \d+ (?:more|common frames omitted)|--- End of |Stack trace:$|\[(?:stacktrace|previous exception)\]|"\}\s*$|<asynchronous suspension>|Node\.js v\d|Thrown at:|\(Use `node )/
const CLOSING = /^[\])}]{1,8}[;,]?$/
/** Lines that Ruby and Rails print without a blank before them. */
const RUBY_FRAME = /^[^\s:]{1,300}\.rb:\d+:in [`']/
const TABLE_RULE = /^[\s+|=-]+$/

/** The lines of one record so far, as far as the next one depends on them. */
export class OpenRecord {
  readonly #indent: number
  readonly #isBlankHead: boolean
  #mood: Mood = 'plain'
  #isAnnounced = false
  #opened = 0
  #hasFrames = false
  readonly #isPlace: boolean
  #isCalm: boolean
  #pendingHeader = false
  #endsPython = false

  /** `isSerious`: the head says warning, error or worse. */
  constructor(head: string, isSerious: boolean) {
    this.#indent = indentOf(head)
    this.#isPlace = NODE_PLACE.test(head)
    this.#isBlankHead = head.trim() === ''
    this.#isCalm = !isSerious
    this.#look(head)
    if (/^[{[]$/.test(head.trim())) this.#mood = 'json'
  }

  /** Whether the record is complete, so that nothing has to be waited for. */
  get isClosed(): boolean {
    return this.#mood === 'json' && this.#opened === 0
  }

  /** Whether the head is the first line of a JSON text. */
  get isJson(): boolean {
    return this.#mood === 'json'
  }

  judge(line: string): Verdict {
    if (this.#isBlankHead) return 'no'
    if (this.#isAnnounced) return 'yes'
    const text = line.trim()
    if (text === '') return this.#canHaveBlanks ? 'maybe' : 'no'
    if (this.isJson && this.#opened > 0 && indentOf(line) === this.#indent) return CLOSING.test(text) ? 'yes' : 'no'
    if (this.#mood === 'plain' && this.#isCalm && PYTHON_FILE.test(line)) return 'no'
    if (indentOf(line) > this.#indent) return this.#isOwnRecord(line, text) ? 'no' : 'yes'
    if (CLOSING.test(text)) return this.#opened > 0 ? 'yes' : 'no'
    return this.#judgeFlush(line)
  }

  /** The line is part of the record from now on. */
  add(line: string): void {
    this.#pendingHeader = false
    this.#look(line)
  }

  /** A line that was judged `maybe` waits for the next one. */
  await(line: string): void {
    if (line.trim() !== '') this.#pendingHeader = true
  }

  /** Whether the lines that wait belong to the record, now that this line has come. */
  confirms(line: string): boolean {
    if (this.#pendingHeader) return isFrame(line) || PART.test(line)
    if (line.trim() === '') return false
    if (this.#mood === 'json') return indentOf(line) > this.#indent
    if (this.#mood === 'python') return CHAINED.test(line) || TRACEBACK.test(line)
    if (this.#mood === 'go') return this.#isGo(line)
    if (this.#isPlace && !this.#hasFrames && isErrorHeader(line)) return true
    return CAUSE.test(line) || RUBY_FRAME.test(line) || PART.test(line) || (this.#hasFrames && isFrame(line))
  }

  get #canHaveBlanks(): boolean {
    return this.#mood !== 'plain' || !this.#isCalm
  }

  #isGo(line: string): boolean {
    return GO_START.test(line) || (this.#hasFrames && GO_FRAME.test(line))
  }

  /** Lines without indentation. */
  #judgeFlush(line: string): Verdict {
    switch (this.#mood) {
      case 'python':
        if (TRACEBACK.test(line) || CHAINED.test(line)) return 'yes'
        if (this.#endsPython || !this.#hasFrames || !PYTHON_LAST.test(line)) return 'no'
        return 'yes'
      case 'go':
        return this.#isGo(line) ? 'yes' : 'no'
      case 'rust':
        return RUST_PART.test(line) ? 'yes' : 'no'
      case 'json':
        return 'no'
    }
    if (PART.test(line)) return this.#mood === 'error' || !this.#isCalm ? 'yes' : 'no'
    if (isFrame(line)) return this.#mood === 'error' || !this.#isCalm ? 'yes' : 'no'
    if (this.#isCalm || this.#hasFrames) return 'no'
    if (TRACEBACK.test(line)) return 'yes'
    // `ERROR payment failed` and the exception below it, if frames follow.
    return this.#mood === 'plain' && isErrorHeader(line) && !this.#isOwnRecord(line, line) ? 'maybe' : 'no'
  }

  /** Whether a line that could continue the record begins another one: it has a time or is JSON. */
  #isOwnRecord(line: string, text: string): boolean {
    if (text.startsWith('{') && text.endsWith('}')) return this.#opened === 0 && isJson(text)
    return /^[[(<]?\d/.test(text) && this.#mood === 'plain' && readTime(text, 0) !== undefined && !isFrame(line)
  }

  #look(line: string): void {
    const text = line.trimEnd()
    this.#isAnnounced = ANNOUNCES.test(text)
    if (/[{[(]$/.test(text)) this.#opened++
    else if (this.#opened > 0 && /^\s*[\])}]/.test(text)) this.#opened--
    if (this.#mood === 'json') {
      // `}, {` closes one and opens another.
      if (/^\s*[\])}].*[{[(]$/.test(text)) this.#opened--
      return
    }
    if (TRACEBACK.test(text) || (PYTHON_FILE.test(text) && this.#mood !== 'python')) {
      this.#hasFrames = PYTHON_FILE.test(text)
      this.#mood = 'python'
      this.#endsPython = false
      this.#isCalm = false
      return
    }
    if (this.#mood === 'python') {
      if (/^\s/.test(text)) this.#hasFrames = true
      else if (!CHAINED.test(text) && text !== '') this.#endsPython = true
      return
    }
    if (this.#mood === 'go') this.#hasFrames ||= text.startsWith('goroutine ')
    if (this.#mood === 'go' || this.#mood === 'rust') return
    if (GO_HEAD.test(text) || text.startsWith('goroutine ')) {
      this.#mood = 'go'
      this.#hasFrames = text.startsWith('goroutine ')
    } else if (RUST_HEAD.test(text)) this.#mood = 'rust'
    else if (isFrame(text) && !TABLE_RULE.test(text)) {
      this.#hasFrames = true
      this.#mood = 'error'
    } else if (isErrorHeader(text) || NODE_PLACE.test(text) || ANNOUNCES.test(text)) this.#mood = 'error'
    if (this.#mood !== 'plain') this.#isCalm = false
  }
}

function indentOf(line: string): number {
  let indent = 0
  while (line.charCodeAt(indent) === 32 || line.charCodeAt(indent) === 9) indent++
  return indent
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whether a level makes it likely that a trace follows. */
export function isSerious(level: Level): boolean {
  return level === 'warn' || level === 'error' || level === 'fatal'
}
