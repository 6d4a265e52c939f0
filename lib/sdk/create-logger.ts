/**
 * The methods an app logs with: they turn each call into a numbered record, without I/O, without throwing, without
 * recursion [DV9].
 */
import { own } from '#lib/protocol/built-ins.ts'
import { encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { type Level, levelIndex, parseLevel } from '#lib/protocol/levels.ts'
import { type LogRecord, ownRecord } from '#lib/protocol/record.ts'
import type { Clock } from './delivery/clock.ts'
import type { DeviceSession } from './delivery/device-session.ts'
import { type LogContext, withContext } from './log-context.ts'
import type { Logger, LogInput, Redact } from './logger.ts'
import { messageInput } from './message-input.ts'
import { readOwn } from './record/read-member.ts'
import { isFields, messageOf, Serializer } from './record/serializer.ts'
import { type Bindings, toRecord } from './record/to-record.ts'
import { runAsSdk } from './reentrancy-guard.ts'

interface Intake {
  session: DeviceSession
  clock: Clock
  redact: Redact
  /** Index into LEVELS; records below it get no number until `setLevel` says otherwise. */
  minLevel: number
  /** What the work at hand adds to each record. */
  context?: () => LogContext | undefined
}

export function createLogger(intake: Intake): (bindings: Bindings) => Logger {
  let { minLevel } = intake
  // The redact hook, a getter or a toString may log: that record would come from our own work, and could recur forever.
  let isInside = false

  /** `make` is called only for a record that is taken. */
  function take(level: Level, make: () => LogInput, bindings: Bindings): void {
    if (isInside || !intake.session.takesRecords) return
    isInside = true
    try {
      runAsSdk(() => accept(level, make, bindings))
    } catch {
      // A page has changed a built-in so that nothing works. No code of the host could do anything about it [DV9].
    } finally {
      isInside = false
    }
  }

  function accept(level: Level, make: () => LogInput, bindings: Bindings): void {
    let record: LogRecord
    try {
      record = toRecord(make(), bindings, intake.clock.wallMs())
    } catch (error) {
      record = ownRecord({ timeMs: intake.clock.wallMs(), level, body: `[unreadable record: ${messageOf(error)}]` })
    }
    const kept = intake.redact(withContext(record, intake.context?.()))
    if (kept) intake.session.push(encodeBounded(kept))
  }

  function loggerOf(bindings: Bindings): Logger {
    const at =
      (level: Level, index: number = levelIndex(level)) =>
      (...args: unknown[]) => {
        if (index >= minLevel) take(level, () => messageInput(level, args), bindings)
      }
    const info = at('info')
    return {
      trace: at('trace'),
      debug: at('debug'),
      info,
      warn: at('warn'),
      error: at('error'),
      fatal: at('fatal'),
      log: (record: unknown, ...rest: unknown[]) => {
        if (typeof record !== 'object' || record === null) return info(record, ...rest)
        const given = readOwn(record, 'level')
        const level = given === undefined ? 'info' : parseLevel(given)
        if (levelIndex(level) >= minLevel) take(level, () => ({ ...(record as LogInput), level }), bindings)
      },
      child: (more) => loggerOf(join(bindings, more)),
      setLevel: (level) => {
        const index = levelIndex(parseLevel(level))
        if (index < levelIndex('unknown')) minLevel = index
      },
      isLevelEnabled: (level) => levelIndex(parseLevel(level)) >= minLevel,
    }
  }

  return (bindings) => loggerOf(join({}, bindings))
}

/** Attributes are serialized once, when they are bound, not with every record. */
function join(outer: Bindings, inner: object | undefined): Bindings {
  if (inner === undefined || inner === null) return outer
  const { scope, attributes, ...others } = own(new Serializer().fields(inner))
  const more = { ...(isFields(attributes) ? attributes : attributes !== undefined && { attributes }), ...others }
  const joined: Bindings = { ...outer }
  if (typeof scope === 'string' && scope !== '') joined.scope = scope
  if (Object.keys(more).length > 0) joined.attributes = { ...own(outer).attributes, ...more }
  return joined
}
