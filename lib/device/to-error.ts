/** Whatever was thrown, as the error of a record: name, message, stack with its causes. Never throws. */
import { LIMITS } from '../protocol/limits.ts'
import type { RecordError } from '../protocol/record.ts'
import { readMember, readString } from './read-member.ts'
import { messageOf } from './to-plain.ts'

const CAUSES_MAX = 5
/** A stack longer than this is cut: the top of it is what people read. */
const STACK_CHARS_MAX = 32 * 1024

export function toError(thrown: unknown): RecordError {
  if (!isErrorLike(thrown))
    return { name: typeof thrown === 'string' ? 'Error' : nameOfType(thrown), message: messageOf(thrown) }
  const name = readString(thrown, 'name') || 'Error'
  const message = readString(thrown, 'message').slice(0, LIMITS.recordBytesMax)
  const stack = stackWithCauses(thrown)
  return stack === '' ? { name, message } : { name, message, stack }
}

/** `TypeError: what it says`, without the stack. */
export function describeError(error: Error): string {
  const name = readString(error, 'name') || 'Error'
  const message = readString(error, 'message')
  return message === '' ? name : `${name}: ${message}`
}

/** Also errors of another realm (an iframe, a Node vm context) and of libraries that only look like one. */
export function isErrorLike(value: unknown): value is Error {
  if (value instanceof Error) return true
  if (typeof value !== 'object' || value === null) return false
  if (Object.prototype.toString.call(value) === '[object Error]') return true
  return (
    readString(value, 'name').endsWith('Error') &&
    readString(value, 'message') !== '' &&
    readString(value, 'stack') !== ''
  )
}

function stackWithCauses(error: object): string {
  const parts: string[] = []
  const seen = new Set<unknown>()
  const queue: { error: unknown; prefix: string }[] = [{ error, prefix: '' }]
  for (let next = queue.shift(); next && parts.length < CAUSES_MAX; next = queue.shift()) {
    if (typeof next.error !== 'object' || next.error === null || seen.has(next.error)) continue
    seen.add(next.error)
    const stack = readString(next.error, 'stack')
    if (stack !== '') parts.push(next.prefix + stack)
    queue.push({ error: readMember(next.error, 'cause'), prefix: 'Caused by: ' })
    const inner = readMember(next.error, 'errors')
    if (Array.isArray(inner)) queue.push(...inner.slice(0, CAUSES_MAX).map((error) => ({ error, prefix: 'One of: ' })))
  }
  return parts.join('\n').slice(0, STACK_CHARS_MAX)
}

function nameOfType(value: unknown): string {
  return value === null ? 'null' : typeof value
}
