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

export interface TeamFeedOptions {
  connection: Pick<ViewerConnection, 'listen' | 'status' | 'watchTeam' | 'unwatchTeam'>
  team: string
}

const NO_CHANGES: Record<TeamTopic, number> = { sessions: 0, devices: 0, tokens: 0, links: 0, members: 0 }

export class TeamFeed {
  readonly #options: TeamFeedOptions
  readonly #live = new Map<string, LiveSession>()
  readonly #listeners = new Set<() => void>()
  readonly #unlisten: () => void
  #snapshot: TeamSnapshot
  #isClosed = false

  /** Watches as soon as the connection is live, and again after each reconnect. */
  constructor(options: TeamFeedOptions) {
    this.#options = options
    const { connection, team } = options
    this.#snapshot = { isLoaded: false, status: connection.status, sessions: [], changes: NO_CHANGES }
    this.#unlisten = connection.listen({
      status: (status) => {
        this.#show({ status })
        if (status.state === 'live') void this.#watch()
      },
      team: (id, sessions) => {
        if (id !== team) return
        this.#merge(sessions)
        this.#show({ sessions: this.#newestFirst() })
      },
      teamChanged: (id, topic) => {
        const { changes } = this.#snapshot
        if (id === team) this.#show({ changes: { ...changes, [topic]: changes[topic] + 1 } })
      },
    })
    if (connection.status.state === 'live') void this.#watch()
  }

  /** For useSyncExternalStore: at most one call per message. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): TeamSnapshot => this.#snapshot

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#unlisten()
    this.#options.connection.unwatchTeam(this.#options.team)
  }

  async #watch(): Promise<void> {
    const wasLoaded = this.#snapshot.isLoaded
    const answer = await this.#options.connection.watchTeam(this.#options.team)
    if (!answer.ok || this.#isClosed) return
    this.#live.clear()
    this.#merge(answer.sessions)
    const { changes } = this.#snapshot
    this.#show({ isLoaded: true, sessions: this.#newestFirst(), ...(wasLoaded ? { changes: raised(changes) } : {}) })
  }

  #merge(sessions: readonly LiveSession[]): void {
    for (const session of sessions) {
      if (session.liveness === 'ended') this.#live.delete(session.session)
      else this.#live.set(session.session, session)
    }
  }

  #newestFirst(): LiveSession[] {
    return [...this.#live.values()].sort((a, b) => b.startedAtMs - a.startedAtMs || (a.session < b.session ? -1 : 1))
  }

  #show(change: Partial<TeamSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    for (const listener of this.#listeners) listener()
  }
}

/** What happened while we were away is not known: every list may have changed. */
function raised(changes: TeamSnapshot['changes']): TeamSnapshot['changes'] {
  return {
    sessions: changes.sessions + 1,
    devices: changes.devices + 1,
    tokens: changes.tokens + 1,
    links: changes.links + 1,
    members: changes.members + 1,
  }
}
