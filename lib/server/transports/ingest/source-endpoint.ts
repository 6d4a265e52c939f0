/** One way in over HTTP: an address, and what happens with what is sent there. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from '#lib/ingest/source.ts'
import { type AppError, isAppError } from '#lib/protocol/app-error.ts'
import { ERROR_CODES } from '#lib/protocol/error-codes.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import type { LimitName } from '#lib/protocol/limits.ts'
import type { SourceKind } from '#lib/protocol/source-kinds.ts'
import type { BodyReader, BodyTimes } from './body-reader.ts'
import type { SourceAnswer } from './source-answer.ts'
import type { SourceSessions } from './source-sessions.ts'
import type { SourceTurns } from './source-turns.ts'

/** A request whose token was accepted. */
export interface SourceCall {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  right: DeviceGrant
  sessions: SourceSessions
  turns: SourceTurns
  /** Begins to read the body; the client that waits for a 100 gets it. */
  open(times: BodyTimes): BodyReader
  /** The whole body, decompressed. Throws `body-too-large` and `server-busy`. `release` when it is no longer used. */
  whole(): Promise<{ body: Buffer; release(): void }>
  /** Counts records that could not be read. */
  rejected(fault: Fault): void
  /** Counts a connection that stays. Throws `too-many-requests`. Call what it returns at its end. */
  upload(): () => void
  /** Counts a limit that refuses nothing. */
  hit(limit: LimitName, detail: string): void
}

export interface SourceEndpoint {
  kind: SourceKind
  paths: readonly string[]
  methods: readonly string[]
  /** May throw AppError. */
  run(call: SourceCall): Promise<SourceAnswer>
  /** The same as JSON of our API where absent. `retryAfterS`: set when trying again can help. */
  refused?(request: IncomingMessage, error: AppError, headers: Record<string, string>): SourceAnswer
}

/** How long a client waits that was too fast, or that met a full server. */
const RETRY_S = 1

/** The answer to an error, as the endpoint's clients understand it. Any error of ours is `internal`. */
export function refusalOf(
  endpoint: Pick<SourceEndpoint, 'refused'> | null,
  request: IncomingMessage,
  error: AppError,
  waitMs = 0,
): SourceAnswer {
  const { http } = ERROR_CODES[error.code]
  const headers: Record<string, string> = {}
  if (http === 429 || http === 503) headers['retry-after'] = String(Math.max(RETRY_S, Math.ceil(waitMs / 1000)))
  if (http === 401) headers['www-authenticate'] = 'Bearer, Basic realm="Agent Logger"'
  return (
    endpoint?.refused?.(request, error, headers) ?? {
      status: http,
      type: 'application/json',
      body: JSON.stringify({ error: error.toWire() }),
      headers,
    }
  )
}

export function toAppError(error: unknown, internal: () => AppError): AppError {
  return isAppError(error) ? error : internal()
}
