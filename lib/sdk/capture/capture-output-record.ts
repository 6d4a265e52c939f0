/** A line of output as a record, as `agent-logger pipe` would read it: a line of JSON stays as it is, text says its level or not. */
import { guessLevel } from '#lib/lines/guess-level.ts'
import { readJsonLine } from '#lib/lines/json-line.ts'
import type { LogContext } from '#lib/sdk/log-context.ts'
import type { LogInput } from '#lib/sdk/logger.ts'

/** `context`: what the work at hand adds. The line may be sent after the end of the turn, where other work is at hand. */
export function readOutputLine(line: string, context: LogContext | undefined): LogInput {
  const json = readJsonLine(line)
  if (!json) return contextual({ level: guessLevel(line), body: line }, context)
  const { level, timeMs } = json
  const read: LogInput = { level, body: line, ...(timeMs !== undefined && { timeMs }) }
  // Such a record has the fields of its text and no others; beside a context they become fields of their own.
  return context ? contextual({ ...read, body: JSON.parse(line) }, context) : { ...read, isJson: true }
}

function contextual(record: LogInput, context: LogContext | undefined): LogInput {
  if (!context) return record
  const { attributes, traceId, spanId } = context
  return { ...record, attributes, ...(traceId && { traceId }), ...(spanId && { spanId }) }
}
