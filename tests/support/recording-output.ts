/** A HubOutput that only records what was sent to which connection, and who is in which room. */
import type { AppError } from '#lib/protocol/app-error.ts'
import type { HubOutput } from '#lib/server/relay/hub-output.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'

export interface Said {
  to: string
  event: string
  args: unknown[]
}

export class RecordingOutput implements HubOutput {
  said: Said[] = []
  rooms = new Map<string, Set<string>>()
  /** In the room, but not receiving batches. */
  readonly direct = new Set<string>()
  iceServers = () => []
  refused: { connection: string; error: AppError }[] = []
  ended: RelaySession[] = []
  acksWanted = 0

  toDevice: HubOutput['toDevice'] = (to, event, ...args) => void this.said.push({ to, event, args })
  toTeam: HubOutput['toTeam'] = (to, event, ...args) => void this.said.push({ to, event, args })
  toViewers: HubOutput['toViewers'] = (connections, event, ...args) => {
    for (const to of connections) this.said.push({ to, event, args })
  }
  toSession: HubOutput['toSession'] = (session, event, ...args) => {
    for (const to of this.rooms.get(session) ?? []) {
      if (event !== 'batch' || !this.direct.has(to + session)) this.said.push({ to, event, args })
    }
  }
  enterSession = (viewer: string, session: string, path?: 'direct') => {
    this.rooms.set(session, (this.rooms.get(session) ?? new Set()).add(viewer))
    if (path) this.direct.add(viewer + session)
    else this.direct.delete(viewer + session)
  }
  leaveSession = (viewer: string, session: string) => void this.rooms.get(session)?.delete(viewer)
  refuseDevice = (connection: string, error: AppError) => void this.refused.push({ connection, error })
  swept = 0
  sweep = () => void this.swept++
  ackSoon = () => void this.acksWanted++
  hits: [limit: string, detail: string][] = []
  limitHit = (limit: string, detail: string) => void this.hits.push([limit, detail])
  sessionEnded = (session: RelaySession) => void this.ended.push(session)

  /** Returns what was sent to one connection, optionally only one event, and forgets it. */
  take(to: string, event?: string): Said[] {
    const taken = this.said.filter((s) => s.to === to && (!event || s.event === event))
    this.said = this.said.filter((s) => !taken.includes(s))
    return taken
  }
}
