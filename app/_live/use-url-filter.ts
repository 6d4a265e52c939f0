'use client'

/** The filter of the log, stored in the address: `?q=timeout&level=warn,error`. The fragment stays untouched. */
import { useCallback, useEffect, useState } from 'react'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import { type LogFilter, type LogSource, NO_FILTER } from '#lib/viewer/log-source.ts'

export function useUrlFilter(log: LogSource): [LogFilter, (filter: LogFilter) => void] {
  const [filter, setFilter] = useState(NO_FILTER)

  useEffect(() => {
    const read = () => {
      const inAddress = parseFilter(new URLSearchParams(location.search))
      setFilter(inAddress)
      log.setFilter(inAddress)
    }
    read()
    addEventListener('popstate', read)
    return () => removeEventListener('popstate', read)
  }, [log])

  const change = useCallback(
    (next: LogFilter) => {
      setFilter(next)
      log.setFilter(next)
      writeFilter(next)
    },
    [log],
  )
  return [filter, change]
}

export function isFiltering(filter: LogFilter): boolean {
  return filter.text.trim() !== '' || filter.levels.length > 0
}

function parseFilter(query: URLSearchParams): LogFilter {
  const named = (query.get('level') ?? '').split(',')
  return { text: query.get('q') ?? '', levels: LEVELS.filter((level: Level) => named.includes(level)) }
}

function writeFilter({ text, levels }: LogFilter): void {
  const url = new URL(location.href)
  if (text) url.searchParams.set('q', text)
  else url.searchParams.delete('q')
  if (levels.length > 0) url.searchParams.set('level', levels.join(','))
  else url.searchParams.delete('level')
  // Commas stay unescaped, because people read the address.
  history.replaceState(history.state, '', url.href.replaceAll('%2C', ','))
}
