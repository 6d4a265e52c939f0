/**
 * Encodes a record as a line of at most `recordBytesMax` [BT5]: a longer record is cut at a code point and marked as
 * truncated.
 */
import { setOwn } from './built-ins.ts'
import { jsonText } from './json-text.ts'
import type { Level } from './levels.ts'
import { LIMITS } from './limits.ts'
import { encodeRecord, type LogRecord } from './record.ts'
import { utf8Length } from './utf8.ts'

/** One record, ready to go into a batch. */
export interface EncodedRecord {
  /** JSON, without a line end. */
  line: string
  /** Length of `line` in UTF-8. */
  byteLength: number
  level: Level
  isTruncated: boolean
}

/** How much is kept of a stack, and of an error message, when a record is cut. */
const STACK_BYTES_KEPT = 16 * 1024

export function encodeBounded(record: LogRecord, bytesMax: number = LIMITS.recordBytesMax): EncodedRecord {
  const encoded = encode(record)
  if (encoded.byteLength <= bytesMax) return encoded

  // The parts that are missed least go first: the lower end of the stack, then fields, then the end of the text.
  const cut: LogRecord = { ...record, truncated: true }
  delete cut.isJson // A cut body is no longer JSON.
  const part = Math.min(STACK_BYTES_KEPT, bytesMax >> 2)
  if (cut.error) {
    const { name, message, stack } = cut.error
    cut.error = { name: cutToBytes(name, 200), message: cutToBytes(message, part) }
    if (stack !== undefined) cut.error.stack = cutToBytes(stack, part)
  }
  if (cut.attributes) cut.attributes = cutFields(cut.attributes, bytesMax >> 2)
  const whole = encode(cut)
  if (whole.byteLength <= bytesMax) return whole
  const others = encode({ ...cut, body: '' })
  return encode({ ...cut, body: cutToBytes(cut.body, Math.max(0, bytesMax - others.byteLength)) })
}

/** The longest start of the text that takes at most `bytesMax` bytes inside a JSON string, without half a code point. */
export function cutToBytes(text: string, bytesMax: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += jsonBytes(character)
    if (bytes > bytesMax) return text.slice(0, end)
    end += character.length
  }
  return text
}

function cutFields(fields: Record<string, unknown>, bytesMax: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  let left = bytesMax
  for (const [key, value] of Object.entries(fields)) {
    const keyBytes = utf8Length(jsonText(key)) + 2
    const valueBytes = utf8Length(jsonText(value))
    if (keyBytes + valueBytes <= left) {
      left -= keyBytes + valueBytes
      setOwn(kept, key, value)
    } else if (typeof value === 'string' && keyBytes + 64 <= left) {
      setOwn(kept, key, `${cutToBytes(value, left - keyBytes - 8)}…`)
      left = 0
    }
  }
  return kept
}

function encode(record: LogRecord): EncodedRecord {
  const line = encodeRecord(record)
  return { line, byteLength: utf8Length(line), level: record.level, isTruncated: record.truncated === true }
}

/** Bytes of one code point inside a JSON string. */
function jsonBytes(character: string): number {
  const code = character.codePointAt(0) as number
  if (code === 0x22 || code === 0x5c) return 2
  if (code < 0x20) return 'bfnrt'.includes(jsonText(character).charAt(2)) ? 2 : 6
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  if (code >= 0xd800 && code <= 0xdfff) return 6
  return code < 0x10000 ? 3 : 4
}
