/** What is offered at a place of the filter: keys of the language, and keys and values that the records have. */
import { LEVELS } from '#lib/protocol/levels.ts'
import type { CompletionPlace } from '#lib/viewer/query/completion.ts'
import { printLiteral, printPath } from '#lib/viewer/query/print.ts'
import { KEYS } from '#lib/viewer/query/query.ts'
import type { Suggestion } from '#lib/viewer/questions/suggest.ts'

export interface Completion {
  /** What takes the place of the part at the caret. */
  insert: string
  /** What the list shows. */
  text: string
  /** A key of the language, whose meaning the list says. */
  key: string | null
  /** In how many of the newest records; 0: not counted. */
  count: number
}

const OPTIONS_MAX = 8
/** Keys in the order in which people need them. */
const OFFERED_KEYS = ['level', 'logger', 'message', 'error', 'device', 'trace', 'span', 'seq', 'pattern']
const COMPARED_LEVELS = ['>=warn', '>=error']

export function completionsOf({ kind, key, prefix }: CompletionPlace, seen: readonly Suggestion[]): Completion[] {
  const wanted = prefix.toLowerCase()
  if (kind === 'key') {
    if (wanted === '') return []
    const known = OFFERED_KEYS.map((name) => ({ insert: `${name}:`, text: name, key: name, count: 0 }))
    const found = seen.map(({ text, count }) => ({ insert: `${printPath(text)}:`, text, key: null, count }))
    const starting = [...known, ...found].filter(({ text }) => text.toLowerCase().startsWith(wanted))
    const inner = found.filter(
      ({ text }) => text.toLowerCase().includes(`.${wanted}`) && !starting.some((one) => one.text === text),
    )
    return [...starting, ...inner].slice(0, OPTIONS_MAX)
  }
  const values =
    key === 'level'
      ? [...LEVELS, ...COMPARED_LEVELS].map((text) => ({ insert: text, text, key: null, count: 0 }))
      : seen.map(({ text, count }) => ({ insert: printLiteral(text), text, key: null, count }))
  if (KEYS.includes(key) && !['level', 'logger', 'error', 'device'].includes(key)) return []
  const starting = values.filter(({ text }) => text.toLowerCase().startsWith(wanted))
  const inner = values.filter(
    ({ text }) => text.toLowerCase().includes(wanted) && !starting.some((one) => one.text === text),
  )
  // What is written in full needs no offer.
  return [...starting, ...inner].filter(({ insert }) => insert !== prefix).slice(0, OPTIONS_MAX)
}
