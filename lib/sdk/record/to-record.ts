/** Makes a record from what the host logged: text, fields and error, all JSON-safe. Redaction and encoding come after it. */
import { own } from '#lib/protocol/built-ins.ts'
import { parseLevel } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type LogRecord, ownRecord } from '#lib/protocol/record.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { isFields, Serializer } from './serializer.ts'
import { describeError, isErrorLike, readError } from './to-error.ts'
import { plainText, preview, toText } from './to-text.ts'

type Fields = Record<string, unknown>

/** What a logger adds to each of its records. The attributes are already JSON-safe. */
export interface Bindings {
  scope?: string
  attributes?: Fields
}

const TRACE_ID_CHARS_MAX = 64
/** Names under which loggers pass an error among the fields. */
const ERROR_KEYS = ['error', 'err', 'exception']
/** Names of the message in an object that is logged as a whole. */
const MESSAGE_KEYS = ['message', 'msg']

/** Throws only what getters of `from` itself throw. Every value is read once. */
export function toRecord(from: LogInput, bindings: Bindings, nowMs: number): LogRecord {
  const serializer = new Serializer()
  const input = own(from)
  const bound = own(bindings)
  const { body: given, error: givenError } = input
  let error = givenError === undefined || givenError === null ? undefined : readError(givenError)
  let body: string
  let bodyFields: Fields | undefined
  if (isErrorLike(given)) {
    const reading = readError(given)
    error ??= reading
    body = describeError(reading)
  } else if (typeof given === 'object' && given !== null) {
    ;[body, bodyFields] = splitObject(serializer.plain(given))
  } else body = toText(given)

  const { attributes } = input
  let fields: Fields | undefined
  if (isErrorLike(attributes)) error ??= readError(attributes)
  else if (attributes !== undefined && attributes !== null) {
    const errorKey = error === undefined ? ERROR_KEYS.find((key) => isErrorLike(ownValue(attributes, key))) : undefined
    if (errorKey !== undefined) error = readError(ownValue(attributes, errorKey))
    fields = serializer.fields(attributes)
    if (errorKey !== undefined) delete fields[errorKey]
  }

  const record = ownRecord({
    timeMs: isTime(input.timeMs) ? input.timeMs : nowMs,
    level: input.level === undefined ? 'info' : parseLevel(input.level),
    body: body.slice(0, LIMITS.recordBytesMax),
  })
  if (serializer.isCut || body.length > record.body.length) record.truncated = true
  if (input.isJson && !record.truncated) record.isJson = true
  else if (bound.attributes || error || bodyFields || fields) {
    const merged = { ...bound.attributes, ...error?.fields, ...bodyFields, ...fields }
    if (Object.keys(merged).length > 0) record.attributes = merged
  }
  if (input.isPartial) record.isPartial = true
  const scope = input.scope ?? bound.scope
  if (typeof scope === 'string' && scope !== '') record.scope = scope.slice(0, LIMITS.labelCharsMax)
  if (typeof input.traceId === 'string') record.traceId = input.traceId.slice(0, TRACE_ID_CHARS_MAX)
  if (typeof input.spanId === 'string') record.spanId = input.spanId.slice(0, TRACE_ID_CHARS_MAX)
  if (error) {
    const { name, message, stack } = error
    record.error = stack === undefined ? { name, message } : { name, message, stack }
  }
  return record
}

/** Splits an object that was logged as a whole into its message, or a preview, and its fields. */
function splitObject(plain: unknown): [body: string, fields: Fields | undefined] {
  if (!isFields(plain)) return [plainText(plain), undefined]
  const owned = own(plain)
  const key = MESSAGE_KEYS.find((name) => typeof owned[name] === 'string')
  if (key === undefined) return [preview(plainText(plain)), plain]
  const { [key]: message, ...fields } = plain
  return [message as string, fields]
}

/** A member that no accessor computes. */
function ownValue(from: object, key: string): unknown {
  try {
    return own(Object.getOwnPropertyDescriptor(from, key)).value
  } catch {
    return undefined // a proxy that throws
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15
}
