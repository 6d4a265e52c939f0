/**
 * A log record exporter for OpenTelemetry's SDK:
 * `new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter: new AgentLoggerExporter(logger) })] })`.
 */
import { LEVELS, type Level, parseLevel } from '#lib/protocol/levels.ts'
import type { AgentLogger, Logger, LogInput } from '#lib/sdk/index.ts'
import { errorFrom } from './error-from.ts'
import { quietly } from './quietly.ts'

/** What we read of OpenTelemetry's `ReadableLogRecord`. */
export interface OtelRecord {
  /** Seconds and nanoseconds since the epoch. */
  readonly hrTime: readonly [number, number]
  readonly hrTimeObserved?: readonly [number, number]
  readonly severityNumber?: number | undefined
  readonly severityText?: string | undefined
  readonly body?: unknown
  readonly eventName?: string | undefined
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly droppedAttributesCount?: number
  readonly spanContext?: { readonly traceId: string; readonly spanId: string } | undefined
  readonly instrumentationScope?: { readonly name: string }
  readonly resource?: { readonly attributes: Readonly<Record<string, unknown>> }
}

/** OpenTelemetry's `ExportResult`. */
export interface OtelResult {
  /** 0 where the export succeeded. */
  code: number
}

export class AgentLoggerExporter {
  readonly #logger: Logger

  /** The logger stays yours: `shutdown` flushes it and does not close it. */
  constructor(logger: Logger) {
    this.#logger = logger
  }

  export(records: readonly OtelRecord[], done: (result: OtelResult) => void): void {
    for (const record of records) quietly(() => this.#logger.log(otelRecord(record)))
    done({ code: 0 })
  }

  /** Resolves when everything is acknowledged, or after five seconds. */
  async forceFlush(): Promise<void> {
    await (this.#logger as Partial<AgentLogger>).flush?.().catch(() => {})
  }

  shutdown(): Promise<void> {
    return this.forceFlush()
  }
}

/** What says who made the telemetry is the same for all, and the device is described already. */
const TELEMETRY_SDK = /^telemetry\./

export function otelRecord(given: OtelRecord): LogInput {
  const { attributes = {}, resource, spanContext, eventName, droppedAttributesCount } = given
  const {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': stack,
    ...fields
  } = attributes as Record<string, unknown>
  const record: LogInput = {
    level: levelOf(given),
    body: given.body ?? eventName ?? message ?? '',
    attributes: fields,
    timeMs: millisecondsOf(given.hrTime) || millisecondsOf(given.hrTimeObserved ?? [0, 0]) || Date.now(),
  }
  if (eventName && given.body !== undefined) fields.eventName = eventName
  if (droppedAttributesCount) fields.droppedAttributesCount = droppedAttributesCount
  const about = Object.entries(resource?.attributes ?? {}).filter(([name]) => !TELEMETRY_SDK.test(name))
  if (about.length > 0) fields.resource = Object.fromEntries(about)
  const scope = given.instrumentationScope?.name
  if (scope) record.scope = scope
  if (spanContext) Object.assign(record, { traceId: spanContext.traceId, spanId: spanContext.spanId })
  const error = errorFrom({ type, message, stack })
  if (error) record.error = error
  return record
}

/** Severity numbers 1 to 24 are four for each level; 0 says nothing, and the text may say more. */
function levelOf({ severityNumber = 0, severityText }: OtelRecord): Level {
  if (severityNumber < 1 || severityNumber > 24) return parseLevel(severityText)
  return LEVELS[Math.floor((severityNumber - 1) / 4)] ?? 'unknown'
}

function millisecondsOf([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1_000 + nanoseconds / 1e6
}
