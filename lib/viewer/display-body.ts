/** What a row and the detail show of a record: the message inside a JSON line if there is one, else the body; then the rest. */

import { rawTimestampOf } from '#lib/flutter/from-record.ts'
import { fieldReader } from '#lib/lines/fields.ts'
import { findJson } from '#lib/protocol/json-body.ts'
import type { LogRecord, RecordError } from '#lib/protocol/record.ts'
import { withoutAnsi } from './ansi.ts'
import { ExactNumber, exactFields, jsonInOneLine } from './exact-json.ts'

/** Keys that structured loggers use for their text (pino, bunyan, zap, logrus, Serilog, ECS). */
const MESSAGE_KEYS = [
  'msg',
  'message',
  '@m',
  'event',
  'text',
  'renderedmessage',
  'messagetemplate',
  '@mt',
  'short_message',
  'log',
]
/** Longest text of a row, characters: no screen shows more, and long lines slow down layout. */
const ROW_CHARS_MAX = 1_000
/** Blank lines that are passed over one by one. */
const BLANK_LINES_MAX = 50

const SHOWN_ELSEWHERE = [
  ...MESSAGE_KEYS,
  ...[
    'level',
    'severity',
    'loglevel',
    'lvl',
    '@l',
    'log.level',
    'log_level',
    'levelname',
    'level_name',
    'severitytext',
  ],
  ...['time', 'timestamp', '@timestamp', '@t', 'ts', 'asctime', 'datetime'],
]
/** The error is shown beside the message. */
const ERROR_KEYS = [
  ...['err', 'error', 'exception', '@x', 'exc_info', 'exc_text', 'thrown', 'throwable'],
  ...['stack', 'stacktrace', 'stack_trace', 'errorverbose'],
]
/** OpenTelemetry's and Elastic's names, with a dot in them. */
const ERROR_FIELD = /^(?:error|exception)\./
/** The prefix of a container tool that tells no more than when it got the line. */
const STAMP = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)(?: (?:stdout|stderr) [FP])?$/
/** How Python begins a stack: the error is its last line. */
const TRACEBACK = 'Traceback (most recent call last):'
/** Longest error message and longest attributes of a row, characters. */
const ERROR_CHARS_MAX = 300
const PREVIEW_CHARS_MAX = 200

export function messageOf(record: LogRecord): string {
  return (
    fieldMessage(record) ?? (record.isJson ? findJson(record.body)?.json : null) ?? record.body.replace(/^\ufeff/, '')
  )
}

