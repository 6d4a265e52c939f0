/** Tells dashboards that the number of people who watch through a share link has changed. */
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import type { RelayParts } from './transport.ts'

/** Does nothing for a grant that is not a link's. */
export function announceLinkWatchers({ kind, teamIds }: ViewerGrant, teamChanged: RelayParts['teamChanged']): void {
  if (kind !== 'link') return
  for (const team of teamIds) teamChanged(team, 'links')
}
