/**
 * What the work at hand adds to every record that is logged inside it, by any logger of the process: the id of a request, its
 * trace. The adapters of web servers provide it (adapters/request-context.ts); where none is loaded there is never one.
 */
import type { LogRecord } from '#lib/protocol/record.ts'
import { sharedSlot } from './shared-slot.ts'

export interface LogContext {
  /** JSON-safe. A record's own attributes of the same name win. */
  attributes: Record<string, unknown>
  traceId?: string | undefined
  spanId?: string | undefined
}

interface ContextSlot {
  current?: () => LogContext | undefined
}

export const contextSlot = sharedSlot<ContextSlot>('context', () => ({}))

export function currentContext(): LogContext | undefined {
  return contextSlot.current?.()
}

export function withContext(record: LogRecord, context: LogContext | undefined): LogRecord {
  if (!context) return record
  const { traceId = context.traceId, spanId = context.spanId } = record
  return {
    ...record,
    attributes: { ...context.attributes, ...record.attributes },
    ...(traceId && { traceId }),
    ...(spanId && { spanId }),
  }
}
