/** How `tail` prints a record: as text with time, level and logger (terminal-text.ts), only its body, or as a line of JSON. */
import { findJson } from '#lib/protocol/json-body.ts'
import type { Level } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { visibleLine } from '#lib/protocol/visible-text.ts'
import { holdsStack, latestState } from '#lib/viewer/display-body.ts'
import { jsonInOneLine } from '#lib/viewer/exact-json.ts'
import { INDENT, terminalText } from './terminal-text.ts'

export interface Origin {
  device: string
  session: string
}
export type Format = (record: NumberedRecord, origin: Origin) => string

/** Only the body, byte for byte. */
export const rawFormat: Format = (record) => record.body

/** What follows the text of a record: nothing where the program has not ended its line yet. */
export function lineEnd(record: NumberedRecord, format: Format): string {
  return format === rawFormat && record.isPartial ? '' : '\n'
}

/** One JSON object per line, always with the same keys. */
export const jsonFormat: Format = (record, { device, session }) => {
  const { seq, level, body, scope = null, error = null } = record
  const start = JSON.stringify({ seq, time: rfc3339(record.timeMs), level, scope, body })
  const end = JSON.stringify({ error, device, session })
  return `${start.slice(0, -1)},"attributes":${attributesJson(record)},${end.slice(1)}`
}

/** The fields of a JSON line are its own text, because numbers would be rounded otherwise. */
function attributesJson({ attributes, isJson, body }: NumberedRecord): string {
  const own = isJson && attributes ? jsonInOneLine(body) : null
  if (own === null) return JSON.stringify(attributes ?? {})
  const { prefix } = attributes ?? {}
  if (typeof prefix !== 'string' || findJson(body)?.prefix !== prefix) return own
  return `{"prefix":${JSON.stringify(prefix)}${own === '{}' ? '' : ','}${own.slice(1)}`
}

const COLORS: Record<Level, string> = {
  trace: '90',
  debug: '35',
  info: '34',
  warn: '33',
  error: '31',
  fatal: '97;45',
  unknown: '90',
}

export interface TextOptions {
  isColored: boolean
  /** A terminal shows the time of day, because what it shows is recent; a file needs the date. */
  isTerminal: boolean
  /** Put in front of each record; null when all come from one source. */
  label: ((origin: Origin) => string) | null
}

export function textFormat({ isColored, isTerminal, label }: TextOptions): Format {
  const paint = (code: string, text: string) => (isColored ? `\u001b[${code}m${text}\u001b[0m` : text)
  return (record, origin) => {
    const source = label ? `${paint('36', visibleLine(label(origin)))} ` : ''
    const time = isTerminal ? rfc3339(record.timeMs).slice(11, 23) : rfc3339(record.timeMs)
    const level = record.level === 'unknown' ? '·' : record.level.toUpperCase()
    const scope = record.scope === undefined ? '' : ` ${paint('36', `[${visibleLine(record.scope)}]`)}`
    const { error } = record
    const stack = error && (error.stack ?? `${error.name}: ${error.message}`)
    const shown = record.body.replace(/\r$/, '')
    // A trace that was joined is in the body already.
    const trace = stack && !holdsStack(record) ? `\n${INDENT}${terminalText(stack, false)}` : ''
    const attributes = record.attributes && !record.isJson ? visibleLine(JSON.stringify(record.attributes)) : ''
    const fields = attributes && ` ${paint('90', attributes)}`
    const body = terminalText(latestState(shown), isColored)
    return `${source}${paint('90', time)} ${paint(COLORS[record.level], level.padEnd(5))}${scope} ${body}${fields}${trace}`
  }
}

function rfc3339(timeMs: number): string {
  const date = new Date(timeMs)
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
}
