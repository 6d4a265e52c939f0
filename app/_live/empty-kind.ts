/** Why the list of the live page has nothing to show. What the page says then is live-state.tsx. */
import type { LiveSnapshot } from '#lib/viewer/live-source.ts'
import type { LogView } from '#lib/viewer/log-source.ts'
import { isFiltering } from './use-url-filter.ts'

export type EmptyKind = 'connecting' | 'device' | 'first' | 'away' | 'ended' | 'filtered' | 'cleared'

/** Null: the list has rows to show. */
export function emptyKind({ isJoined, session, also }: LiveSnapshot, view: LogView): EmptyKind | null {
  if (view.total > 0 && view.matched === 0 && isFiltering(view.filter)) return view.isFiltering ? null : 'filtered'
  // Nothing but markers for lost records: the summary says more.
  const hasNothing = view.total === 0 && view.awaited === 0 && view.cleared === 0
  if (hasNothing && session?.liveness === 'ended') return 'ended'
  if (view.rowCount > 0) return null
  if (!isJoined) return 'connecting'
  if (view.cleared > 0) return 'cleared'
  if (!session) return also?.some(({ liveness }) => liveness === 'live') ? 'first' : 'device'
  if (session.liveness === 'live') return 'first'
  return 'away'
}
