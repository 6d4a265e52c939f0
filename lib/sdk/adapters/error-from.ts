/** An error that a logger has already turned into fields, as an error again: its record shows name, message and stack. */
import { isFields } from '#lib/sdk/record/serializer.ts'
import { isErrorLike } from '#lib/sdk/record/to-error.ts'

/**
 * Undefined for values without a message or a stack. Other fields, such as `code`, become fields of the error. Creates no stack of
 * its own.
 */
export function errorFrom(value: unknown): Error | undefined {
  if (isErrorLike(value)) return value
  if (!isFields(value)) return undefined
  const { type, name = type, message, stack, ...more } = value
  if (typeof stack !== 'string' && (typeof message !== 'string' || typeof name !== 'string')) return undefined
  const error = Object.create(Error.prototype) as Error
  const define = (key: string, given: unknown, fallback: string) =>
    Object.defineProperty(error, key, { value: typeof given === 'string' ? given : fallback, configurable: true })
  define('name', name, nameIn(stack))
  define('message', message, messageIn(stack))
  define('stack', stack, '')
  return Object.assign(error, more)
}

/** `TypeError` of the first line `TypeError: no`. */
function nameIn(stack: unknown): string {
  return (typeof stack === 'string' && /^(?:Uncaught )?([\w$.]{1,100})(?::|\n|$)/.exec(stack)?.[1]) || 'Error'
}

function messageIn(stack: unknown): string {
  return (typeof stack === 'string' && /^[^\n:]{0,100}: ([^\n]*)/.exec(stack)?.[1]) || ''
}
