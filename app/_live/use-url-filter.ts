'use client'

/**
 * The filter of the log, stored in the address: `?q=timeout&level=warn,error&from=…&to=…`. The fragment stays untouched. While the
 * text is not a query, the log keeps the last one that was.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import { type LogFilter, type LogSource, NO_FILTER } from '#lib/viewer/log-source.ts'
import type { Query } from '#lib/viewer/query/query.ts'
import type { QueryFault } from '#lib/viewer/query/query-fault.ts'
import { queryLanguage } from './query-language.ts'

export interface UrlFilter {
  /** With the text as it is written, finished or not. */
  filter: LogFilter
  change: (filter: LogFilter) => void
  /** Filters without writing it to the address. */
  show: (filter: LogFilter) => void
  /** The query that filters now; null: nothing is filtered by words. */
  query: Query | null
  /** What is wrong with the text; null: nothing. */
  fault: QueryFault | null
}

const VIEW_PARAMETERS: ReadonlySet<string> = new Set(['q', 'level', 'from', 'to', 'find'])

interface Applied {
  text: string
  query: Query | null
}

const NONE: Applied = { text: '', query: null }

/** `log` must stay the same object. */
export function useUrlFilter(log: Pick<LogSource, 'setFilter'>): UrlFilter {
  const [filter, setFilter] = useState(NO_FILTER)
  const [fault, setFault] = useState<QueryFault | null>(null)
  const [query, setQuery] = useState<Query | null>(null)
  const applied = useRef(NONE)
  const latest = useRef(NO_FILTER)

  const apply = useCallback(
    (next: LogFilter) => {
      latest.current = next
      setFilter(next)
      const language = queryLanguage.now()
      if (next.text !== '' && !language) {
        // Until the language is loaded, a text that is no query filters nothing.
        log.setFilter(next)
        void queryLanguage.load().then(
          () => latest.current === next && apply(next),
          () => {}, // the page has lost its server; the log filters all the same
        )
        return
      }
      const result = language?.parseQuery(next.text)
      if (!result) applied.current = NONE
      else if (result.isOk) applied.current = { text: next.text, query: result.parsed.query }
      setFault(result?.isOk === false ? result.fault : null)
      setQuery(applied.current.query)
      log.setFilter({ ...next, text: applied.current.text })
    },
    [log],
  )

  useEffect(() => {
    const read = () => apply(parseFilter(new URLSearchParams(location.search)))
    read()
    addEventListener('popstate', read)
    return () => removeEventListener('popstate', read)
  }, [apply])

  const change = useCallback(
    (next: LogFilter) => {
      apply(next)
      writeFilter(next)
    },
    [apply],
  )
  return { filter, change, show: apply, query, fault }
}

export function isFiltering({ text, levels, fromMs, toMs }: LogFilter): boolean {
  return text.trim() !== '' || levels.length > 0 || fromMs !== undefined || toMs !== undefined
}

/** The parameters of a view as the address has them; where the log comes from is not among them. */
export function viewQuery(): string {
  const inAddress = new URLSearchParams(location.search)
  return new URLSearchParams([...inAddress].filter(([name]) => VIEW_PARAMETERS.has(name))).toString()
}

export function parseFilter(query: URLSearchParams): LogFilter {
  const named = (query.get('level') ?? '').split(',')
  const filter: LogFilter = {
    text: query.get('q') ?? '',
    levels: LEVELS.filter((level: Level) => named.includes(level)),
  }
  const fromMs = timeOf(query.get('from'))
  const toMs = timeOf(query.get('to'))
  return { ...filter, ...(fromMs === null ? {} : { fromMs }), ...(toMs === null ? {} : { toMs }) }
}

function timeOf(text: string | null): number | null {
  const ms = text === null ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) ? null : ms
}

function writeFilter({ text, levels, fromMs, toMs }: LogFilter): void {
  const url = new URL(location.href)
  const write = (name: string, value: string) => {
    if (value) url.searchParams.set(name, value)
    else url.searchParams.delete(name)
  }
  write('q', text)
  write('level', levels.join(','))
  write('from', isoOf(fromMs))
  write('to', isoOf(toMs))
  // Commas and colons stay unescaped, because people read the address.
  history.replaceState(history.state, '', url.href.replaceAll('%2C', ',').replaceAll('%3A', ':'))
}

/** Empty: no bound, or one beyond the calendar. */
function isoOf(ms: number | undefined): string {
  const date = new Date(ms ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}
