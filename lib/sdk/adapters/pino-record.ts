/** A line of pino as a record. The line, not the object behind it: pino's own `redact` and serializers have worked on it. */
import { type Level, parseLevel } from '#lib/protocol/levels.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { isFields } from '#lib/sdk/record/serializer.ts'
import { errorFrom } from './error-from.ts'
import { timeFrom } from './time-from.ts'

export interface PinoKeys {
  /** Default `msg`. */
  messageKey?: string | undefined
  /** Default `err`. */
  errorKey?: string | undefined
  /** Names of the levels by their numbers: custom levels are known by them. */
  labels?: Readonly<Record<string, string>> | undefined
}

/** Names and numbers that pino adds to every line, and that the device says once. */
export interface PinoProcess {
  pid: number
  hostname: string
}

/** A line that is not JSON becomes a record as it is. */
export function pinoRecord(line: string, keys: PinoKeys, own: PinoProcess): LogInput {
  let fields: unknown
  try {
    fields = JSON.parse(line)
  } catch {
    return { level: 'unknown', body: line }
  }
  if (!isFields(fields)) return { level: 'unknown', body: line }
  const { messageKey = 'msg', errorKey = 'err' } = keys
  const { level, time, name, trace_id: traceId, span_id: spanId, ...attributes } = fields
  const { [messageKey]: message, [errorKey]: error } = attributes
  delete attributes[messageKey]
  if (attributes.pid === own.pid) delete attributes.pid
  if (attributes.hostname === own.hostname) delete attributes.hostname
  // The version of bunyan's format, whose lines are the same in everything else.
  if (attributes.v === 0) delete attributes.v
  delete attributes.trace_flags

  const record: LogInput = { level: levelOf(level, keys.labels ?? {}), body: message, attributes }
  const label = typeof level === 'number' ? keys.labels?.[level] : level
  if (typeof label === 'string' && parseLevel(label) === 'unknown') attributes.level = label
  const timeMs = timeFrom(time)
  if (timeMs !== undefined) record.timeMs = timeMs
  if (typeof name === 'string') record.scope = name
  if (typeof traceId === 'string') record.traceId = traceId
  if (typeof spanId === 'string') record.spanId = spanId
  const thrown = errorFrom(error)
  if (thrown) {
    record.error = thrown
    delete attributes[errorKey]
  }
  if (message === undefined) {
    // A line without a message is about its error, or about its fields.
    record.body = thrown ?? attributes
    if (!thrown) delete record.attributes
  }
  return record
}

const STEPS: readonly [below: number, level: Level][] = [
  [20, 'trace'],
  [30, 'debug'],
  [40, 'info'],
  [50, 'warn'],
  [60, 'error'],
]

/** A custom level counts as the level of pino whose number is next below its own. */
function levelOf(level: unknown, labels: Readonly<Record<string, string>>): Level {
  if (typeof level !== 'number') return parseLevel(level)
  const named = parseLevel(labels[level])
  if (named !== 'unknown') return named
  return STEPS.find(([below]) => level < below)?.[1] ?? 'fatal'
}
