/**
 * The lines of a stack trace as parts: who failed, the frames with their places, and which frames are the app's own rather than
 * the language's or a library's. Knows the languages of lib/lines/trace-error.ts. Every pattern is bounded, because a stack is
 * untrusted input; a line that no pattern knows stays as it is.
 */

/** Where a frame points. */
export interface CodePlace {
  file: string
  /** From 1. */
  line: number
  /** From 1; null where the language writes none. */
  column: number | null
}

export interface StackFrame {
  kind: 'frame'
  /** The line as it was written, and the line of source that Python prints below it. */
  text: string
  name: string
  place: CodePlace | null
  isOwn: boolean
}

/** A line that is no frame: a note, a thread, a separator. */
export interface StackNote {
  kind: 'note'
  text: string
}

export type StackLine = StackFrame | StackNote

/** One error of a trace: its headline, then its lines. */
export interface StackPart {
  /** How it belongs to the error before it; null: it is the first. */
  relation: 'cause' | 'one-of' | 'suppressed' | 'during' | null
  /** `TypeError: message` as written; empty when the trace begins with a frame. */
  headline: string
  lines: StackLine[]
}

/** Longer stacks are shown as text only. */
export const STACK_LINES_MAX = 2_000
const LINE_CHARS_MAX = 1_024

interface Shape {
  pattern: RegExp
  /** Whether a frame of this name and file belongs to the language or to a library. */
  isForeign: (name: string, file: string) => boolean
}

const JAVA_FOREIGN =
  /^(?:app\/\/|java\.base\/|jdk\.|java\.|javax\.|jakarta\.|sun\.|com\.sun\.|kotlin\.|kotlinx\.|scala\.|groovy\.|org\.springframework\.|org\.apache\.|org\.hibernate\.|org\.junit\.|org\.gradle\.|org\.eclipse\.|org\.jboss\.|io\.netty\.|io\.grpc\.|reactor\.|okhttp3\.|retrofit2\.|android\.|androidx\.|dalvik\.|com\.android\.|com\.google\.android\.|libcore\.)/
const JS_FOREIGN =
  /(?:^|[/\\])node_modules[/\\]|^node:|^internal\/|^<anonymous>$|^native$|^(?:chrome|moz|safari-web|safari)-extension:|^(?:evalmachine|wasm:)|^webpack\/|(?:^|\/)\.yarn\//
const PYTHON_FOREIGN = /[/\\](?:site|dist)-packages[/\\]|[/\\]lib(?:64)?[/\\]python\d|^<frozen |^<string>$/
const RUBY_FOREIGN = /\/gems\/|\/ruby\/\d|^<internal:/
const GO_FOREIGN = /\/go\/src\/|\/pkg\/mod\/|\/usr\/(?:local\/)?(?:lib\/)?go|\/libexec\/src\//
const RUST_FOREIGN = /^\/rustc\/|[/\\]\.cargo[/\\]registry|\/rust(?:lib|up)\//
const DART_FOREIGN =
  /^(?:dart:|package:(?:flutter|flutter_test|dio|http|async|collection|riverpod|bloc)\/)|\/flutter\/packages\//
