/** What a checked right allows (rule AC1): sign-in, tokens and links make grants, the relay reads them. */
import type { JoinTarget } from './messages.ts'

/** What a device token allows. */
export interface DeviceGrant {
  tokenId: string
  teamId: string
  expiresAtMs: number | null
}

/** What a viewer's ticket, API token or share link allows. */
export interface ViewerGrant {
  kind: 'user' | 'api' | 'link'
  /** Id of the user, token or link. */
  id: string
  /** Name shown to the team. */
  name: string
  teamIds: string[]
  /** The one session or device that a link opens; null for people and API tokens, which see their whole teams. */
  target: JoinTarget | null
  expiresAtMs: number | null
  /** A person's session version at the time of the grant: a higher one in the database ends the grant. */
  sessionVersion?: number
  /** The sign-in of the person's browser: when it ends, the grant ends. */
  signInId?: string
}
