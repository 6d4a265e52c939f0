/** Who may watch what, as pure rules over the grants that sign-in, tokens and links give. */
import type { JoinTarget } from '../protocol/messages.ts'

/** What a device's token allows. */
export interface DeviceGrant {
  tokenId: string
  teamId: string
  expiresAtMs: number | null
}

/** What a viewer's ticket, API token or link allows. */
export interface ViewerGrant {
  kind: 'user' | 'api' | 'link'
  /** User, token or link id. */
  id: string
  /** Shown to the people of the team. */
  name: string
  teamIds: string[]
  /** The one thing a link opens; null for people and API tokens, who see their whole teams. */
  target: JoinTarget | null
  expiresAtMs: number | null
}

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

/** Lists of a team and the names of its watchers are for its people, never for holders of a link. */
export function maySeeTeam(grant: ViewerGrant, teamId: string): boolean {
  return grant.target === null && grant.teamIds.includes(teamId)
}
