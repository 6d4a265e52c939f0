/** The port between the relay's rules and what carries them out: real sockets in the server, a recorder in tests. */
import type { AppError } from '#lib/protocol/app-error.ts'
import type { LimitName } from '#lib/protocol/limits.ts'
import type { IceServer, RelayToDevice, RelayToViewer } from '#lib/protocol/messages.ts'
import type { SharedMessage } from '#lib/protocol/participants.ts'
import type { RelaySession } from './session.ts'

/** An event map's messages as tuples, so that testing the event narrows what follows. */
type MessageOf<Events extends Record<keyof Events, (...args: never[]) => void>> = {
  [E in keyof Events]: [event: E, ...args: Parameters<Events[E]>]
}[keyof Events]

export type DeviceMessage = MessageOf<RelayToDevice>
export type ViewerMessage = MessageOf<RelayToViewer>

/** What the hub asks for. A `connection` is a transport's connection id, or stands for another node (node-ids.ts). */
export interface HubOutput {
  toDevice(connection: string, ...message: DeviceMessage): void
  toViewers(connections: readonly string[], ...message: ViewerMessage): void
  /** Sends to every viewer that entered the session; a batch only to those that take batches from the relay. */
  toSession(session: string, ...message: ViewerMessage): void
  /** Sends to everyone who watches the team's lists. */
  toTeam(team: string, ...message: ViewerMessage): void
  /** The viewer gets the session's messages from now on; not its batches if its path is direct. Called again when that changes. */
  enterSession(viewer: string, session: string, path?: 'direct'): void
  leaveSession(viewer: string, session: string): void
  /** Sends a device the reason and closes its connection. */
  refuseDevice(connection: string, error: AppError): void
  /** Checks how much these viewers' sockets buffer and pauses those that buffer too much. */
  sweep(viewers: Iterable<string>): void
  /** There is something to acknowledge: call Hub.releaseCredit at this turn's end when urgent, else within a few milliseconds. */
  ackSoon(isUrgent: boolean): void
  /** With several nodes only: these sessions, which this node owns, are new or changed. */
  announce?(sessions: RelaySession[]): void
  /** With several nodes only: who watches the session here has changed. */
  watching?(session: RelaySession): void
  /** With several nodes only: what a device says about a direct path to a viewer of the node that `connection` stands for. */
  toPeerElsewhere?(connection: string, session: string, viewer: string, text: string): void
  /** With several nodes only: what a participant here shares with one or all of those on another node. */
  toParticipantsElsewhere?(node: string, session: string, to: string | null, message: SharedMessage): void
  /** A proof that a relay of this installation made of a text. Absent: viewers share nothing. */
  stamp?(text: string): string
  /** Servers that help two ends find each other, with credentials that live for a while. */
  iceServers(): IceServer[]
  /** A limit held a client back without an answer that could say so. `detail` as in LimitHits. */
  limitHit(limit: LimitName, detail: string): void
  /** A session ended; its last counters should be saved. */
  sessionEnded(session: RelaySession): void
}
