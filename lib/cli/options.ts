/** Reads a verb's options: node's parser with our words for what is wrong. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>['values']

/** Throws UsageError for unknown options, missing values and for more or fewer words beside them than `words` names. */
export function readOptions<const O extends Options>(
  args: string[],
  options: O,
  words: readonly string[] = [],
): Values<O> & { positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: words.length > 0 })
    const missing = words[positionals.length]
    if (missing !== undefined) throw new UsageError(`${missing} is missing`)
    const extra = positionals[words.length]
    if (extra !== undefined) throw new UsageError(`Unexpected argument '${extra}'`)
    return { ...(values as Values<O>), positionals }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const message = error instanceof Error ? error.message : String(error)
    // What follows the first sentence is about positional arguments, which no other verb has.
    throw new UsageError(message.split(/\. (?:To|This) |\.?\n/)[0] ?? message)
  }
}

export function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`${name} is missing`)
  return value
}

/** `https://host[:port]`; what follows the origin is dropped. */
export function serverOrigin(value: string | undefined): string {
  const text = required(value, '--server')
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--server must look like https://logs.example.com, got "${text}"`)
  return url.origin
}
