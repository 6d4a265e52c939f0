/** Makes a record of what the host logged: text, fields and error, all JSON-safe. Redaction and bytes come after it. */
import { parseLevel } from '../protocol/levels.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { LogRecord } from '../protocol/record.ts'
import type { LogInput } from './logger.ts'
import { readMember } from './read-member.ts'
import { describeError, isErrorLike, toError } from './to-error.ts'
import { isFields, Plainer } from './to-plain.ts'
import { preview, toText } from './to-text.ts'

type Fields = Record<string, unknown>

/** What a logger adds to each of its records. The attributes are JSON-safe already. */
export interface Bindings {
  scope?: string
  attributes?: Fields
}

const TRACE_ID_CHARS_MAX = 64
/** Names under which loggers hand over an error among the fields. */
const ERROR_KEYS = ['error', 'err', 'exception']
/** Names of the message inside an object that is logged as a whole. */
const MESSAGE_KEYS = ['message', 'msg']

/** Throws only what the members of `input` itself throw when they are read. */
export function toRecord(input: LogInput, bindings: Bindings, nowMs: number): LogRecord {
  const plainer = new Plainer()
  let { error } = input
  let body: string
  let bodyFields: Fields | undefined
  if (isErrorLike(input.body)) {
    error ??= input.body
    body = describeError(input.body)
  } else if (typeof input.body === 'object' && input.body !== null) {
    ;[body, bodyFields] = splitObject(plainer.plain(input.body))
  } else body = toText(input.body)

  let attributes: unknown = input.attributes
  if (isErrorLike(attributes)) {
    error ??= attributes
    attributes = undefined
  }
  const errorKey = error === undefined ? ERROR_KEYS.find((key) => isErrorLike(readMember(attributes, key))) : undefined
  if (errorKey !== undefined) error = readMember(attributes, errorKey)
  const given = attributes === undefined || attributes === null ? undefined : plainer.fields(attributes)
  if (errorKey !== undefined) delete given?.[errorKey]

  const record: LogRecord = {
    timeMs: isTime(input.timeMs) ? input.timeMs : nowMs,
    level: input.level === undefined ? 'info' : parseLevel(input.level),
    body: body.slice(0, LIMITS.recordBytesMax),
  }
  if (plainer.isCut || body.length > record.body.length) record.truncated = true
  if (input.isJson && !record.truncated) record.isJson = true
  else if (bindings.attributes || bodyFields || given) {
    const merged = { ...bindings.attributes, ...bodyFields, ...given }
    if (Object.keys(merged).length > 0) record.attributes = merged
  }
  const scope = input.scope ?? bindings.scope
  if (typeof scope === 'string' && scope !== '') record.scope = scope.slice(0, LIMITS.labelCharsMax)
  if (typeof input.traceId === 'string') record.traceId = input.traceId.slice(0, TRACE_ID_CHARS_MAX)
  if (typeof input.spanId === 'string') record.spanId = input.spanId.slice(0, TRACE_ID_CHARS_MAX)
  if (error !== undefined && error !== null) record.error = toError(error)
  return record
}

/** An object logged as a whole: its message, or a preview, as text; its fields as attributes. */
function splitObject(plain: unknown): [body: string, fields: Fields | undefined] {
  if (!isFields(plain)) return [typeof plain === 'string' ? plain : JSON.stringify(plain), undefined]
  const key = MESSAGE_KEYS.find((name) => typeof plain[name] === 'string')
  if (key === undefined) return [preview(JSON.stringify(plain)), plain]
  const { [key]: message, ...fields } = plain
  return [message as string, fields]
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15
}