const DOTNET_FOREIGN = /^(?:System|Microsoft|Newtonsoft|Npgsql|NUnit|Xunit)\./
const PHP_FOREIGN = /[/\\]vendor[/\\]|^\[internal function\]$/
const ELIXIR_FOREIGN = /^\((?:elixir|stdlib|kernel|plug|phoenix|ecto|cowboy|ranch|bandit|mix|ex_unit)\b/

const SHAPES: readonly Shape[] = [
  // .NET: "at Ns.Class.Method(args) in C:\x\y.cs:line 12"
  {
    pattern: /^\s{0,64}at (?<name>[^\s(]{1,300}\(.{0,300}\)) in (?<file>.{1,500}):line (?<line>\d{1,9})$/,
    isForeign: (name) => DOTNET_FOREIGN.test(name),
  },
  // Rust: "  at ./src/main.rs:4:5", below the line with the name
  {
    pattern: /^\s{4,64}at (?<file>[^\s()]{1,500}\.rs):(?<line>\d{1,9})(?::(?<column>\d{1,9}))?$/,
    isForeign: (_, file) => RUST_FOREIGN.test(file),
  },
  // Java, Kotlin, Scala: "at com.shop.Cart.pay(Cart.java:12)"
  {
    pattern:
      /^\s{0,64}at (?<name>(?:[\w.@-]{1,100}\/{1,2})?[\w.$<>/-]{1,300})\((?:(?<file>[\w$-]{1,200}\.(?:java|kt|kts|scala|groovy|clj)):(?<line>\d{1,9})|Native Method|Unknown Source|[\w$-]{1,200}\.(?:java|kt|scala))\)(?: ~?\[.{0,200}\])?$/,
    isForeign: (name) => JAVA_FOREIGN.test(name),
  },
  // V8: "at async pay (file:///app/cart.ts:3:7)"
  {
    pattern:
      /^\s{0,64}at (?<name>.{1,300}?) \((?:eval at .{0,300}, )?(?<file>[^()]{1,500}?):(?<line>\d{1,9}):(?<column>\d{1,9})\)(?: \{)?$/,
    isForeign: (_, file) => JS_FOREIGN.test(file),
  },
  {
    pattern: /^\s{0,64}at (?:async )?(?<file>[^()\s][^()]{0,500}?):(?<line>\d{1,9}):(?<column>\d{1,9})(?: \{)?$/,
    isForeign: (_, file) => JS_FOREIGN.test(file),
  },
  { pattern: /^\s{0,64}at (?<name>.{1,300}?) \((?:<anonymous>|native|index \d{1,9})\)$/, isForeign: () => true },
  // Firefox, Safari: "pay@https://shop/cart.js:3:7"
  {
    pattern: /^(?<name>[^\s@]{0,200})@(?<file>\S{1,500}?):(?<line>\d{1,9}):(?<column>\d{1,9})$/,
    isForeign: (_, file) => JS_FOREIGN.test(file),
  },
  // Python: '  File "/app/cart.py", line 3, in pay'
  {
    pattern: /^\s{0,64}File "(?<file>[^"]{1,500})", line (?<line>\d{1,9})(?:, in (?<name>.{1,300}))?$/,
    isForeign: (_, file) => PYTHON_FOREIGN.test(file),
  },
  // Ruby: "from /app/cart.rb:3:in 'pay'", and the first frame with the message behind it
  {
    pattern:
      /^\s{0,64}(?:from )?(?<file>[^\s:]{1,500}\.rb|<internal:[^>]{1,200}>):(?<line>\d{1,9}):in [`'](?<name>[^']{1,300})'$/,
    isForeign: (_, file) => RUBY_FOREIGN.test(file),
  },
  // Go: "\t/app/main.go:12 +0x1d", below the line with the name
  {
    pattern: /^\s{1,8}(?<file>\S{1,500}\.(?:go|s)):(?<line>\d{1,9})(?: \+0x[\da-f]{1,16})?$/,
    isForeign: (_, file) => GO_FOREIGN.test(file),
  },
  // PHP: "#0 /app/cart.php(12): pay()"
  {
    pattern: /^#\d{1,4} (?<file>[^(]{1,500}|\[internal function\])(?:\((?<line>\d{1,9})\))?: (?<name>.{1,300})$/,
    isForeign: (_, file) => PHP_FOREIGN.test(file),
  },
  // Dart: "#0      Cart.pay (package:shop/cart.dart:12:5)"
  {
    pattern: /^#\d{1,4}\s{1,12}(?<name>.{1,300}?) \((?<file>[^()]{1,500}?):(?<line>\d{1,9})(?::(?<column>\d{1,9}))?\)$/,
    isForeign: (_, file) => DART_FOREIGN.test(file),
  },
  // Elixir: "    (shop 0.1.0) lib/cart.ex:12: Shop.Cart.pay/1"
  {
    pattern: /^\s{1,64}(?<name>\([\w.]{1,64}[^)]{0,64}\)) (?<file>[^\s:]{1,500}):(?<line>\d{1,9}): .{0,300}$/,
    isForeign: (name) => ELIXIR_FOREIGN.test(name),
  },
]

/** "... 12 more" of Java: frames of the error above. */
const OMITTED = /^\s{0,64}\.{3} \d{1,6} (?:more|common frames omitted)$/
const RELATIONS: readonly [RegExp, NonNullable<StackPart['relation']>][] = [
  [/^\s{0,64}Caused by: ?/, 'cause'],
  [/^\s{0,64}One of: ?/, 'one-of'],
  [/^\s{0,64}Suppressed: ?/, 'suppressed'],
  [/^Next (?=[\w\\]+(?:Exception|Error))/, 'cause'],
  [/^ ---> /, 'cause'],
]
/** Python writes the cause first, and the error that was raised last. */
const CHAINED =
  /^(?:During handling of the above exception, another|(?<direct>The above exception was the direct cause))\b/
const TRACEBACK = 'Traceback (most recent call last):'

export function readStack(stack: string): StackPart[] {
  const lines = stack.split(/\r?\n/, STACK_LINES_MAX)
  const parts: StackPart[] = []
  let part: StackPart = { relation: null, headline: '', lines: [] }
  parts.push(part)
  let isRaisedLast = false
  for (let i = 0; i < lines.length; i++) {
    const text = lines[i] ?? ''
    const chained = CHAINED.exec(text)
    if (chained) {
      part = { relation: chained.groups?.direct ? 'cause' : 'during', headline: '', lines: [] }
      parts.push(part)
      isRaisedLast = true
      continue
    }
    const related = RELATIONS.find(([pattern]) => pattern.test(text))
    if (related) {
      part = { relation: related[1], headline: text.replace(related[0], ''), lines: [] }
      parts.push(part)
      continue
    }
    const frame = readFrame(text)
    if (frame) {
      const source = lines[i + 1]
      // Python prints the line of source, and carets under it.
      if (/^\s{0,64}File "/.test(text) && source !== undefined && /^\s{4}/.test(source) && !readFrame(source)) {
        frame.text += `\n${source}`
        i++
        if (/^\s*[~^]+\s*$/.test(lines[i + 1] ?? '')) frame.text += `\n${lines[++i]}`
      }
      part.lines.push(frame)
    } else if (part.lines.length === 0) {
      // A message may have several lines.
      part.headline += part.headline === '' ? text : `\n${text}`
    } else if (text.trim() !== '') part.lines.push({ kind: 'note', text })
  }
  for (const one of parts) {
    takePythonHeadline(one)
    joinNames(one)
  }
  const kept = parts.filter(({ headline, lines: its }) => headline.trim() !== '' || its.length > 0)
  return isRaisedLast ? raisedFirst(kept) : kept
}

/** Python's headline is below the frames. */
function takePythonHeadline(part: StackPart): void {
  if (!part.headline.trim().endsWith(TRACEBACK)) return
  const at = part.lines.findIndex(({ kind, text }) => kind === 'note' && /^[A-Za-z_]/.test(text))
  if (at < 0) return
  part.headline = part.lines
    .splice(at)
    .map(({ text }) => text)
    .join('\n')
}

function raisedFirst(parts: readonly StackPart[]): StackPart[] {
  const reversed = [...parts].reverse()
  return reversed.map((part, i) => ({ ...part, relation: i === 0 ? null : (reversed[i - 1]?.relation ?? null) }))
}

function readFrame(text: string): StackFrame | null {
  const head = text.length > LINE_CHARS_MAX ? text.slice(0, LINE_CHARS_MAX) : text
  for (const { pattern, isForeign } of SHAPES) {
    const groups = pattern.exec(head)?.groups
    if (!groups) continue
    const { name = '', file = '', line, column } = groups
    const path = file.replace(/^file:\/\//, '')
    const place =
      path !== '' && line ? { file: path, line: Number(line), column: column ? Number(column) : null } : null
    return { kind: 'frame', text, name, place, isOwn: !isForeign(name, file) }
  }
  return OMITTED.test(head) ? { kind: 'frame', text, name: '', place: null, isOwn: false } : null
}

/** Go and Rust write a frame in two lines: the name, then the place. */
function joinNames(part: StackPart): void {
  const joined: StackLine[] = []
  for (const line of part.lines) {
    const before = joined.at(-1)
    const isPlaceOnly = line.kind === 'frame' && line.name === '' && /^\s+(?:at )?\S+\.(?:go|s|rs):\d/.test(line.text)
    if (isPlaceOnly && before?.kind === 'note' && /^(?:\s{1,8}\d{1,4}: \S|\S.*\)$|created by )/.test(before.text)) {
      joined.pop()
      const name = before.text.trim().replace(/^\d{1,4}: /, '')
      const isOwn =
        line.isOwn && !/^(?:std|core|alloc|rust_begin_unwind|runtime|main\.main\.func)\b(?:::|\.)/.test(name)
      joined.push({ ...line, name, text: `${before.text}\n${line.text}`, isOwn })
    } else joined.push(line)
  }
  part.lines = joined
}

/** Runs of lines: the app's own frames, and foreign ones to fold. A stack without frames of its own stays open. */
export interface FrameRun {
  isFolded: boolean
  lines: StackLine[]
}

export function frameRuns(lines: readonly StackLine[]): FrameRun[] {
  const hasOwn = lines.some((line) => line.kind === 'frame' && line.isOwn)
  const runs: FrameRun[] = []
  for (const line of lines) {
    const isFolded = hasOwn && line.kind === 'frame' && !line.isOwn
    const last = runs.at(-1)
    if (last && last.isFolded === isFolded) last.lines.push(line)
    else runs.push({ isFolded, lines: [line] })
  }
  return runs
}
