/**
 * Everything that crosses a socket, one event map per direction; Socket.IO's types are built from these. There are two
 * namespaces: `/device` for producers, `/viewer` for viewers. docs/PROTOCOL.md has the rules behind the names. Only the opaque
 * bytes of a batch hold a record's content.
 */
import type { BatchHeader } from './batch.ts'
import type { WireError } from './error-codes.ts'
import type { LevelCounts } from './levels.ts'
import type {
  AnnotateAnswer,
  Annotation,
  AnnotationDraft,
  Author,
  Introduction,
  Participant,
  ParticipateAnswer,
  PassAnswer,
} from './participants.ts'

/** Inclusive range of sequence numbers. */
export type SeqRange = readonly [from: number, to: number]

/** Why records will never arrive. */
export type GoneReason =
  /** The device had to drop them before it could send them. */
  | 'overrun'
  /** The device's ring no longer holds them. */
  | 'evicted'
  /** The device's owner removed them. */
  | 'redacted'
  /** The session ended and nobody holds them anymore. */
  | 'session-ended'

/** A device's description of itself. The relay cuts every text to LIMITS.labelCharsMax. */
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
  /** Bytes of record text before compression. */
  bytes: number
  levels: LevelCounts
}

/** The `auth` payload of a device's handshake. */
export interface DeviceHello {
  version: number
  token: string
  session: string
  /** The device raises it at every connect of this session: the connection with the highest number owns the session. */
  attempt: number
  /** Milliseconds since the session began, by a monotonic clock; the server turns them into a time. */
  ageMs: number
  tail: number
  head: number
  counters: SessionCounters
  device: DeviceDescription
  /** True when the device can open direct paths to its viewers. */
  direct?: boolean
}

/** The `auth` payload of a viewer's handshake: a ticket, an API token or a share link. */
export type ViewerHello = { version: number } & (
  | { ticket: string; token?: never; link?: never }
  | { token: string; ticket?: never; link?: never }
  | { link: { id: string; key: string }; ticket?: never; token?: never }
)

export interface Welcome {
  session: string
  creditBytes: number
  /** Viewers right now; with 0 the device keeps its batches and sends only heads. */
  viewers: number
  /** Epoch milliseconds on the relay's clock. */
  relayTimeMs: number
  /** Page where the team watches this session. */
  pageUrl: string
}

/** Highest assigned and lowest held sequence number. `head` 0: nothing was logged yet. `tail` = `head` + 1: nothing is held. */
export interface Head {
  tail: number
  head: number
  counters: SessionCounters
  /** Epoch milliseconds by the device's clock when it was sent, so that the relay can compare the clocks. */
  sentAtMs?: number
  /**
   * The shortest of the last eight round trips to the relay, in milliseconds, as the device measured them; null before the
   * first.
   */
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
  /** For the viewer at the other end of a direct path; the relay does not read it. */
  signal: (viewer: string, text: string) => void
}

/** An ICE server in WebRTC's own form. */
export interface IceServer {
  urls: string[]
  username?: string
  credential?: string
}

/** How batches of a session reach a viewer. */
export type Path = 'relay' | 'direct'

export interface RelayToDevice {
  welcome: (welcome: Welcome) => void
  /** Cumulative: every record up to `upTo` was forwarded, or nobody watched. For flow control; it promises no durability. */
  ack: (upTo: number) => void
  /** `relayed` is how many of them need the relay; absent, all do. With 0 the device sends only heads. */
  viewers: (count: number, relayed?: number) => void
  need: (ranges: SeqRange[], budgetBytes: number) => void
  /** About one viewer: ICE servers when it may open a direct path, its signal as text, null when it may no longer have one. */
  peer: (viewer: string, message: IceServer[] | string | null) => void
  goaway: (error: WireError, retryAfterMs: number) => void
  fault: (error: WireError) => void
}

export type Liveness =
  /** Its device is connected. */
  | 'live'
  /** Its device disconnected without a goodbye and may come back. */
  | 'reconnecting'
  | 'ended'

/** The state of a session, as its viewers get it. */
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
  /** How far the relay's clock is ahead of the device's, in milliseconds; absent or null while unknown. For display only. */
  clockOffsetMs?: number | null
  /** How far the offset may be off in either direction, in milliseconds; absent or null while unknown. */
  clockUncertaintyMs?: number | null
  /** True while its device is connected and can open direct paths. */
  direct?: boolean
  /**
   * Set when the device keeps no records and cannot send them again, so records that a viewer misses are lost. With
   * `held-briefly`, the server holds the last moments of it in memory, so that late viewers see those. Absent: gap-free.
   */
  delivery?: 'at-most-once' | 'held-briefly'
}

export interface Watcher {
  id: string
  /** A person's name, or "Guest" for somebody with a link. */
  name: string
  kind: 'user' | 'link' | 'api'
  sinceMs: number
  /** Absent: through the relay. */
  path?: 'direct'
}

