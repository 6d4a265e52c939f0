/**
 * Everything that crosses a socket, one event map per direction; Socket.IO's types are built from these. Two
 * namespaces: `/device` for producers, `/viewer` for those who watch. The rules behind the names stand in
 * docs/PROTOCOL.md. Nothing here holds a record's content but the opaque bytes of a batch.
 */
import type { BatchHeader } from './batch.ts'
import type { WireError } from './error-codes.ts'
import type { LevelCounts } from './levels.ts'

/** Inclusive range of sequence numbers. */
export type SeqRange = readonly [from: number, to: number]

/** Why records will never come. */
export type GoneReason =
  /** The device had to drop them before it could send them. */
  | 'overrun'
  /** They have left the device's ring. */
  | 'evicted'
  /** The device's owner removed them. */
  | 'redacted'
  /** The session ended and nobody holds them any more. */
  | 'session-ended'

/** What a device says about itself. Every text is cut to LIMITS.labelCharsMax by the relay. */
export interface DeviceDescription {
  /** Chosen once per installation and kept by the SDK. */
  installationId: string
  name: string
  platform: string
  os: string
  model: string
  appName: string
  appVersion: string
  sdkVersion: string
}

/** Totals since the start of the session. */
export interface SessionCounters {
  records: number
  /** Of record text before compression. */
  bytes: number
  levels: LevelCounts
}

/** The `auth` payload of a device's handshake. */
export interface DeviceHello {
  version: number
  token: string
  session: string
  /** Raised by the device at every connect of this session: the newest connection owns it. */
  attempt: number
  /** Milliseconds since the session began, by a clock that nobody sets: the server says when that was. */
  ageMs: number
  tail: number
  head: number
  counters: SessionCounters
  device: DeviceDescription
  /** It can open direct paths to its viewers. */
  direct?: boolean
}

/** The `auth` payload of a viewer's handshake: exactly one of the three. */
export type ViewerHello = { version: number } & (
  | { ticket: string; token?: never; link?: never }
  | { token: string; ticket?: never; link?: never }
  | { link: { id: string; key: string }; ticket?: never; token?: never }
)

export interface Welcome {
  session: string
  creditBytes: number
  /** Viewers right now; with 0 the device keeps its batches and sends heads only. */
  viewers: number
  /** Epoch milliseconds by the relay's clock. */
  relayTimeMs: number
  /** Page where people of the team watch this session. */
  pageUrl: string
}

/** Highest assigned and lowest still held sequence number. head = 0: nothing was logged yet; tail = head + 1: nothing is held. */
export interface Head {
  tail: number
  head: number
  counters: SessionCounters
  /** Epoch milliseconds by the device's clock, when it was sent: the relay compares the clocks by it. */
  sentAtMs?: number
  /** The shortest of the last eight ways to the relay and back, as the device measured them; null while there was none. */
  roundTripMs?: number | null
}

export interface DeviceToRelay {
  batch: (header: BatchHeader, bytes: Uint8Array) => void
  /** Answer to `need`: one of the ring's batches, unchanged. */
  fill: (header: BatchHeader, bytes: Uint8Array) => void
  gone: (range: SeqRange, reason: GoneReason) => void
  head: (head: Head) => void
  /** Clean end of the session. */
  bye: (head: Head) => void
  /** To the peer of a direct path; the relay does not read it. */
  signal: (viewer: string, text: string) => void
}

/** As WebRTC takes it. */
export interface IceServer {
  urls: string[]
  username?: string
  credential?: string
}

/** How batches of a session come to a viewer. */
export type Path = 'relay' | 'direct'

export interface RelayToDevice {
  welcome: (welcome: Welcome) => void
  /** Cumulative: every record up to `upto` was handed on, or nobody was there to hand it to. Flow control, not durability. */
  ack: (upto: number) => void
  /** `relayed`: how many of them need the relay; absent: all. With 0 the device sends heads only. */
  viewers: (count: number, relayed?: number) => void
  need: (ranges: SeqRange[], budgetBytes: number) => void
  /** A viewer may open a direct path, by way of these servers; says something about it; or, with null, may not any more. */
  peer: (viewer: string, said: IceServer[] | string | null) => void
  goaway: (error: WireError, retryAfterMs: number) => void
  fault: (error: WireError) => void
}

export type Liveness =
  /** Its device is connected. */
  | 'live'
  /** Its device was lost without a goodbye and may come back. */
  | 'reconnecting'
  | 'ended'

