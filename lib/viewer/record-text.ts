/** A record as text to copy: a line for people, and JSON for machines. */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { withoutAnsi } from './ansi.ts'
import { holdsStack } from './display-body.ts'
import { exactObject, exactStringify } from './exact-json.ts'
import { formatIso } from './format-time.ts'

/** `2026-11-23T14:03:07.250Z ERROR [scope] body {"attributes":1}`, then the error with its stack. */
export function recordText(record: NumberedRecord): string {
  const head = [formatIso(record.timeMs), record.level.toUpperCase(), record.scope && `[${record.scope}]`]
  let text = [...head, withoutAnsi(record.body)].filter(Boolean).join(' ')
  // The fields of a JSON line are its body already.
  if (record.attributes && !record.isJson) text += ` ${JSON.stringify(record.attributes)}`
  if (!record.error) return text
  const { name, message, stack } = record.error
  if (holdsStack(record)) return text
  return `${text}\n${stack?.includes(message) ? stack : [`${name}: ${message}`, stack].filter(Boolean).join('\n')}`
}

/** JSON with the field names of `tail --json`; body and attributes are as the device sent them, and so are their numbers. */
export function recordJson(record: NumberedRecord, indent?: number): string {
  const { seq, timeMs, level, body, scope, traceId, spanId, error, truncated } = record
  const attributes = (record.isJson && exactObject(body)) || record.attributes
  return exactStringify(
    { seq, time: formatIso(timeMs), level, body, scope, traceId, spanId, attributes, error, truncated },
    indent,
  )
}