/** One live session in the lists of a team. */
export interface SessionSummary extends SessionState {
  deviceId: string
  /** The token that its device connected with. */
  tokenId: string | null
  bytesPerSecond: number
}

/**
 * Which of a team's lists changed; pages load that list again. `rejections`: devices that the server rejected. `waiting`:
 * devices that wait to be claimed. These two come at most every 250 ms; what they show depends on the viewer's network, so
 * the relay sends them for strangers only to dashboards of that network. Clients ignore a topic that they do not know.
 */
export type TeamTopic = 'sessions' | 'devices' | 'tokens' | 'links' | 'members' | 'rejections' | 'waiting'

export type JoinTarget = { session: string } | { device: string }
export type JoinAnswer =
  | {
      ok: true
      /** Null while the device has no session yet. */
      state: SessionState | null
      /** Id of the session that was joined; null like `state`. */
      session: string | null
    }
  | { ok: false; error: WireError }
export type DirectAnswer = { ok: true; iceServers: IceServer[] } | { ok: false; error: WireError }

export interface ViewerToRelay {
  /** Watches a session, or every session that a device has now and later. May be repeated; the last answer counts. */
  join: (target: JoinTarget, answer: (answer: JoinAnswer) => void) => void
  /** Ends the watching of a session, or the following of a device, whose sessions are left one by one. */
  leave: (sessionOrDevice: string) => void
  need: (session: string, ranges: SeqRange[]) => void
  /** Subscribes to a team, for signed-in people and API tokens. Answers with the live sessions. */
  watchTeam: (
    team: string,
    answer: (answer: { ok: true; sessions: SessionSummary[] } | { ok: false; error: WireError }) => void,
  ) => void
  unwatchTeam: (team: string) => void
  /** Asks for a direct path to this session's device. After `ok` the device waits for an offer. */
  direct: (session: string, answer: (answer: DirectAnswer) => void) => void
  /** For the device at the other end of a direct path; the relay does not read it. */
  signal: (session: string, text: string) => void
  /** `direct`: batches now arrive directly. `relay`: they do not, or no longer do; the peer is released. */
  path: (session: string, path: Path) => void
  /** Takes part in what those who watch a session share, or changes the name. Only where `welcome` says that the relay can. */
  participate: (session: string, introduction: Introduction, answer: (answer: ParticipateAnswer) => void) => void
  /** Writes annotations in one's own name, for all participants. */
  annotate: (session: string, drafts: AnnotationDraft[], answer: (answer: AnnotateAnswer) => void) => void
  /** Passes on annotations of anybody, to one participant's connection or, with null, to all. */
  pass: (session: string, to: string | null, annotations: Annotation[], answer: (answer: PassAnswer) => void) => void
  /** A passing word to one participant's connection or to all, such as where the sender is in the log. */
  tell: (session: string, to: string | null, text: string) => void
}

export interface RelayToViewer {
  /**
   * The handshake was accepted. `target` is what a link opens; `teamIds` are the teams whose sessions a person or API token
   * may see.
   */
  welcome: (welcome: {
    name: string
    relayTimeMs: number
    target: JoinTarget | null
    expiresAtMs: number | null
    teamIds?: string[]
    /** True where viewers can take part in what a session's viewers share. */
    participation?: boolean
  }) => void
  batch: (header: BatchHeader, bytes: Uint8Array) => void
  gone: (session: string, range: SeqRange, reason: GoneReason) => void
  /** The relay chose not to send these records; ask for them with `need`. */
  skip: (session: string, range: SeqRange) => void
  /** Sent on join, at every change of liveness, and at most once a second while counters change. */
  state: (state: SessionState) => void
  watchers: (session: string, watchers: Watcher[]) => void
  /** A watched device has begun a new session, and the socket has joined it. */
  device: (device: string, state: SessionState) => void
  /** Live sessions of a watched team that changed. Those that are `ended` leave the live list. */
  team: (team: string, sessions: SessionSummary[]) => void
  teamChanged: (team: string, topic: TeamTopic) => void
  /** From the device at the other end of a direct path. */
  signal: (session: string, text: string) => void
  /** To participants only, like the next two: who takes part now. */
  participants: (session: string, participants: Participant[]) => void
  annotations: (session: string, annotations: Annotation[]) => void
  told: (session: string, from: { connection: string; author: Author }, text: string) => void
  goaway: (error: WireError, retryAfterMs: number) => void
  /** Access has ended (revoked, expired, signed out): the socket closes and must not reconnect by itself. */
  fault: (error: WireError) => void
}

export const NO_COUNTERS: SessionCounters = { records: 0, bytes: 0, levels: [0, 0, 0, 0, 0, 0, 0] }
