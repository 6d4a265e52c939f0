/**
 * Removes secrets from a record before it leaves the device: fields by their name, text by the shape of secrets
 * (redact-text.ts), then the host's own rule. On by default.
 */
import { setOwn } from '#lib/protocol/built-ins.ts'
import { findJson, type JsonBody } from '#lib/protocol/json-body.ts'
import { jsonText } from '#lib/protocol/json-text.ts'
import { type LogRecord, ownRecord } from '#lib/protocol/record.ts'
import type { Redact } from '#lib/sdk/logger.ts'
import { REDACTED, redactText } from './redact-text.ts'
import { isSecretName } from './secret-names.ts'
import { isFields, Serializer } from './serializer.ts'

/** The record that may leave, or null when the host's rule dropped it. */
export function createRedact(option: Redact | false | undefined, onFailure: () => void): Redact {
  if (option === false) return (record) => record
  if (typeof option !== 'function') return redactByDefault
  return (record) => {
    try {
      const kept = option(redactByDefault(record))
      return kept && sanitize(kept)
    } catch {
      onFailure()
      // Content that the rule could not judge must not leave the device; the fact that something was logged may.
      return ownRecord({
        timeMs: record.timeMs,
        level: record.level,
        body: `${REDACTED} (the redact function failed)`,
      })
    }
  }
}

export function redactByDefault(record: LogRecord): LogRecord {
  const redacted: LogRecord = { ...record, body: record.isJson ? redactJson(record.body) : redactText(record.body) }
  if (record.attributes) redacted.attributes = redactFields(record.attributes)
  if (record.error) {
    redacted.error = { name: record.error.name, message: redactText(record.error.message) }
    if (record.error.stack !== undefined) redacted.error.stack = redactText(record.error.stack)
  }
  return redacted
}

/** The text of a JSON object and of what stands around it, byte for byte unless it holds a secret. */
function redactJson(body: string): string {
  try {
    const { json, from } = findJson(body) as JsonBody
    const value: unknown = JSON.parse(json)
    const redacted = jsonText(redactValue(value))
    return jsonText(value) === redacted ? body : body.slice(0, from) + redacted + body.slice(from + json.length)
  } catch {
    return redactText(body) // not JSON, or nested too deeply for the stack
  }
}

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    setOwn(out, key, isSecretName(key) && isRevealing(value) ? REDACTED : redactValue(value))
  }
  return out
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactValue)
  return isFields(value) ? redactFields(value) : value
}

/** Whether a value reveals more than that a secret is present or absent. */
function isRevealing(value: unknown): boolean {
  return value !== null && value !== '' && typeof value !== 'boolean'
}

/** A safe record from the one the host's rule returned, which may be anything. */
function sanitize(record: LogRecord): LogRecord {
  const safe = ownRecord({ ...record, body: typeof record.body === 'string' ? record.body : String(record.body) })
  if (safe.attributes) safe.attributes = new Serializer().fields(safe.attributes)
  return safe
}
