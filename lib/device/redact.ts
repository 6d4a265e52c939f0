/**
 * Takes secrets out of a record before it leaves the device: fields by their name, texts by what secrets look like
 * (redact-text.ts), then the host's own rule. On by default.
 */
import type { LogRecord } from '../protocol/record.ts'
import type { Redact } from './logger.ts'
import { REDACTED, redactText } from './redact-text.ts'
import { isSecretName } from './secret-names.ts'
import { isFields, Plainer } from './to-plain.ts'

/** The record that may leave, or null when the host's rule dropped it. */
export function createRedact(option: Redact | false | undefined, onFailure: () => void): Redact {
  if (option === false) return (record) => record
  if (typeof option !== 'function') return redactByDefault
  return (record) => {
    try {
      const kept = option(redactByDefault(record))
      return kept && sanitised(kept)
    } catch {
      onFailure()
      // What the rule could not judge must not leave; that something was logged may be known.
      return { timeMs: record.timeMs, level: record.level, body: `${REDACTED} (the redact function failed)` }
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

/** The text of a JSON object, to the byte unless it holds a secret. */
function redactJson(body: string): string {
  try {
    const value: unknown = JSON.parse(body)
    const redacted = JSON.stringify(redactValue(value))
    return JSON.stringify(value) === redacted ? body : redacted
  } catch {
    return redactText(body) // no JSON, or nested so deeply that there is no stack for it
  }
}

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    const safe = isSecretName(key) && isTelling(value) ? REDACTED : redactValue(value)
    if (key === '__proto__') Object.defineProperty(out, key, { value: safe, enumerable: true })
    else out[key] = safe
  }
  return out
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactValue)
  return isFields(value) ? redactFields(value) : value
}

/** That a secret is absent, or merely present, is no secret. */
function isTelling(value: unknown): boolean {
  return value !== null && value !== '' && typeof value !== 'boolean'
}

/** The host's rule may hand back anything. */
function sanitised(record: LogRecord): LogRecord {
  const safe: LogRecord = { ...record, body: typeof record.body === 'string' ? record.body : String(record.body) }
  if (record.attributes) safe.attributes = new Plainer().fields(record.attributes)
  return safe
}
