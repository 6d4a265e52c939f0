'use client'

/** What the filter field offers at the caret, and what becomes of the text with it. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { LogSource } from '#lib/viewer/log-source.ts'
import type { CompletionPlace } from '#lib/viewer/query/completion.ts'
import type { Suggestion } from '#lib/viewer/questions/suggest.ts'
import type { Completion } from './completions.ts'
import { queryLanguage } from './query-language.ts'

export interface Completions {
  options: readonly Completion[]
  /** The text with an option in place, and where the caret is then. */
  accept: (option: Completion) => { text: string; caret: number }
}

export function useCompletion(log: LogSource, text: string, caret: number | null): Completions {
  const language = queryLanguage.use(caret !== null)
  const place = useMemo(
    () => (language && caret !== null ? language.completionAt(text, caret) : null),
    [language, text, caret],
  )
  const seen = useSuggestions(log, place)
  const options = useMemo(() => (language && place ? language.completionsOf(place, seen) : []), [language, place, seen])
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
