/** What a subscription hands to its reader. All of it is plain data, so that a worker can post it. */
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { GoneReason, SeqRange, SessionState, Watcher } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { Hole } from './gap-tracker.ts'

/** Why records will never be shown. `unreadable`: they arrived but could not be opened; `not-in-file`: a file is shown. */
export type LostReason = GoneReason | 'unreadable' | 'not-in-file'

/** Each call concerns one session. */
export interface LogHandlers {
  /** New records, rising by seq within one call. `textBytes` is their size as NDJSON. */
  onRecords(session: string, records: NumberedRecord[], textBytes: number): void
  /** Records that will never arrive. */
  onGone(session: string, range: SeqRange, reason: LostReason): void
  onState?(state: SessionState): void
  /** Everything that is missing right now; replaces the previous call. */
  onHoles?(session: string, holes: readonly Hole[]): void
  onWatchers?(session: string, watchers: Watcher[]): void
  /** The relay answered the join, or a followed device began a new session; null while the device is away. */
  onJoined?(state: SessionState | null): void
  /** The relay refused the join for good. */
  onRefused?(error: WireError): void
}
