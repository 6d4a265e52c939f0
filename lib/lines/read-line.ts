/** What one line says about itself: its prefix, its level, its time, its error, and whether it is JSON. */
import { type Level, parseLevel } from '#lib/protocol/levels.ts'
import type { RecordError } from '#lib/protocol/record.ts'
import { type ContainerPrefix, readContainerPrefix, withoutColors } from './container-prefix.ts'
import { guessLevel } from './guess-level.ts'
import { readJsonLine } from './json-line.ts'
import { parseTime } from './json-time.ts'
import { readLogfmt } from './logfmt.ts'
import { readClock, readTime } from './text-time.ts'

export interface ReadLine {
  line: string
  /** The text without prefix, byte-order mark, colors and the CR at its end. */
  content: string
  prefix: ContainerPrefix | null
}

export interface LineFacts {
  level: Level
  timeMs: number | undefined
  error: RecordError | undefined
  isJson: boolean
}

/** Services whose names look like any word are remembered once their lines have proved it. */
const SERVICES_MAX = 256
const CARRIAGE_RETURN = 13
const BYTE_ORDER_MARK = 0xfeff
/** A line of logfmt has one of these. */
const LOGFMT = /(?:^|\s)(?:level|lvl|severity|ts|time|msg|err|error)=/i
const ERROR_KEYS = ['err', 'error', 'exception']

export class LineReader {
  readonly #services = new Set<string>()

  read(line: string): ReadLine {
    const prefix = this.#prefixOf(line)
    let content = prefix ? line.slice(prefix.length) : line
    if (content.charCodeAt(0) === BYTE_ORDER_MARK) content = content.slice(1)
    if (content.charCodeAt(content.length - 1) === CARRIAGE_RETURN) content = content.slice(0, -1)
    return { line, content: withoutColors(content), prefix }
  }

  #prefixOf(line: string): ContainerPrefix | null {
    const prefix = readContainerPrefix(line)
    if (!prefix || prefix.isCertain || this.#services.has(prefix.source)) return prefix
    const content = withoutColors(line.slice(prefix.length))
    const isProved = readTime(content, 0) !== undefined || (content.startsWith('{') && readJsonLine(content) !== null)
    if (!isProved || this.#services.size >= SERVICES_MAX) return null
    this.#services.add(prefix.source)
    return prefix
  }
}

export function factsOf({ content, prefix }: ReadLine, nowMs: number): LineFacts {
  const json = readJsonLine(content)
  if (json) return { ...json, timeMs: json.timeMs ?? prefix?.timeMs, isJson: true }
  const facts: LineFacts = {
    level: guessLevel(content),
    timeMs: readTime(content, nowMs)?.timeMs,
    error: undefined,
    isJson: false,
  }
  if (content.includes('=') && LOGFMT.test(content)) addLogfmt(facts, content)
  // A clock without a date may be anything, such as a duration.
  if (facts.timeMs === undefined && facts.level !== 'unknown') facts.timeMs = readClock(content, nowMs)?.timeMs
  facts.timeMs ??= prefix?.timeMs
  return facts
}

function addLogfmt(facts: LineFacts, content: string): void {
  const pairs = readLogfmt(content)
  if (!pairs) return
  const level = parseLevel(pairs.get('level') ?? pairs.get('lvl') ?? pairs.get('severity'))
  if (level !== 'unknown') facts.level = level
  facts.timeMs ??= parseTime(pairs.get('time') ?? pairs.get('ts') ?? pairs.get('timestamp') ?? pairs.get('t'))
  if (facts.level !== 'error' && facts.level !== 'fatal') return
  const key = ERROR_KEYS.find((name) => pairs.get(name))
  if (key) facts.error = { name: 'Error', message: pairs.get(key) ?? '' }
}
