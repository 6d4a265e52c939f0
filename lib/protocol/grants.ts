/** What the three kinds of right allow once they were checked (rule AC1): made by sign-in, tokens and links, read by the relay. */
import type { JoinTarget } from './messages.ts'

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
  /** Of a person at the time of the grant: a higher one in the database ends it. */
  sessionVersion?: number
}
