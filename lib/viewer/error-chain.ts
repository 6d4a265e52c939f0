/**
 * The error of a record as a chain: the error itself, then its causes and the errors that it gathers, each with its frames and
 * with the fields that the SDK recorded as `error.code`, `error.cause.code`, `error.errors.0.code` (lib/sdk/record/to-error.ts).
 */
import type { LogRecord } from '#lib/protocol/record.ts'
import { readStack, type StackLine, type StackPart } from './stack-frames.ts'

export interface ErrorField {
  /** The name of the attribute. */
  key: string
  name: string
  value: unknown
}

export interface ChainedError {
  relation: StackPart['relation']
  /** `TypeError: message`; may have several lines. */
  headline: string
  lines: StackLine[]
  /** The error's own fields by their short names, such as `code`. */
  fields: ErrorField[]
}

/** Longest chain that is shown; the SDK records fewer. */
const CHAIN_MAX = 12

export function errorChain({ error, attributes }: Pick<LogRecord, 'error' | 'attributes'>): ChainedError[] {
  if (!error) return []
  const said = [error.name, error.message].filter(Boolean).join(': ')
  const parts = error.stack ? readStack(error.stack).slice(0, CHAIN_MAX) : []
  const [first] = parts
  const chain: ChainedError[] = []
  // The name and the message of the record are whole; a headline may be cut or hold a note of the runtime.
  if (!first || first.relation !== null) chain.push({ relation: null, headline: said, lines: [], fields: [] })
  for (const { relation, headline, lines } of parts) {
    if (relation !== null) chain.push({ relation, headline: headline.trimEnd(), lines, fields: [] })
    else chain.push({ relation, headline: said, lines: [...unsaid(headline, said), ...lines], fields: [] })
  }
  let causes = 0
  let gathered = 0
  const prefixes = chain.map(({ relation }) => {
    if (relation === null) return 'error.'
    if (relation === 'cause') return `error.${'cause.'.repeat(++causes)}`
    return relation === 'one-of' ? `error.errors.${gathered++}.` : null
  })
  for (const [key, value] of Object.entries(attributes ?? {})) {
    const at = prefixes.findIndex(
      (prefix) => prefix !== null && key.startsWith(prefix) && !/^(?:cause|errors)\./.test(key.slice(prefix.length)),
    )
    const prefix = prefixes[at]
    if (prefix) chain[at]?.fields.push({ key, name: key.slice(prefix.length), value })
  }
  return chain
}

/** What stands above the first frame beside the name and the message: a place, a note of the runtime. */
function unsaid(headline: string, said: string): StackLine[] {
  const [first = ''] = said.split('\n', 1)
  return headline
    .split('\n')
    .filter((line) => line.trim() !== '' && !said.includes(line.trim()) && !line.includes(first))
    .map((text) => ({ kind: 'note', text }))
}
