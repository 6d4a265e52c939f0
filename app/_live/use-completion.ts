'use client'

/** What the filter field offers at the caret: keys of the language, and keys and values that the records have. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { LEVELS } from '#lib/protocol/levels.ts'
import type { LogSource } from '#lib/viewer/log-source.ts'
import { type CompletionPlace, completionAt } from '#lib/viewer/query/completion.ts'
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

export interface Completions {
  options: readonly Completion[]
  /** The text with an option in place, and where the caret is then. */
  accept: (option: Completion) => { text: string; caret: number }
}

const OPTIONS_MAX = 8
/** Keys in the order in which people need them. */
const OFFERED_KEYS = ['level', 'logger', 'message', 'error', 'trace', 'span', 'seq', 'pattern']
const COMPARED_LEVELS = ['>=warn', '>=error']

export function useCompletion(log: LogSource, text: string, caret: number | null): Completions {
  const place = useMemo(() => (caret === null ? null : completionAt(text, caret)), [text, caret])
  const seen = useSuggestions(log, place)
  const options = useMemo(() => (place ? optionsOf(place, seen) : []), [place, seen])
  const accept = useCallback(
    ({ insert }: Completion) => {
      const { from = 0, to = 0, kind } = place ?? {}
      const rest = text.slice(to)
      const gap = kind === 'value' && !/^[\s)]/.test(rest) ? ' ' : ''
      const before = text.slice(0, from) + insert + gap
      return { text: before + rest, caret: before.length }
    },
    [place, text],
  )
  return { options, accept }
}

/** Asks once for the keys and once for the values of each key that the person comes to. */
function useSuggestions(log: LogSource, place: CompletionPlace | null): readonly Suggestion[] {
  const key = place ? `${place.kind}:${place.key}` : ''
  const [answer, setAnswer] = useState<{ key: string; found: readonly Suggestion[] }>({ key: '', found: [] })
  const latest = useRef('')
  useEffect(() => {
    latest.current = key
    if (key === '' || key === 'value:level' || key === 'value:seq') return
    const isValue = key.startsWith('value:')
    void log
      .ask('suggest', isValue ? { of: 'values', key: key.slice('value:'.length) } : { of: 'keys' })
      .then((found) => latest.current === key && setAnswer({ key, found }))
  }, [log, key])
  return answer.key === key ? answer.found : []
}

function optionsOf({ kind, key, prefix }: CompletionPlace, seen: readonly Suggestion[]): Completion[] {
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
  if (KEYS.includes(key) && !['level', 'logger', 'error'].includes(key)) return []
  const starting = values.filter(({ text }) => text.toLowerCase().startsWith(wanted))
  const inner = values.filter(
    ({ text }) => text.toLowerCase().includes(wanted) && !starting.some((one) => one.text === text),
  )
  // What is written in full needs no offer.
  return [...starting, ...inner].filter(({ insert }) => insert !== prefix).slice(0, OPTIONS_MAX)
}
