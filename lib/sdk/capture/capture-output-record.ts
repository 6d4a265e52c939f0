/** Lines of output as records, as `agent-logger pipe` would read them. */
import { JoinQueue } from '#lib/lines/join-queue.ts'
import type { LineRecord } from '#lib/lines/line-record.ts'
import type { LogContext } from '#lib/sdk/log-context.ts'
import type { LogInput } from '#lib/sdk/logger.ts'

/** The lines of one write: those that belong together, such as an error with its stack, are one record. */
export function joinLines(lines: readonly string[], nowMs: number): LineRecord[] {
  if (lines.length === 0) return []
  // Most writes are one line, which is joined to nothing: it need not be asked what could follow it.
  const queue = new JoinQueue({ isMultiline: lines.length > 1 })
  const records: LineRecord[] = []
  for (const line of lines) {
    queue.add(line, nowMs)
    for (const record of queue.takeReady()) records.push(record)
  }
  queue.closeUntil(Number.POSITIVE_INFINITY)
  for (const record of queue.takeReady()) records.push(record)
  return records
}

/** `context`: what the work at hand adds. The record may be sent after the end of the turn, where other work is at hand. */
export function outputRecord(read: LineRecord, context: LogContext | undefined): LogInput {
  if (!context) return read
  const { attributes, traceId, spanId } = context
  // A record of JSON has the fields of its text and no others; beside a context they become fields of their own.
  const { isJson, body, ...rest } = read
  return {
    ...rest,
    body: isJson ? JSON.parse(body) : body,
    attributes: { ...read.attributes, ...attributes },
    ...(traceId && { traceId }),
    ...(spanId && { spanId }),
  }
}
