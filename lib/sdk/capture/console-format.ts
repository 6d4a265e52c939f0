/** A console call as a message: its text as the console would print it, its fields, its error. Each argument is read once. */
import { proxyText } from '#lib/sdk/record/proxy-text.ts'
import { isFields, Serializer } from '#lib/sdk/record/serializer.ts'
import { describeError, type ErrorReading, isErrorLike, readError } from '#lib/sdk/record/to-error.ts'
import { plainText, preview } from '#lib/sdk/record/to-text.ts'

export interface ConsoleMessage {
  body: string
  attributes?: Record<string, unknown> | undefined
  error?: ErrorReading | undefined
}

/** What one argument has given: an error, or JSON-safe data. */
interface Argument {
  error: ErrorReading | undefined
  plain: unknown
}

/**
 * Replaces `%s %d %i %f %j %o %O %c %%` in a first argument that is a string, and appends the remaining arguments. `isConsole`:
 * see SerializerBounds.
 */
export function formatConsole(args: readonly unknown[], isConsole = true): ConsoleMessage {
  const read = (value: unknown): Argument => {
    const proxied = isConsole ? proxyText(value) : undefined
    if (proxied !== undefined) return { error: undefined, plain: proxied }
    return isErrorLike(value)
      ? { error: readError(value), plain: undefined }
      : { error: undefined, plain: new Serializer({ isConsole }).plain(value) }
  }
  const [format, ...values] = typeof args[0] === 'string' ? args : [undefined, ...args]
  const all = values.map(read)
  let used = 0
  const parts: string[] = []
  if (typeof format === 'string')
    parts.push(
      format.replace(/%[sdifjoOc%]/g, (directive) => {
        if (directive === '%%') return values.length > 0 ? '%' : directive
        return used < all.length ? substitute(directive, values[used], all[used++] as Argument) : directive
      }),
    )
  const rest = all.slice(used)
  for (const argument of rest) parts.push(textOf(argument))
  const error = all.find((argument) => argument.error)?.error
  return { body: parts.join(' '), error, attributes: fieldsOf(rest) }
}

function textOf({ error, plain }: Argument): string {
  return error ? describeError(error) : preview(plainText(plain))
}

/** `value` is used as a number only where that runs no code of the host. */
function substitute(directive: string, value: unknown, argument: Argument): string {
  if (directive === '%c') return '' // a style
  if (typeof value === 'bigint' && /[di]/.test(directive)) return `${value}n`
  switch (directive) {
    case '%d':
      return String(/object|function|symbol/.test(typeof value) ? Number.NaN : Number(value))
    case '%i':
      return String(Number.parseInt(textOf(argument), 10))
    case '%f':
      return String(Number.parseFloat(textOf(argument)))
    default:
      return textOf(argument)
  }
}

/** The fields of a single object; several objects, or one too long for the text, as a list. */
function fieldsOf(rest: readonly Argument[]): Record<string, unknown> | undefined {
  const objects = rest.map(({ plain }) => plain).filter((plain) => typeof plain === 'object' && plain !== null)
  const [only] = objects
  if (objects.length === 1 && isFields(only)) return only
  if (objects.length > 1) return { arguments: objects }
  if (objects.length === 1 && preview(plainText(only)) !== plainText(only)) return { arguments: objects }
  return undefined
}
