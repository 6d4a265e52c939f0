/** What a live page needs of its source: our relay, a Dart relay, or a server on a phone. */
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { Path, SessionState, Watcher } from '#lib/protocol/messages.ts'
import type { LogFilter, LogSource } from './log-source.ts'
import type { Sharing } from './sharing-messages.ts'
import type { ConnectionStatus } from './viewer-connection.ts'

export interface LiveSnapshot {
  connection: ConnectionStatus
  /** The source has answered the first join. */
  isJoined: boolean
  /** The session in view; null while a device is away. */
  session: SessionState | null
  /** How many other sessions the same device runs at the same time: tabs, or processes. Their records are here, too. */
  otherRuns?: number
  /** Sessions of further targets or of a group, as they were last known; absent: there is one target. */
  also?: readonly SessionState[]
  /** Why access was refused or has ended; final. */
  refusal: WireError | null
  /** Everybody who is watching; empty for viewers with a share link. */
  watchers: readonly Watcher[]
  /** When access ends by itself, in epoch milliseconds; null: not foreseen. */
  expiresAtMs: number | null
  /** How the session's records arrive; absent: through the relay. `lan`: from a server on the device; `file`: from a file of this computer. */
  path?: Path | 'lan' | 'file'
  /** A filter that was turned off because it took too long; everything loads again. Null or absent: none. */
  filterFault?: LogFilter | null
}

export interface LiveSource {
  readonly log: LogSource
  /** For useSyncExternalStore: calls `listener` at most once per frame. Returns a function that ends it. */
  readonly subscribe: (listener: () => void) => () => void
  readonly snapshot: () => LiveSnapshot
  /** What is known of a session in the log. Absent: all of them are of the device in view. */
  stateOf?(session: string): SessionState | null
  /** Taking part in what the viewers share; absent: nobody else watches this source. */
  readonly sharing?: Sharing
  /** Loads everything again that the device still holds. */
  reload(): void
  /** Tries to connect now instead of at the end of the current delay. */
  retryNow(): void
  /** False: through the relay only, so that the device does not learn this browser's address. Absent: there is no other path. */
  wantDirect?(isWanted: boolean): void
  /** Shows these devices from now on beside what is here already. Absent: what is shown does not change. */
  setGroup?(devices: readonly string[]): void
  close(): void
}
