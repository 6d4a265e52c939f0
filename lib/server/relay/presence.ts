/** Tells people of the team who watches a session; holders of a link do not learn it. */
import type { HubOutput } from './hub-output.ts'
import type { RelaySession } from './session.ts'

export function sendWatchers({ id, audience }: RelaySession, out: HubOutput): void {
  const subscriptions = [...audience.viewers.values()]
  const readers = subscriptions.filter(({ seesWatchers }) => seesWatchers).map(({ viewer }) => viewer)
  if (readers.length === 0) return
  const here = subscriptions.map(({ watcher }) => watcher)
  const elsewhere = [...audience.nodes.values()].flatMap((node) => node.watchers)
  const watchers = [...here, ...elsewhere].map(({ linkId: _, ...watcher }) => watcher)
  out.toViewers(readers, 'watchers', id, watchers)
}
