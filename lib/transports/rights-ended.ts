/** Which connections a cut reaches: those that came in by the right that has ended. */
import type { ViewerGrant } from '../protocol/grants.ts'
import type { CutTarget } from '../relay/live-relay.ts'

/** A device's connection, whatever it speaks. */
export interface CutDevice {
  tokenId: string | null
  session: { id: string; deviceId: string } | null | undefined
}

export function isDeviceOf({ tokenId, session }: CutDevice, target: CutTarget): boolean {
  if (target.kind === 'token') return tokenId === target.id
  if (target.kind === 'device') return session?.deviceId === target.id
  return target.kind === 'session' && session?.id === target.id
}

export function isViewerOf(grant: ViewerGrant, target: CutTarget): boolean {
  // The link went with what it opened, whether or not its holder watches just now.
  if (target.kind === 'device' || target.kind === 'session')
    return grant.target !== null && Object.values(grant.target).includes(target.id)
  if (target.kind === 'link') return grant.kind === 'link' && grant.id === target.id
  if (target.kind === 'token') return grant.kind === 'api' && grant.id === target.id
  if (target.kind === 'user') return grant.kind === 'user' && grant.id === target.id
  return (
    target.kind === 'membership' &&
    grant.kind === 'user' &&
    grant.id === target.userId &&
    grant.teamIds.includes(target.teamId)
  )
}
