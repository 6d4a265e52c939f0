/**
 * Follows one session, or one device from session to session, over a connection: joins, rejoins, repairs what is missing,
 * opens batches, and hands on records and what became of the missing ones. Keeps no record itself.
 */
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { GoneReason, JoinTarget, SeqRange, SessionState, Watcher } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { ViewerConnection } from './viewer-connection.ts'

/** A stretch of records that is neither here nor known to be gone. */
export interface Hole {
  range: SeqRange
  /** `waiting`: its device is not connected. */
  kind: 'loading' | 'waiting'
}

/** All of it is plain data, so that a worker can post it. Each call concerns one session. */
export interface SessionFeedHandlers {
  /** Records not given before, consecutive and rising within one call. `textBytes` is what they took as NDJSON. */
  onRecords(session: string, records: NumberedRecord[], textBytes: number): void
  /** Records that will not come. */
  onGone(session: string, range: SeqRange, reason: GoneReason): void
  onState?(state: SessionState): void
  /** What is missing right now; replaces what was told before. */
  onHoles?(session: string, holes: readonly Hole[]): void
  onWatchers?(session: string, watchers: Watcher[]): void
  /** The join was answered; `state` is null while a device is waited for. */
  onJoined?(state: SessionState | null): void
  /** The join was refused for good. */
  onRefused?(error: WireError): void
}

export interface SessionFeedOptions {
  connection: ViewerConnection
  target: JoinTarget
  /** How many of the newest records to ask for at the start; 'all' asks from the first on. Default: a whole ring. */
  want?: number | 'all'
  /** Give records and gone ranges strictly in rising seq, waiting until each hole is filled or declared gone. Default false: newest first. */
  inOrder?: boolean
  handlers: SessionFeedHandlers
  now?: () => number
  random?: () => number
}

export declare class SessionFeed {
  /** Joins as soon as the connection is live. */
  constructor(options: SessionFeedOptions)
  /** Records below `seq` are no longer wanted: the store has dropped them. */
  raiseBase(session: string, seq: number): void
  /** Forgets what came and asks for it again. */
  reload(): void
  /** Resolves when every record up to the session's head was given or declared gone, and the session has ended. */
  ended(): Promise<void>
  close(): void
}
