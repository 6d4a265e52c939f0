/** The error in the fields of a structured record, under the names that common loggers give it. */
import type { RecordError } from '#lib/protocol/record.ts'
import { type FieldReader, fieldReader } from './fields.ts'
import { cutStack, readTrace } from './trace-error.ts'

/** Fields that hold an error: an object, its text, or its stack. */
const ERROR_KEYS = [
  'err',
  'error',
  'exception',
  '@x',
  'exc_info',
  'exc_text',
  'thrown',
  'throwable',
  'record.exception',
  'context.exception',
  'attr.error',
]
const NAME_KEYS = ['type', 'name', 'class', 'classname', 'exc_type', 'errortype', 'kind', 'codename']
const MESSAGE_KEYS = [
  'message',
  'msg',
  'errmsg',
  'value',
  'exc_value',
  'description',
  'reason',
  'localizedmessage',
  'error',
]
const STACK_KEYS = [
  'stack',
  'stack_trace',
  'stacktrace',
  'traceback',
  'extendedstacktrace',
  'trace',
  'errorverbose',
  'backtrace',
]
/** The same beside the message of the record: winston, zap, logstash, Google Cloud, AWS Lambda, ECS with dots in its names. */
const OWN_STACK_KEYS = ['stack', 'stack_trace', 'stacktrace', 'errorverbose', 'error.stack_trace', 'error.stack']

export function errorOfFields(field: FieldReader): RecordError | undefined {
  const ownStack = firstStack(field, OWN_STACK_KEYS)
  for (const key of ERROR_KEYS) {
    const error = ofValue(field(key), ownStack)
    if (error) return error
  }
  const flatMessage =
    textOf(field('error.message')) ?? textOf(field('errormessage')) ?? textOf(field('exception.message'))
  if (flatMessage !== undefined) {
    const name = textOf(field('error.type')) ?? textOf(field('errortype')) ?? textOf(field('exception.type'))
    return assemble(name, flatMessage, ownStack ?? textOf(field('exception.stacktrace')))
  }
  if (ownStack === undefined) return undefined
  return (
    readTrace(ownStack.split('\n'))?.error ??
    assemble(undefined, textOf(field('message')) ?? textOf(field('msg')) ?? '', ownStack)
  )
}

function ofValue(value: unknown, ownStack: string | undefined): RecordError | undefined {
  if (typeof value === 'string') {
    if (value.trim() === '') return undefined
    return readTrace(value.split('\n'))?.error ?? assemble(undefined, value, ownStack)
  }
  if (Array.isArray(value)) return value.length > 0 && value.length < 32 ? ofValue(value.at(-1), ownStack) : undefined
  if (typeof value !== 'object' || value === null) return undefined
  const field = fieldReader(value as Record<string, unknown>)
  const stack = firstStack(field, STACK_KEYS) ?? ownStack
  const message = firstText(field, MESSAGE_KEYS)
  const name = firstText(field, NAME_KEYS)
  if (message === undefined && stack === undefined && (name === undefined || !/Error|Exception/.test(name)))
    return undefined
  const fromStack = stack === undefined ? undefined : readTrace(stack.split('\n'))?.error
  return assemble(name ?? fromStack?.name, message ?? fromStack?.message ?? '', stack)
}

/** `Error` stands in for a name that nobody gave. */
function assemble(name: string | undefined, message: string, stack: string | undefined): RecordError {
  const error: RecordError = { name: (name || 'Error').slice(0, 200), message: message.slice(0, 4_096) }
  return stack === undefined ? error : { ...error, stack: cutStack(stack) }
}

function firstText(field: FieldReader, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = textOf(field(key))
    if (text !== undefined) return text
  }
  return undefined
}

function firstStack(field: FieldReader, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = field(key)
    if (typeof value === 'string' && value !== '') return value
    if (Array.isArray(value) && value.length > 0) return value.slice(0, 200).map(frameText).join('\n')
  }
  return undefined
}

/** A frame of a stack that is an array: text, or an object of Log4j or structlog. */
function frameText(frame: unknown): string {
  if (typeof frame !== 'object' || frame === null) return String(frame)
  const { class: owner, method, name, file, filename, line, lineno } = frame as Record<string, unknown>
  return `    at ${[owner, method ?? name].filter(Boolean).join('.')} (${file ?? filename ?? '?'}:${line ?? lineno ?? '?'})`
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
