/** The links below a paginated list: to its first page and to the next one. */

import { LinkButton } from '#app/_ui/link-button.tsx'
import { listPath } from './list-path.ts'

export interface PagerProps {
  /** Path of this list without a cursor. */
  path: string
  params: Record<string, string | undefined>
  isFirst: boolean
  nextCursor: string | null
  words: { list: string; first: string; next: string }
}

export function Pager({ path, params, isFirst, nextCursor, words }: PagerProps) {
  if (isFirst && nextCursor === null) return null
  return (
    <nav aria-label={words.list} className="flex justify-between gap-2">
      {isFirst ? <span /> : <LinkButton href={listPath(path, params)}>{words.first}</LinkButton>}
      {nextCursor !== null && (
        // Every page is a query: none is fetched before somebody asks for it.
        <LinkButton prefetch={false} href={listPath(path, { ...params, cursor: nextCursor })}>
          {words.next}
        </LinkButton>
      )}
    </nav>
  )
}
