/** The one line that a row shows of a record: a JSON line's own message where it has one, else the body. */
import type { LogRecord } from '#lib/protocol/record.ts'
import { rawTimestampOf } from '#lib/seed/from-record.ts'

/** Where structured loggers put their text (pino, bunyan, zap, logrus, Serilog, ECS). */
const MESSAGE_KEYS = ['msg', 'message', '@m', 'event', 'text'] as const
/** More is not seen on a row, and long lines cost layout. */
const ROW_CHARS_MAX = 1_000

export function messageOf(record: LogRecord): string {
  if (!record.isJson || !record.attributes) return record.body
  for (const key of MESSAGE_KEYS) {
    const value = Object.hasOwn(record.attributes, key) ? record.attributes[key] : undefined
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return record.body
}

/** One line, cut; `isCut` tells that the detail has more. */
export function rowText(record: LogRecord): { text: string; isCut: boolean } {
  const message = messageOf(record)
  const end = message.search(/\r?\n/)
  const line = end === -1 ? message : message.slice(0, end)
  const text = line.length > ROW_CHARS_MAX ? line.slice(0, ROW_CHARS_MAX) : line
  return { text, isCut: text.length < message.trimEnd().length }
}

/** `key=value` pairs of the attributes, as far as a row can show them; without what the message and the columns say. */
export function attributesPreview(record: LogRecord): string {
  if (!record.attributes) return ''
  const shown = new Set<string>(record.isJson ? [...MESSAGE_KEYS, 'level', 'severity', 'time', 'timestamp', 'ts'] : [])
  let preview = ''
  for (const [key, value] of Object.entries(record.attributes)) {
    if (shown.has(key)) continue
    // What an app of the original wrote is the time column in another zone.
    if (key === 'timestamp' && rawTimestampOf(record) !== null) continue
    preview += `${preview && ' '}${key}=${valuePreview(value)}`
    if (preview.length > 200) break
  }
  // A body that is itself the JSON needs no second telling.
  return record.isJson && messageOf(record) === record.body ? '' : preview.slice(0, 200)
}

function valuePreview(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `${value.slice(0, 60)}…` : value
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value === 'object' && value !== null) return '{…}'
  return String(value)
}
