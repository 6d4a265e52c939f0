/** The one line that a row shows of a record: the message inside a JSON line if there is one, else the body. */

import { rawTimestampOf } from '#lib/flutter/from-record.ts'
import { fieldReader } from '#lib/lines/fields.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { withoutAnsi } from './ansi.ts'
import { ExactNumber, exactFields } from './exact-json.ts'

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
  'level',
  'severity',
  'loglevel',
  'lvl',
  '@l',
  'time',
  'timestamp',
  '@timestamp',
  '@t',
  'ts',
]
/** The error is shown beside the message. */
const ERROR_KEYS = ['err', 'error', 'exception', '@x', 'exc_info', 'stack', 'stacktrace', 'stack_trace', 'thrown']

export function messageOf(record: LogRecord): string {
  if (!record.isJson || !record.attributes) return record.body
  const field = fieldReader(record.attributes)
  for (const key of MESSAGE_KEYS) {
    const value = field(key)
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  // Rust's tracing puts it among the fields.
  const inner = field('fields.message')
  return typeof inner === 'string' ? inner : record.body
}

/**
 * The first line with something to see, cut to the bound. Of a line that overwrites itself, as progress bars do, it is the latest
 * state. `isCut`: the detail has more.
 */
export function rowText(record: LogRecord): { text: string; isCut: boolean } {
  const message = messageOf(record)
  const first = firstVisibleLine(message)
  const line = latestState(first)
  const text = line.length > ROW_CHARS_MAX ? line.slice(0, ROW_CHARS_MAX) : line
  return { text, isCut: text.trim().length < message.trim().length }
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

/** `key=value` pairs of the attributes, as far as a row can show them, without those that the message or a column shows. */
/** The message for the detail: without the stack, which is shown as the record's error. */
export function detailText(record: LogRecord): string {
  const message = messageOf(record).replace(/\r(?=\n|$)/g, '')
  const stack = record.error?.stack
  const at = stack ? message.indexOf(stack) : -1
  return at > 0 ? message.slice(0, at).trimEnd() : message
}

export function attributesPreview(record: LogRecord): string {
  if (!record.attributes) return ''
  const shown = new Set(record.isJson ? SHOWN_ELSEWHERE : [])
  if (record.isJson && record.error) for (const key of ERROR_KEYS) shown.add(key)
  let preview = ''
  for (const [key, value] of exactEntries(record)) {
    if (shown.has(key.toLowerCase())) continue
    // The time as a Flutter app wrote it is the time column in another zone.
    if (key === 'timestamp' && rawTimestampOf(record) !== null) continue
    preview += `${preview && ' '}${key}=${valuePreview(value)}`
    if (preview.length > 200) break
  }
  // The body is the JSON itself: do not show it twice.
  return record.isJson && messageOf(record) === record.body ? '' : preview.slice(0, 200)
}

function valuePreview(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `${value.slice(0, 60)}…` : value
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) return '{…}'
  return value instanceof ExactNumber ? value.source : String(value)
}

/** The fields with every number as it was written. */
function exactEntries(record: LogRecord): [string, unknown][] {
  return (record.isJson && exactFields(record.body)) || Object.entries(record.attributes ?? {})
}
