/**
 * The error in the text of a stack trace: Java, Kotlin, Python, Go, Rust, .NET, Ruby, PHP, JavaScript, Dart and Elixir. Every
 * pattern is bounded, because a trace is untrusted input.
 */
import type { RecordError } from '#lib/protocol/record.ts'

export interface Trace {
  error: RecordError
  /** Position of the line at which the stack begins. */
  from: number
  /** Whether it ended its program: a panic. */
  isPanic: boolean
}

/** How much of a stack is kept, in characters: what a record keeps of one when it is cut. */
const STACK_CHARS_MAX = 16 * 1024
const MESSAGE_CHARS_MAX = 4_096
const LINE_CHARS_MAX = 1_024

/** A frame of a stack, or the line of its source. Python's frames have a pattern of their own. */
const FRAME = [
  /^\s{1,64}at \S/,
  /^at [\w$.<>/@-]{1,300}\(.{0,300}\)$/,
  /^\s{0,64}File "[^"]{1,300}", line \d/,
  /^\s{1,64}from \S{1,300}:\d+:in /,
  /^[^\s:]{1,300}\.rb:\d+:in [`']/,
  /^#\d{1,4}\s/,
  /^\s{1,8}\d{1,4}: \S/,
  /^goroutine \d+ \[/,
  /^\t\S{1,300}\.go:\d+/,
  /^[^\s@]{0,200}@\S{1,300}:\d+:\d+$/,
  /^\s{1,64}\([\w.]{1,64}[^)]{0,64}\) \S{1,300}:\d+: /,
  /^\s{0,8}\.{3} \d+ (?:more|common frames omitted)/,
]
const TYPE = String.raw`(?:[A-Za-z_$][\w$]{0,80}(?:\.|::|\\|\/)){0,16}[A-Za-z_$][\w$]{0,120}`
const ERROR_TYPE = String.raw`(?:[A-Za-z_$][\w$]{0,80}(?:\.|::|\\|\/)){0,16}(?:[A-Z_$][\w$]{0,120}?)?(?:Error|Exception|Throwable|Fault|Failure|Interrupt|Exit|Warning|Iteration)\d?`
/** `java.lang.IllegalStateException: card declined`, `TypeError [ERR_X]: no`, at the start of a line or behind what announces it. */
const HEADER = new RegExp(
  String.raw`^(?:.{0,200}?(?:Uncaught|Unhandled [Ee]xception[.:]|Exception in thread "[^"]{0,80}"|Caused by:|[\s:|>-]) {0,2})?\\?(?<name>${ERROR_TYPE})(?: \[\w{1,64}\]| \(0x[\da-fA-F]+\))?(?::\s(?<message>.*)|:?$)`,
)
const PYTHON_LAST = new RegExp(String.raw`^(?<name>${TYPE})(?::\s?(?<message>.*))?$`)
/** `app.rb:3:in 'charge': declined (Payment::Error)` */
const RUBY =
  /^(?:\S{1,300}:\d+:in [`'][^']{0,200}'|\S{1,300}\.rb:\d+): (?<message>.{0,1000}) \((?<name>[A-Z][\w:]{0,120})\)$/
/** Rails: `ZeroDivisionError (divided by 0):` */
const RAILS = /^(?<name>[A-Z][\w:]{0,120}) \((?<message>.{0,1000})\):$/
const ELIXIR = /\*\* \((?<name>[A-Z][\w.]{0,120})\) (?<message>.*)$/
const MONOLOG = /\(code: -?\d+\): (?<message>.{0,1000}) at \S{1,300}:\d+\)$/
const RUST = /^(?:\d{4}-\S{1,40} )?thread '[^']{0,64}'(?: \(\d+\))? panicked at (?:'(?<message>.*)', )?/

export function cutStack(stack: string): string {
  return stack.length > STACK_CHARS_MAX ? stack.slice(0, STACK_CHARS_MAX) : stack
}

export function isFrame(line: string): boolean {
  const head = line.length > LINE_CHARS_MAX ? line.slice(0, LINE_CHARS_MAX) : line
  return FRAME.some((pattern) => pattern.test(head))
}

/** Whether the line names an error and its message, as the first line of a trace does. */
export function isErrorHeader(line: string): boolean {
  const head = line.length > LINE_CHARS_MAX ? line.slice(0, LINE_CHARS_MAX) : line
  return HEADER.test(head) || RUBY.test(head) || RAILS.test(head)
}

/** `lines` are one record, without colors and container prefixes. Null when they hold no trace. */
export function readTrace(lines: readonly string[]): Trace | null {
  return ofPython(lines) ?? ofPanic(lines) ?? ofFrames(lines)
}

/** The last exception of a chain is the one that was raised. */
function ofPython(lines: readonly string[]): Trace | null {
  const from = lines.findIndex(
    (line) => line.includes('Traceback (most recent call last)') || /^ {2}File "[^"]{1,300}", line \d/.test(line),
  )
  if (from < 0) return null
  for (let i = lines.length - 1; i > from; i--) {
    const line = headOf(lines[i])
    if (/^[\s+|]/.test(line) && !/^\s{2,4}\|\s/.test(line)) continue
    const match = PYTHON_LAST.exec(line) ?? RUBY.exec(line)
    // Lines of a message that goes on are before it in this direction.
    if (match && !(match.groups?.message === undefined && /\s/.test(line))) {
      const message = [match.groups?.message ?? '', ...lines.slice(i + 1)].join('\n').trimEnd()
      return traceOf(lines, from, match.groups?.name ?? 'Error', message)
    }
  }
  return lines.length > from + 1 ? traceOf(lines, from, 'Error', '') : null
}

function ofPanic(lines: readonly string[]): Trace | null {
  for (const [i, whole] of lines.entries()) {
    const line = headOf(whole)
    const rust = RUST.exec(line)
    if (rust) return traceOf(lines, i, 'panic', rust.groups?.message ?? lines[i + 1] ?? '', true)
    const go = /^(?:.{0,120}\s)?(?<name>panic|fatal error|http: panic serving \S{1,80}): (?<message>.*)$/.exec(line)
    if (go?.groups && lines.some((other) => /^goroutine \d+ \[/.test(other))) {
      const name = go.groups.name === 'fatal error' ? 'fatal error' : 'panic'
      return traceOf(lines, i, name, go.groups.message ?? '', !line.includes('http: panic'))
    }
  }
  return null
}

function ofFrames(lines: readonly string[]): Trace | null {
  if (!lines.some(isFrame)) return null
  for (const [i, line] of lines.entries()) {
    const head = headOf(line)
    const match = (RUBY.exec(head) ?? RAILS.exec(head) ?? ELIXIR.exec(head) ?? HEADER.exec(head))?.groups
    if (match?.name) return traceOf(lines, i, match.name, match.message ?? '')
    const monolog = MONOLOG.exec(head)?.groups
    if (monolog) return traceOf(lines, i, /\((\S+)\(code/.exec(head)?.[1] ?? 'Error', monolog.message ?? '')
  }
  // A class of errors may have any name: the line above the first frame is its header.
  const frame = lines.findIndex(isFrame)
  const above = frame > 0 ? headOf(lines[frame - 1]) : ''
  const own = new RegExp(`^(?<name>${TYPE}): (?<message>.*)$`).exec(above)?.groups
  return own?.name && /^[A-Z]|\./.test(own.name) && lines.slice(frame).some((line) => /^\s+at |^#\d/.test(line))
    ? traceOf(lines, frame - 1, own.name, own.message ?? '')
    : null
}

function headOf(line: string | undefined): string {
  return (line ?? '').slice(0, LINE_CHARS_MAX)
}

function traceOf(lines: readonly string[], from: number, name: string, message: string, isPanic = false): Trace {
  const stack = cutStack(lines.slice(from).join('\n').trimEnd())
  return { error: { name: name.slice(0, 200), message: message.slice(0, MESSAGE_CHARS_MAX), stack }, from, isPanic }
}
