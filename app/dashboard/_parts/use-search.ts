'use client'

/** A search text that lives in the address (`?q=`), so that it survives reload and can be passed on. No request is made for it. */
import { useSearchParams } from 'next/navigation'

export function useSearch(): { query: string; setQuery: (query: string) => void } {
  const query = useSearchParams().get('q') ?? ''
  function setQuery(next: string) {
    const url = new URL(location.href)
    if (next) url.searchParams.set('q', next)
    else url.searchParams.delete('q')
    history.replaceState(null, '', url)
  }
  return { query, setQuery }
}
