/** Who watches a session, told to those who may know: people of the team, never holders of a link. */
import type { HubOutput } from './hub-output.ts'
import type { RelaySession } from './session.ts'

export function tellWatchers(session: RelaySession, out: HubOutput): void {
  session.areWatchersDirty = false
  const seats = [...session.seats.values()]
  const told = seats.filter((seat) => seat.seesWatchers).map((seat) => seat.viewer)
  const everybody = [seats.map((seat) => seat.watcher), ...[...session.elsewhere.values()].map((seat) => seat.watchers)]
  const watchers = everybody.flat().map(({ linkId: _, ...watcher }) => watcher)
  if (told.length > 0) out.toViewers(told, 'watchers', session.id, watchers)
}
