/**
 * What a direct server beside the relay (lib/lan) reads from a logger of its process: the records that the device still holds,
 * and word of new ones. Costs nothing until one asks. Reached through a registered symbol, because server and logger may come
 * from two bundles. The script tag is built without it.
 */
import { type Batch, lastSeqOf } from '../protocol/batch.ts'
import type { DeviceSession } from './device-session.ts'
import type { AgentLogger } from './logger.ts'
import type { EncodedRecord } from './outbox.ts'

/** Records that are in no batch yet. */
export interface HeldLines {
  first: number
  lines: readonly string[]
}

export interface HeldRecords {
  /** Highest number given. */
  readonly head: number
  /** What holds the lowest number above `seq`; undefined when nothing does. */
  after(seq: number): Batch | HeldLines | undefined
  /** Called within log(), once the record is held. Must not throw. Returns how to stop it. */
  onRecord(listener: () => void): () => void
}

const KEY = Symbol.for('agent-logger.held-records')

export function showHeld(logger: AgentLogger, session: DeviceSession): void {
  let held: HeldRecords | undefined
  const open = () => {
    held ??= watch(session)
    return held
  }
  Object.defineProperty(logger, KEY, { get: open })
}

/** Undefined where the logger is none of ours, or was built for script tags. */
export function heldBy(logger: unknown): HeldRecords | undefined {
  return (logger as { [KEY]?: HeldRecords } | null | undefined)?.[KEY]
}

function watch(session: DeviceSession): HeldRecords {
  const { ring } = session
  const listeners = new Set<() => void>()
  // All that was logged so far goes into the ring; from here on what is not sealed yet is kept beside it.
  session.sendNow()
  let lines: string[] = []
  let first = session.status.head + 1
  const push = session.push
  session.push = (record: EncodedRecord) => {
    push.call(session, record)
    lines.push(record.line)
    forgetSealed()
    for (const listener of listeners) listener()
  }

  function forgetSealed(): void {
    const from = ring.newest ? lastSeqOf(ring.newest.header) + 1 : session.status.tail
    if (from <= first) return
    lines = lines.slice(from - first)
    first = from
  }

  return {
    get head() {
      return session.status.head
    },
    after: (seq) => {
      const batch = ring.after(seq)
      if (batch) return batch
      forgetSealed()
      return first + lines.length > seq + 1 ? { first, lines } : undefined
    },
    onRecord: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
