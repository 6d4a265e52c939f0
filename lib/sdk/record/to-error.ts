/**
 * Turns anything that was thrown into the error of a record: name, message, stack with its causes, and the fields that the host
 * gave it, such as `code` or `status`. Reads each member once and never throws.
 */
import { own } from '#lib/protocol/built-ins.ts'
import { jsonText } from '#lib/protocol/json-text.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { RecordError } from '#lib/protocol/record.ts'
import { tagOf } from './platform-objects.ts'
import { readMember, readString } from './read-member.ts'
import { messageOf, Serializer } from './serializer.ts'

/** Errors of a chain of causes and aggregated errors that are read. */
const CAUSES_MAX = 5
/** A longer stack is cut: people read the top of it. */
const STACK_CHARS_MAX = 32 * 1024
/** An object that is no error is shown as JSON, up to this length. */
const NON_ERROR_CHARS_MAX = 1_000
/** Bounds of an error's own fields: HTTP clients hang whole requests on their errors. */
const FIELD_BOUNDS = { depthMax: 4, nodesMax: 300, charsMax: 16 * 1024 }
/** What an error says of itself, and what it may inherit. */
const STANDARD = new Set(['name', 'message', 'stack', 'cause', 'errors'])

/** An error that has been read: everything that a record says of it comes from this one reading. */
export class ErrorReading implements RecordError {
  name = 'Error'
  message = ''
  declare stack?: string
  /** The error's own fields by the names that they have in a record: `error.code`, `error.cause.code`. */
  readonly fields: Record<string, unknown> = {}
}

export function readError(thrown: unknown): ErrorReading {
  if (isReading(thrown)) return thrown
  const reading = new ErrorReading()
  if (!isErrorLike(thrown) && !hasMessage(thrown)) {
    if (typeof thrown !== 'string') reading.name = thrown === null ? 'null' : typeof thrown
    reading.message = nonErrorText(thrown)
    return reading
  }
  const stacks: string[] = []
  const seen = new Set<unknown>()
  const queue: { error: unknown; title: string; path: string }[] = [{ error: thrown, title: '', path: 'error.' }]
  for (let next = queue.shift(); next && seen.size < CAUSES_MAX; next = queue.shift()) {
    const { error, title, path } = next
    if (typeof error !== 'object' || error === null || seen.has(error)) continue
    seen.add(error)
    if (error === thrown) {
      reading.name = readString(error, 'name') || 'Error'
      reading.message = readString(error, 'message').slice(0, LIMITS.recordBytesMax)
    }
    const stack = readString(error, 'stack')
    if (stack !== '') stacks.push(title + stack)
    readFields(error, path, reading.fields)
    queue.push({ error: readMember(error, 'cause'), title: 'Caused by: ', path: `${path}cause.` })
    const inner = listOf(readMember(error, 'errors'))
    queue.push(...inner.map((one, i) => ({ error: one, title: 'One of: ', path: `${path}errors.${i}.` })))
  }
  if (stacks.length > 0) reading.stack = stacks.join('\n').slice(0, STACK_CHARS_MAX)
  return reading
}

/** `TypeError: message`, without the stack. */
export function describeError(thrown: unknown): string {
  const { name, message } = readError(thrown)
  return message === '' ? name : `${name}: ${message}`
}

/**
 * True also for errors of another realm (an iframe, a Node vm context), for objects of libraries that only look like errors,
 * and for readings.
 */
export function isErrorLike(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false
  try {
    if (value instanceof Error || value instanceof ErrorReading) return true
    if (tagOf(value) === 'Error') return true
    // Only what has a stack of its own is asked for more: reading may run the host's code.
    if (typeof own(Object.getOwnPropertyDescriptor(value, 'stack')).value !== 'string') return false
  } catch {
    return false // a proxy that throws
  }
  return readString(value, 'name').endsWith('Error') && readString(value, 'message') !== ''
}

/** Whether a plain object says its message, as errors do that another program or language described. */
function hasMessage(value: unknown): value is { message: string } {
  if (typeof value !== 'object' || value === null) return false
  try {
    return typeof own(Object.getOwnPropertyDescriptor(value, 'message')).value === 'string'
  } catch {
    return false // a proxy that throws
  }
}

function nonErrorText(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return messageOf(thrown)
  const plain = new Serializer(FIELD_BOUNDS).plain(thrown)
  return (typeof plain === 'string' ? plain : jsonText(plain)).slice(0, NON_ERROR_CHARS_MAX)
}

function isReading(value: unknown): value is ErrorReading {
  try {
    return value instanceof ErrorReading
  } catch {
    return false
  }
}

function readFields(error: object, path: string, fields: Record<string, unknown>): void {
  const own = new Serializer(FIELD_BOUNDS).ownFields(error, STANDARD)
  for (const key of Object.keys(own)) fields[path + key] = own[key]
}

/** The first few items of a list; none of anything else. */
function listOf(value: unknown): unknown[] {
  try {
    return Array.isArray(value) ? value.slice(0, CAUSES_MAX) : []
  } catch {
    return []
  }
}
