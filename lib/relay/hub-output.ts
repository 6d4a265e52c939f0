/** The port between the relay's rules and whatever carries them out: real sockets in the server, a recorder in tests. */
import type { AppError } from '../errors.ts'
import type { LimitName } from '../protocol/limits.ts'
import type { IceServer, RelayToDevice, RelayToViewer } from '../protocol/messages.ts'
import type { RelaySession } from './session.ts'

/** What the hub asks of the transport. A `connection` is a socket's id, or stands for another node (node-messages.ts). */
export interface HubOutput {
  toDevice<E extends keyof RelayToDevice>(connection: string, event: E, ...args: Parameters<RelayToDevice[E]>): void
  toViewers<E extends keyof RelayToViewer>(connections: string[], event: E, ...args: Parameters<RelayToViewer[E]>): void
  /** To every viewer in the session's room, encoded once. */
  toSession<E extends keyof RelayToViewer>(session: string, event: E, ...args: Parameters<RelayToViewer[E]>): void
  toTeam<E extends keyof RelayToViewer>(team: string, event: E, ...args: Parameters<RelayToViewer[E]>): void
  /** Hears of the session from now on; of its batches unless they come to it directly. Called again when that changes. */
  enterSession(viewer: string, session: string, path?: 'direct'): void
  leaveSession(viewer: string, session: string): void
  /** Closes a device's connection after telling it why. */
  refuseDevice(connection: string, error: AppError): void
  /** Looks at these viewers' sockets and pauses those that buffer too much. */
  sweep(viewers: Iterable<string>): void
  /** There is something to acknowledge: call Hub.flushAcks at this turn's end when urgent, else within a few milliseconds. */
  ackSoon(isUrgent: boolean): void
  /** Several nodes only: these sessions, whose home is here, are new or changed. */
  announce?(sessions: RelaySession[]): void
  /** Several nodes only: other people than before watch the session here. */
  watching?(session: RelaySession): void
  /** Several nodes only: what a device says about a direct path to a viewer of the node that `seat` stands for. */
  toPeerElsewhere?(seat: string, session: string, viewer: string, text: string): void
  /** By whose way two ends may find each other, with credentials that live for a while. */
  iceServers(): IceServer[]
  /** A limit held somebody back without an answer that could say so. `detail` as in LimitHits. */
  limitHit(limit: LimitName, detail: string): void
  /** A session ended; its last counters should be saved. */
  sessionEnded(session: RelaySession): void
}
