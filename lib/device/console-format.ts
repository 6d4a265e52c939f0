/** What a console call says: its text as the console would print it, its fields, its error. Pure. */
import { describeError, isErrorLike } from './to-error.ts'
import { isFields, Plainer } from './to-plain.ts'
import { preview, toText } from './to-text.ts'

export interface ConsoleMessage {
  body: string
  attributes?: Record<string, unknown>
  error?: unknown
}

/** `%s %d %i %f %j %o %O %c %%` in a first argument that is text, the other arguments behind it. */
export function formatConsole(args: readonly unknown[]): ConsoleMessage {
  let used = 0
  const parts: string[] = []
  if (typeof args[0] === 'string') {
    used = 1
    parts.push(
      args[0].replace(/%[sdifjoOc%]/g, (directive) => {
        if (directive === '%%') return args.length > 1 ? '%' : directive
        if (used >= args.length) return directive
        return substitute(directive, args[used++])
      }),
    )
  }
  const rest = args.slice(used)
  for (const value of rest) parts.push(preview(toText(value)))
  const message: ConsoleMessage = { body: parts.join(' ') }
  const error = args.find(isErrorLike)
  if (error) message.error = error
  const attributes = fieldsOf(rest)
  if (attributes) message.attributes = attributes
  return message
}

function substitute(directive: string, value: unknown): string {
  switch (directive) {
    case '%s':
      return isErrorLike(value) ? describeError(value) : preview(toText(value))
    case '%d':
      return typeof value === 'bigint' ? `${value}n` : String(typeof value === 'object' ? Number.NaN : Number(value))
    case '%i':
      return typeof value === 'bigint' ? `${value}n` : String(Number.parseInt(toText(value), 10))
    case '%f':
      return String(Number.parseFloat(toText(value)))
    case '%c':
      return '' // a style
    default:
      return preview(toText(value))
  }
}

/** One object's own fields; several objects, or one too long for the text, as a list. */
function fieldsOf(values: readonly unknown[]): Record<string, unknown> | undefined {
  const plainer = new Plainer()
  const objects = values
    .filter((value) => typeof value === 'object' && value !== null && !isErrorLike(value))
    .map((value) => plainer.plain(value))
    .filter((plain) => typeof plain === 'object')
  const [only] = objects
  if (objects.length === 1 && isFields(only)) return only
  if (objects.length > 1) return { arguments: objects }
  if (objects.length === 1 && preview(toText(only)) !== toText(only)) return { arguments: objects }
  return undefined
}
