/**
 * What a direct server beside the relay (lib/lan) and the screen on the device (lib/screen) read from a logger of their process:
 * the records that the device still holds, and word of new ones. Costs nothing until one asks. Reached through a registered
 * symbol, because reader and logger may come from two bundles: the logger's shows its session, the reader's reads it.
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
  /** What lists know this installation by. */
  readonly device: string
  /** Highest number given. */
  readonly head: number
  /** What holds the lowest number above `seq`; undefined when nothing does. */
  after(seq: number): Batch | HeldLines | undefined
  /** Called within log(), once the record is held. Must not throw. Returns how to stop it. */
  onRecord(listener: () => void): () => void
}

const KEY = Symbol.for('agent-logger.session')
/** One watch for each session, however many read. */
const watched = new WeakMap<DeviceSession, HeldRecords>()

export function showHeld(logger: AgentLogger, session: DeviceSession): void {
  Object.defineProperty(logger, KEY, { value: session })
}

/** Undefined where the logger is none of ours. */
export function heldBy(logger: unknown): HeldRecords | undefined {
  const session = (logger as { [KEY]?: DeviceSession } | null | undefined)?.[KEY]
  if (!session) return undefined
  const held = watched.get(session) ?? watch(session)
  watched.set(session, held)
  return held
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
    device: session.device.installationId,
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
