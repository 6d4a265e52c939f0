/**
 * The record that is being tested, as a person sees it: without color codes, and with its fields where its text does not say them
 * already. One for a filter, set for each record, so that a million of them leave nothing to collect.
 */
import type { LogRecord } from '#lib/protocol/record.ts'
import { searchableText } from '#lib/viewer/ansi.ts'
import { messageOf, rowText } from '#lib/viewer/display-body.ts'
import type { TextTest } from './text-test.ts'

/** The escape character as JSON writes it, in seven and in eight bits. */
const ESCAPED = /\\u00[19]b/i

export class Subject {
  record!: LogRecord
  #body: string | null = null
  #message: string | null = null
  #line: string | null = null

  set(record: LogRecord): void {
    this.record = record
    this.#body = null
    this.#message = null
    this.#line = null
  }

  get message(): string {
    this.#message ??= searchableText(messageOf(this.record))
    return this.#message
  }

  /** What the row shows of the message. */
  get line(): string {
    this.#line ??= searchableText(rowText(this.record).text)
    return this.#line
  }

  /** Whether a text anywhere in the record passes: message, logger, error, keys and values of attributes, ids. */
  anywhere(passes: TextTest): boolean {
    const { record } = this
    if (passes(this.#searchedBody())) return true
    if (record.scope !== undefined && passes(record.scope)) return true
    if (record.traceId !== undefined && passes(record.traceId)) return true
    if (record.spanId !== undefined && passes(record.spanId)) return true
    if (record.error && this.inError(passes)) return true
    // The fields of a JSON line are its body, searched above, unless that writes some of their characters in another way.
    const { attributes } = record
    if (attributes === undefined || (record.isJson === true && !record.body.includes('\\'))) return false
    return occursIn(attributes, passes)
  }

  inError(passes: TextTest): boolean {
    const { error } = this.record
    if (!error) return false
    if (passes(error.name) || passes(searchableText(error.message))) return true
    return error.stack !== undefined && passes(searchableText(error.stack))
  }

  #searchedBody(): string {
    if (this.#body === null) {
      const { body } = this.record
      // Colors inside of a JSON text are escaped twice, so its fields are searched in its place.
      const isEscaped = body.includes('\\u') && ESCAPED.test(body) && this.record.isJson === true
      this.#body = isEscaped && this.record.attributes !== undefined ? '' : searchableText(body)
    }
    return this.#body
  }
}

/** Searches keys and values at any depth without building one text of them. */
function occursIn(value: unknown, passes: TextTest): boolean {
  if (typeof value === 'string') return passes(searchableText(value))
  if (typeof value !== 'object' || value === null) return passes(String(value))
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (occursIn(value[i], passes)) return true
    return false
  }
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue
    if (passes(key) || occursIn((value as Record<string, unknown>)[key], passes)) return true
  }
  return false
}