/** What a viewer is told of a session it has joined. */
export interface SessionState {
  session: string
  liveness: Liveness
  tail: number
  head: number
  counters: SessionCounters
  device: { id: string; name: string; platform: string; os: string; model: string; appName: string; appVersion: string }
  startedAtMs: number
  /** Epoch milliseconds; null while not ended. */
  endedAtMs: number | null
  viewers: number
  /** By how much the relay's clock is ahead of the device's, in milliseconds; absent or null while unknown. For display only. */
  clockOffsetMs?: number | null
  /** So far the offset may be off, either way; absent or null while unknown. */
  clockUncertaintyMs?: number | null
  /** Its device is connected and can open direct paths. */
  direct?: boolean
  /** Its device keeps nothing and cannot send again: what a viewer misses is lost. Absent: gap-free. */
  delivery?: 'at-most-once'
}

export interface Watcher {
  id: string
  /** A person's name, or "Guest" for someone with a link. */
  name: string
  kind: 'user' | 'link' | 'api'
  sinceMs: number
  /** Absent: by the relay. */
  path?: 'direct'
}

/** One live session as lists of a team show it. */
export interface LiveSession extends SessionState {
  deviceId: string
  /** The token its device came with. */
  tokenId: string | null
  bytesPerSecond: number
}

/** What changed in a team's stored lists; pages load the list again. */
export type TeamTopic = 'sessions' | 'devices' | 'tokens' | 'links' | 'members'

export type JoinTarget = { session: string } | { device: string }
export type JoinAnswer =
  | {
      ok: true
      state: SessionState | null /** The session joined; null while a device is waited for. */
      session: string | null
    }
  | { ok: false; error: WireError }
export type Answer = { ok: true } | { ok: false; error: WireError }
export type DirectAnswer = { ok: true; iceServers: IceServer[] } | { ok: false; error: WireError }

export interface ViewerToRelay {
  /** Watch a session, or whatever session a device has now and later. May be repeated; the last answer counts. */
  join: (target: JoinTarget, answer: (answer: JoinAnswer) => void) => void
  leave: (session: string) => void
  need: (session: string, ranges: SeqRange[]) => void
  /** Signed-in people and API tokens: hear what happens in a team. Answers with the live sessions. */
  watchTeam: (
    team: string,
    answer: (answer: { ok: true; sessions: LiveSession[] } | { ok: false; error: WireError }) => void,
  ) => void
  unwatchTeam: (team: string) => void
  /** May I open a direct path to this session's device? After `ok` the device waits for an offer. */
  direct: (session: string, answer: (answer: DirectAnswer) => void) => void
  /** To the peer of a direct path; the relay does not read it. */
  signal: (session: string, text: string) => void
  /** `direct`: batches come directly now. `relay`: they do not, or not any more; the peer is let go. */
  path: (session: string, path: Path) => void
}

export interface RelayToViewer {
  /** The handshake was accepted. `target`: what a link opens. `teamIds`: whose sessions a person or API token may see. */
  welcome: (welcome: {
    name: string
    relayTimeMs: number
    target: JoinTarget | null
    expiresAtMs: number | null
    teamIds?: string[]
  }) => void
  batch: (header: BatchHeader, bytes: Uint8Array) => void
  gone: (session: string, range: SeqRange, reason: GoneReason) => void
  /** The relay chose not to send these; ask for them with `need`. */
  skip: (session: string, range: SeqRange) => void
  /** Sent on join, at every change of liveness, and at most once a second while counters move. */
  state: (state: SessionState) => void
  watchers: (session: string, watchers: Watcher[]) => void
  /** A watched device has begun a new session; the socket has joined it. */
  device: (device: string, state: SessionState) => void
  /** Live sessions of a watched team that changed. `ended` ones leave the live list. */
  team: (team: string, sessions: LiveSession[]) => void
  teamChanged: (team: string, topic: TeamTopic) => void
  /** From the peer of a direct path. */
  signal: (session: string, text: string) => void
  goaway: (error: WireError, retryAfterMs: number) => void
  /** Access has ended (revoked, expired, signed out): the socket closes and must not come back by itself. */
  fault: (error: WireError) => void
}

export const NO_COUNTERS: SessionCounters = { records: 0, bytes: 0, levels: [0, 0, 0, 0, 0, 0, 0] }
