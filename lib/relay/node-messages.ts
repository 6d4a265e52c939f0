/**
 * What the processes of one installation say to each other when several serve it. Metadata, and the sealed bytes of
 * batches for nodes whose viewers watch; docs/decisions/0010 says why it is shaped like this. Nodes trust each other.
 */
import type { WaitingNews } from '../pairing/shared-pen.ts'
import type { Claim } from '../pairing/waiting-pen.ts'
import type { BatchHeader } from '../protocol/batch.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { GoneReason, Liveness, SeqRange, SessionCounters, TeamTopic, Watcher } from '../protocol/messages.ts'
import type { CutTarget } from './live-relay.ts'
import type { Refusal } from './refused-devices.ts'
import type { SessionFacts } from './session.ts'

/** A watcher as nodes tell each other: with the link they came by, which viewers never learn. */
export interface NodeWatcher extends Watcher {
  linkId: string | null
}

/** A session as the node that speaks for it tells the others. */
export interface AnnouncedSession extends SessionFacts {
  tokenId: string | null
  attempt: number
  /** The session's device is connected to the announcing node. */
  hasDevice: boolean
  liveness: Liveness
  endedAtMs: number | null
  tail: number
  head: number
  counters: SessionCounters
  clockOffsetMs: number | null
  roundTripMs: number | null
  /** Its device can open direct paths. */
  direct: boolean
}

export type NodeWatch = [session: string, watchers: NodeWatcher[]]

/** Every message to all nodes has a number, rising by one; who misses one asks for a `sync`. */
export interface NodeMessages {
  /** To all: still here, and the number of the last message. */
  beat: (number: number) => void
  /** To all: this node's sessions that are new or changed. */
  sessions: (number: number, sessions: AnnouncedSession[]) => void
  /** To all: who watches these sessions here now; replaces what was told before. */
  watches: (number: number, watches: NodeWatch[]) => void
  /** To all: a right ended. */
  cut: (number: number, target: CutTarget, code: ErrorCodeName) => void
  teamChanged: (number: number, team: string, topic: TeamTopic) => void
  /** To all: a device was not let in here. */
  refused: (number: number, refusal: Refusal) => void
  /** To all, and after an `ask` with `isAll` to one: devices that wait here to be claimed, or do no longer. */
  waiting: (number: number, news: WaitingNews, isAll: boolean) => void
  /** To the node where a device waits: a person of another node claims it. */
  claim: (request: number, waiting: string, claim: Claim) => void
  /** To the node that claimed. */
  claimed: (request: number, isClaimed: boolean) => void
  /** To all: this node closes. */
  leave: () => void
  /** To one: tell me everything. */
  ask: () => void
  /** To one: everything; sessions and watches that are not in it are over. */
  sync: (number: number, sessions: AnnouncedSession[], watches: NodeWatch[]) => void
  /** To the owner's node. */
  need: (session: string, ranges: SeqRange[]) => void
  /** To nodes that watch the session. */
  batch: (header: BatchHeader, bytes: Uint8Array) => void
  /** To a node whose viewers wait for it. */
  fill: (header: BatchHeader, bytes: Uint8Array) => void
  gone: (session: string, range: SeqRange, reason: GoneReason) => void
  /** To the owner's node: one of our viewers may open a direct path, or may not any more. */
  peer: (session: string, viewer: string, isAllowed: boolean) => void
  /** To the owner's node: what that viewer says about it. */
  signal: (session: string, viewer: string, text: string) => void
  /** To that viewer's node: what the device says about it. */
  answer: (session: string, viewer: string, text: string) => void
}

export type NodeMessage = {
  [E in keyof NodeMessages]: [event: E, ...args: Parameters<NodeMessages[E]>]
}[keyof NodeMessages]

/** How messages leave a node. None is queued, none is repeated: what is lost is a hole or a gap in numbers. */
export interface NodeBus {
  /** This node's name. Of two nodes that would both speak for a session, the one whose name comes first does: the senior. */
  readonly node: string
  toAll(message: NodeMessage): void
  toNode(node: string, message: NodeMessage): void
  /** To every node that called {@link watch} for the session. */
  toWatching(session: string, message: NodeMessage): void
  watch(session: string): void
  unwatch(session: string): void
}

const PREFIX = 'node:'

/** The connection id under which a node stands for the device of a session that is connected there. */
export function nodeLink(node: string, session: string): string {
  return `${PREFIX}${node}/${session}`
}

/** The id under which a node stands among a session's viewers. */
export function nodeSeat(node: string): string {
  return PREFIX + node
}

/** The node that a link or seat stands for; null for a socket's id. */
export function nodeOf(connection: string): string | null {
  return connection.startsWith(PREFIX) ? (connection.slice(PREFIX.length).split('/')[0] as string) : null
}
