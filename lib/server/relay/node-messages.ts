/**
 * What the relays of one installation say to each other when several processes serve it. Metadata, and the sealed bytes of
 * batches for nodes whose viewers watch; docs/decisions/0010 says why it is shaped like this. Nodes trust each other. Kinds,
 * and the order of what they carry, are what nodes of the version before understand.
 */
import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { GoneReason, Liveness, SeqRange, SessionCounters, TeamTopic, Watcher } from '#lib/protocol/messages.ts'
import type { Author } from '#lib/protocol/participants.ts'
import type { CutTarget } from './live-relay.ts'
import type { NodeFrame } from './node-extension.ts'
import type { Refusal } from './rejected-devices.ts'
import type { SessionFacts } from './session-facts.ts'

/** A watcher as nodes describe it to each other: with the link it came by, which viewers never learn, and as a participant. */
export interface NodeWatcher extends Watcher {
  linkId: string | null
  /** As the other participants see it; absent: it does not take part. */
  author?: Author
}

/** A session as its owner node announces it to the others. */
export interface AnnouncedSession extends SessionFacts {
  tokenId: string | null
  /** The connection epoch of its owner. */
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

/** Every message to all nodes has a number that rises by one; a node that misses one asks for a `sync` [ND1]. */
export type RelayMessage =
  /** To all: still here, and the number of the last message. */
  | [kind: 'beat', number: number]
  /** To all: this node's sessions that are new or changed. */
  | [kind: 'sessions', number: number, sessions: AnnouncedSession[]]
  /** To all: who watches these sessions here now; replaces what was sent before. */
  | [kind: 'watches', number: number, watches: NodeWatch[]]
  /** To all: a right ended. */
  | [kind: 'cut', number: number, target: CutTarget, code: ErrorCodeName]
  /** To all: a stored list of the team changed. */
  | [kind: 'teamChanged', number: number, team: string, topic: TeamTopic]
  /** To all: this node rejected a device. */
  | [kind: 'refused', number: number, refusal: Refusal]
  /** To all: this node closes. */
  | [kind: 'leave']
  /** To one: send me everything. */
  | [kind: 'ask']
  /** To one: everything; sessions and watches that are not in it are over. */
  | [kind: 'sync', number: number, sessions: AnnouncedSession[], watches: NodeWatch[]]
  /** To the owner node. */
  | [kind: 'need', session: string, ranges: SeqRange[]]
  /** To nodes that watch the session. */
  | [kind: 'batch', header: BatchHeader, bytes: Uint8Array]
  /** To a node whose viewers wait for it. */
  | [kind: 'fill', header: BatchHeader, bytes: Uint8Array]
  /** To nodes that watch the session, or to one whose viewers wait. */
  | [kind: 'gone', session: string, range: SeqRange, reason: GoneReason]
  /** To the owner node: one of our viewers may open a direct path, or may not anymore. */
  | [kind: 'peer', session: string, viewer: string, isAllowed: boolean]
  /** To the owner node: what that viewer says about it. */
  | [kind: 'signal', session: string, viewer: string, text: string]
  /** To that viewer's node: what the device says about it. */
  | [kind: 'answer', session: string, viewer: string, text: string]
  /** To a node with participants of the session, for one of them or for all: a {@link SharedMessage} as JSON. */
  | [kind: 'shared', session: string, to: string | null, text: string]

const KINDS: Readonly<Record<RelayMessage[0], true>> = {
  beat: true,
  sessions: true,
  watches: true,
  cut: true,
  teamChanged: true,
  refused: true,
  leave: true,
  ask: true,
  sync: true,
  need: true,
  batch: true,
  fill: true,
  gone: true,
  peer: true,
  signal: true,
  answer: true,
  shared: true,
}

/** Looks at the kind alone: nodes trust each other to send whole messages. */
export function isRelayMessage(frame: NodeFrame): frame is RelayMessage {
  return Object.hasOwn(KINDS, frame[0])
}

/** How messages leave a node. They are neither queued nor repeated: what is lost is a hole, or a gap in the numbers. */
export interface NodeBus<M extends NodeFrame = RelayMessage> {
  /** This node's name. */
  readonly node: string
  toAll(message: M): void
  toNode(node: string, message: M): void
  /** To every node that called {@link watch} for the session. */
  toWatching(session: string, message: M): void
  watch(session: string): void
  unwatch(session: string): void
}
