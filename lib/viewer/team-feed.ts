/** The live sessions of a team, and when its stored lists changed, as one snapshot that pages subscribe to. */
import type { LiveSession, TeamTopic } from '#lib/protocol/messages.ts'
import type { ConnectionStatus, ViewerConnection } from './viewer-connection.ts'

export interface TeamSnapshot {
  /** False until the first answer came. */
  isLoaded: boolean
  status: ConnectionStatus
  /** Live and reconnecting sessions, newest first. */
  sessions: readonly LiveSession[]
  /** Counts changes of each stored list; a page loads the list again when its number rises. Reconnecting raises all. */
  changes: Readonly<Record<TeamTopic, number>>
}

export declare class TeamFeed {
  constructor(options: { connection: ViewerConnection; team: string })
  /** For useSyncExternalStore: bound, at most one call per message. */
  readonly subscribe: (listener: () => void) => () => void
  readonly snapshot: () => TeamSnapshot
  close(): void
}
