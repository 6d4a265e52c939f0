/** What a viewer may watch, as pure rules over the grants that sign-in, tokens and links give. */
import type { ViewerGrant } from '#lib/protocol/grants.ts'

export interface SessionScope {
  id: string
  teamId: string
  deviceId: string
}

export function maySeeSession(grant: ViewerGrant, session: SessionScope): boolean {
  if (!grant.teamIds.includes(session.teamId)) return false
  if (grant.target === null) return true
  return 'session' in grant.target ? grant.target.session === session.id : grant.target.device === session.deviceId
}

export function maySeeDevice(grant: ViewerGrant, device: { id: string; teamId: string }): boolean {
  if (!grant.teamIds.includes(device.teamId)) return false
  return grant.target === null || ('device' in grant.target && grant.target.device === device.id)
}

/** A team's lists and the names of its watchers are for its members, never for holders of a link. */
export function maySeeTeam(grant: ViewerGrant, teamId: string): boolean {
  return grant.target === null && grant.teamIds.includes(teamId)
}