/** The text among the fields of a JSON line; null when it has none. */
function fieldMessage({ isJson, attributes }: LogRecord): string | null {
  if (!isJson || !attributes) return null
  const field = fieldReader(attributes)
  for (const key of MESSAGE_KEYS) {
    const value = field(key)
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  // Rust's tracing puts it among the fields.
  const inner = field('fields.message')
  return typeof inner === 'string' ? inner : null
}

/**
 * The first line with something to see, cut to the bound. Of a line that overwrites itself, as progress bars do, it is the latest
 * state, and of a traceback of Python the error. `isCut`: the detail has more.
 */
export function rowText(record: LogRecord): { text: string; isCut: boolean } {
  // Of an object that was printed in many lines, the first is a brace.
  const object = record.isJson && fieldMessage(record) === null ? jsonInOneLine(record.body) : null
  const message = object ?? messageOf(record)
  const first = firstVisibleLine(message)
  const error = withoutAnsi(first).trim() === TRACEBACK ? record.error : undefined
  const line = error ? firstVisibleLine(nameAndMessage(error)) : latestState(first)
  const text = line.length > ROW_CHARS_MAX ? line.slice(0, ROW_CHARS_MAX) : line
  return { text, isCut: text.trim().length < message.trim().length }
}

/** What the row shows of the error beside its text; null when the text says it already. */
export function rowError({ error }: LogRecord, text: string): Pick<RecordError, 'name' | 'message'> | null {
  if (!error) return null
  const message = inOneLine(error.message.slice(0, ERROR_CHARS_MAX))
  const [said = ''] = error.message.split('\n', 1)
  return text.includes(said || error.name) ? null : { name: inOneLine(error.name.slice(0, ERROR_CHARS_MAX)), message }
}

/** Blank lines before it are not what a record says; neither are lines that consist of colors. */
function firstVisibleLine(message: string): string {
  let from = 0
  for (let count = 0; count < BLANK_LINES_MAX; count++) {
    const end = message.indexOf('\n', from)
    const line = end === -1 ? message.slice(from) : message.slice(from, end)
    if (end === -1 || withoutAnsi(line.replaceAll('\r', '')).trim() !== '') return line
    from = end + 1
  }
  return message.slice(from).trimStart().split('\n', 1)[0] ?? ''
}

/** What a terminal shows of one line: the final CR is half of its line end; any other begins the line again. */
export function latestState(line: string): string {
  if (!line.includes('\r') || line.includes('\n')) return line
  const states = line.split('\r')
  return states.findLast((state) => withoutAnsi(state).trim() !== '') ?? ''
}

/**
 * The message for the detail, without the stack, which is shown as the record's error: empty when that says it all. The states
 * of a line that overwrites itself are below each other.
 */
export function detailText(record: LogRecord): string {
  const lines = messageOf(record).split('\n').flatMap(statesOf)
  const at = stackLine(lines, record.error?.stack)
  if (at > 0) return lines.slice(0, at).join('\n').trimEnd()
  const [first = ''] = lines
  if (at < 0) return lines.join('\n')
  return isSaid(withoutAnsi(first), record.error) ? '' : first
}

/** Whether the body holds the stack of the record's error, perhaps with colors, prefixes and other line ends. */
export function holdsStack({ body, error }: LogRecord): boolean {
  return error?.stack !== undefined && stackLine(body.split(/\r?\n/), error.stack) >= 0
}

/** What a line has shown, without its line end. */
function statesOf(line: string): string[] {
  if (!line.includes('\r')) return [line]
  const states = line.split('\r').filter((state) => state !== '')
  return states.length > 0 ? states : ['']
}

/** The line at which the stack begins; −1 when it does not. */
function stackLine(lines: readonly string[], stack: string | undefined): number {
  if (!stack) return -1
  const [first = '', second = ''] = stack.split('\n', 2)
  if (first === '' && second === '') return -1
  return lines.findIndex((line, i) => endsWith(line, first) && endsWith(lines[i + 1] ?? '', second))
}

function endsWith(line: string, end: string): boolean {
  return line.endsWith(end) || (line.includes('\u001b') && withoutAnsi(line).endsWith(end))
}

function nameAndMessage(error: RecordError): string {
  return [error.name, error.message].filter(Boolean).join(': ')
}

function isSaid(line: string, error: RecordError | undefined): boolean {
  return error !== undefined && [nameAndMessage(error), TRACEBACK].includes(line)
}

/** `key=value` pairs of the attributes, as far as a row can show them, without those that the message or a column shows. */
export function attributesPreview(record: LogRecord): string {
  if (!record.attributes) return ''
  const { isJson = false, body } = record
  // Without a message, the text is the JSON itself: do not show it twice.
  const isShown = isJson && fieldMessage(record) === null
  const shown = new Set(isJson ? SHOWN_ELSEWHERE : [])
  if (isJson && record.error) for (const key of ERROR_KEYS) shown.add(key)
  let preview = ''
  for (const [key, value] of exactEntries(record)) {
    if (
      key === 'prefix' && typeof value === 'string' ? STAMP.test(value) || (!isJson && body.includes(value)) : isShown
    )
      continue
    if (shown.has(key.toLowerCase()) || (isJson && record.error && ERROR_FIELD.test(key))) continue
    // The time as a Flutter app wrote it is the time column in another zone.
    if (key === 'timestamp' && rawTimestampOf(record) !== null) continue
    preview += `${preview && ' '}${inOneLine(key)}=${valuePreview(value)}`
    if (preview.length > PREVIEW_CHARS_MAX) break
  }
  return preview.slice(0, PREVIEW_CHARS_MAX)
}

/** The value of one attribute in one line, for a column. Empty: the record has none. */
export function attributeText({ attributes }: LogRecord, key: string): string {
  const value = attributes && fieldReader(attributes)(key)
  return value === undefined ? '' : valuePreview(value)
}

/** Whether the header, the message or the error of the detail says what this field of a JSON line says. */
export function isSaidElsewhere(record: LogRecord, key: string): boolean {
  if (key === 'timestamp' && rawTimestampOf(record) !== null) return true
  if (!record.isJson) return false
  if (record.error && (ERROR_FIELD.test(key) || ERROR_KEYS.includes(key.toLowerCase()))) return isErrorText(record, key)
  return SHOWN_ELSEWHERE.includes(key.toLowerCase()) && typeof record.attributes?.[key] !== 'object'
}

/** An object may hold more than name, message and stack. */
function isErrorText({ attributes }: LogRecord, key: string): boolean {
  const value = attributes && Object.hasOwn(attributes, key) ? attributes[key] : null
  if (typeof value !== 'object' || value === null) return true
  return Object.keys(value).every((name) => ['name', 'type', 'message', 'stack'].includes(name))
}

function valuePreview(value: unknown): string {
  if (typeof value === 'string') return inOneLine(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) return '{…}'
  return value instanceof ExactNumber ? value.source : String(value)
}

/** A row is one line high. */
function inOneLine(text: string): string {
  return text.replace(/\s*[\r\n]\s*/g, ' ⏎ ')
}

/** The fields with every number as it was written. */
function exactEntries(record: LogRecord): [string, unknown][] {
  return (record.isJson && exactFields(record.body)) || Object.entries(record.attributes ?? {})
}
