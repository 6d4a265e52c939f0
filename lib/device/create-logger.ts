/** The methods an app logs with: from what it said to a numbered record, without I/O, without throwing, without recursion [DV9]. */
import type { Level } from '../protocol/levels.ts'
import { levelIndex } from '../protocol/levels.ts'
import type { Clock } from './clock.ts'
import type { DeviceSession } from './device-session.ts'
import { encodeBounded } from './encode-bounded.ts'
import type { Logger, LogInput, Redact } from './logger.ts'
import { asOwnWork } from './own-work.ts'
import { messageOf, Plainer } from './to-plain.ts'
import { type Bindings, toRecord } from './to-record.ts'

interface Intake {
  session: DeviceSession
  clock: Clock
  redact: Redact
  /** Index into LEVELS; what is below gets no number. */
  minLevel: number
}

export function createLogger(intake: Intake): (bindings: Bindings) => Logger {
  // The redact hook, a getter or a toString may log: that is our work showing up as a record, and could go on for ever.
  let isInside = false

  function take(input: LogInput, bindings: Bindings): void {
    if (isInside || !intake.session.takesRecords) return
    isInside = true
    try {
      asOwnWork(() => accept(input, bindings))
    } finally {
      isInside = false
    }
  }

  function accept(input: LogInput, bindings: Bindings): void {
    let record: ReturnType<typeof toRecord>
    try {
      record = toRecord(input, bindings, intake.clock.wallMs())
    } catch (error) {
      record = { timeMs: intake.clock.wallMs(), level: 'unknown', body: `[unreadable record: ${messageOf(error)}]` }
    }
    if (levelIndex(record.level) < intake.minLevel) return
    const kept = intake.redact(record)
    if (kept) intake.session.push(encodeBounded(kept))
  }

  function loggerOf(bindings: Bindings): Logger {
    const at = (level: Level) => (body: unknown, attributes?: Record<string, unknown> | Error) =>
      take({ level, body, attributes: attributes as Record<string, unknown> | undefined }, bindings)
    return {
      trace: at('trace'),
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      fatal: at('fatal'),
      log: (record) => take(record, bindings),
      child: (more) => loggerOf(join(bindings, more)),
    }
  }

  return (bindings) => loggerOf(join({}, bindings))
}

/** Attributes are made plain once, when they are bound, not with every record. */
function join(outer: Bindings, inner: Bindings | undefined): Bindings {
  const joined: Bindings = { ...outer }
  if (typeof inner?.scope === 'string' && inner.scope !== '') joined.scope = inner.scope
  if (inner?.attributes) joined.attributes = { ...outer.attributes, ...new Plainer().fields(inner.attributes) }
  return joined
}
