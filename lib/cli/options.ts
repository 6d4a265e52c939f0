/** Reads a verb's options: node's parser with our words for what is wrong. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>['values']

/** Throws UsageError for unknown options, missing values and anything that is no option. */
export function readOptions<const O extends Options>(args: string[], options: O): Values<O> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values as Values<O>
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // What follows the first sentence is about positional arguments, which no verb has.
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
