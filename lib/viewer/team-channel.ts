/**
 * The team channel: the live sessions of a team, and counts of the changes to its stored lists, as one snapshot that
 * pages subscribe to.
 */
import type { SessionSummary, TeamTopic } from '#lib/protocol/messages.ts'
import type { ConnectionStatus, ViewerConnection } from './viewer-connection.ts'

export interface TeamSnapshot {
  /** False until the first answer arrives. */
  isLoaded: boolean
  status: ConnectionStatus
  /** Live and reconnecting sessions, newest first. */
  sessions: readonly SessionSummary[]
  /** Counts the changes of each stored list; a page loads the list again when its number rises. A reconnect raises all. */
  changes: Readonly<Record<TeamTopic, number>>
}

export interface TeamChannelOptions {
  connection: Pick<ViewerConnection, 'listen' | 'status' | 'watchTeam' | 'unwatchTeam'>
  team: string
}

export const NO_CHANGES: Readonly<Record<TeamTopic, number>> = {
  sessions: 0,
  devices: 0,
  tokens: 0,
  links: 0,
  members: 0,
  rejections: 0,
  waiting: 0,
}

/** Delay before the team is watched again after a missing answer, milliseconds. */
const RETRY_MS = 2_000

export class TeamChannel {
  readonly #options: TeamChannelOptions
  readonly #live = new Map<string, SessionSummary>()
  readonly #listeners = new Set<() => void>()
  readonly #unlisten: () => void
  #snapshot: TeamSnapshot
  #isClosed = false
  #retry: ReturnType<typeof setTimeout> | undefined

  /** Watches as soon as the connection is live, and again after each reconnect. */
  constructor(options: TeamChannelOptions) {
    this.#options = options
    const { connection, team } = options
    this.#snapshot = { isLoaded: false, status: connection.status, sessions: [], changes: NO_CHANGES }
    this.#unlisten = connection.listen({
      status: (status) => {
        this.#show({ status })
        this.#watchWhenLive()
      },
      team: (id, sessions) => {
        if (id !== team) return
        this.#merge(sessions)
        this.#show({ sessions: this.#newestFirst() })
      },
      teamChanged: (id, topic) => {
        const { changes } = this.#snapshot
        // A newer server may have topics that this page does not know.
        if (id === team && Object.hasOwn(changes, topic))
          this.#show({ changes: { ...changes, [topic]: changes[topic] + 1 } })
      },
    })
    this.#watchWhenLive()
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
    clearTimeout(this.#retry)
    this.#unlisten()
    this.#options.connection.unwatchTeam(this.#options.team)
  }

  #watchWhenLive(): void {
    clearTimeout(this.#retry)
    if (this.#options.connection.status.state === 'live') void this.#watch()
  }

  async #watch(): Promise<void> {
    const wasLoaded = this.#snapshot.isLoaded
    const answer = await this.#options.connection.watchTeam(this.#options.team)
    if (this.#isClosed) return
    if (!answer.ok) {
      // After a reconnect the team is watched again anyway; a missing answer on a live connection would leave the list empty.
      if (answer.error.retry) this.#retry = setTimeout(() => this.#watchWhenLive(), RETRY_MS)
      return
    }
    this.#live.clear()
    this.#merge(answer.sessions)
    const { changes } = this.#snapshot
    this.#show({ isLoaded: true, sessions: this.#newestFirst(), ...(wasLoaded ? { changes: raised(changes) } : {}) })
  }

  #merge(sessions: readonly SessionSummary[]): void {
    for (const session of sessions) {
      if (session.liveness === 'ended') this.#live.delete(session.session)
      else this.#live.set(session.session, session)
    }
  }

  #newestFirst(): SessionSummary[] {
    return [...this.#live.values()].sort((a, b) => b.startedAtMs - a.startedAtMs || (a.session < b.session ? -1 : 1))
  }

  #show(change: Partial<TeamSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    for (const listener of this.#listeners) listener()
  }
}

/** Raises every count: any list may have changed while the connection was lost. */
function raised(changes: TeamSnapshot['changes']): TeamSnapshot['changes'] {
  return {
    sessions: changes.sessions + 1,
    devices: changes.devices + 1,
    tokens: changes.tokens + 1,
    links: changes.links + 1,
    members: changes.members + 1,
    rejections: changes.rejections + 1,
    waiting: changes.waiting + 1,
  }
}
