/** The address of a page that shows one session, or several together, with the view that the page in sight has. */
import { viewQuery } from '#app/_live/use-url-filter.ts'

/** Lists that find room side by side. */
export const PANES_MAX = 4

export function shownSessionsHref(ids: readonly string[], isSplit = false): string {
  const [first = '', ...others] = ids
  const query = new URLSearchParams(viewQuery())
  for (const id of others) query.append('session', id)
  if (isSplit && others.length > 0) query.set('view', 'split')
  return `/dashboard/sessions/${first}${query.size > 0 ? `?${query}` : ''}`
}
