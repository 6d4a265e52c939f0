/**
 * Gives other parts of the process the records that a logger's device still holds, and word of new ones. For the server in the
 * LAN (lib/sdk/lan) and the on-device screen (lib/sdk/screen). Costs nothing until one of them asks. Works through a registered
 * symbol, because reader and logger may come from two bundles: the logger's bundle exposes the ring, the reader's finds it.
 */
import { type Batch, lastSeqOf } from '#lib/protocol/batch.ts'
import { own } from '#lib/protocol/built-ins.ts'
import type { AgentLogger } from '#lib/sdk/logger.ts'
import type { DeviceSession } from './device-session.ts'

/** Records that are in no batch yet. */
export interface HeldLines {
  first: number
  lines: readonly string[]
}

export interface HeldRecords {
  /** The installation id, by which lists know the device. */
  readonly device: string
  /** Highest number assigned. */
  readonly head: number
  /** The batch or lines with the lowest number above `seq`; undefined when nothing above it is held. */
  after(seq: number): Batch | HeldLines | undefined
  /** `listener` is called within log(), once the record is held, and must not throw. Returns a function that stops it. */
  onRecord(listener: () => void): () => void
}

const KEY = Symbol.for('agent-logger.session')
/** One watch for each session, however many readers it has. */
const watched = new WeakMap<DeviceSession, HeldRecords>()

/** Makes the session of `logger` findable for {@link ringOf}. */
export function exposeRing(logger: AgentLogger, session: DeviceSession): void {
  Object.defineProperty(logger, KEY, own({ value: session }))
}

/** Undefined where `logger` is not one of ours. */
export function ringOf(logger: unknown): HeldRecords | undefined {
  const session = (logger as { [KEY]?: DeviceSession } | null | undefined)?.[KEY]
  if (!session) return undefined
  const held = watched.get(session) ?? watch(session)
  watched.set(session, held)
  return held
}

function watch(session: DeviceSession): HeldRecords {
  const { ring } = session
  const listeners = new Set<() => void>()
  // Puts everything logged so far into the ring; from here on, lines that are not sealed yet are kept beside it.
  session.sendNow()
  let lines: string[] = []
  let first = session.status.head + 1
  session.onRecord = (record) => {
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
