/** Tells people of the team who watches a session, which holders of a link do not learn, and participants who takes part. */
import type { HubOutput } from './hub-output.ts'
import { participantsOf } from './participants.ts'
import type { RelaySession } from './session.ts'

export function sendWatchers(session: RelaySession, out: HubOutput): void {
  sendParticipants(session, out)
  const { id, audience } = session
  const subscriptions = [...audience.viewers.values()]
  const readers = subscriptions.filter(({ seesWatchers }) => seesWatchers).map(({ viewer }) => viewer)
  if (readers.length === 0) return
  const here = subscriptions.map(({ watcher }) => watcher)
  const elsewhere = [...audience.nodes.values()].flatMap((node) => node.watchers)
  const watchers = [...here, ...elsewhere].map(({ linkId: _, author: _author, ...watcher }) => watcher)
  out.toViewers(readers, 'watchers', id, watchers)
}

/** [CO1] */
function sendParticipants({ id, audience }: RelaySession, out: HubOutput): void {
  const takers = [...audience.viewers.values()].filter(({ watcher }) => watcher.author).map(({ viewer }) => viewer)
  if (takers.length > 0) out.toViewers(takers, 'participants', id, participantsOf(audience))
}
