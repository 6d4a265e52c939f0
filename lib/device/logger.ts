/** The shapes an app meets when it uses the SDK: options, the logger, its status. What they do is in start-agent-logger.ts. */
import type { OpenDirect } from '../direct/enable-direct.ts'
import type { WireError } from '../protocol/error-codes.ts'
import type { Level } from '../protocol/levels.ts'
import type { LogRecord } from '../protocol/record.ts'

/**
 * Sees every record after the safe defaults were applied and returns what may leave the device; `null` drops the
 * record before it gets a number. When it throws, the record leaves without its content.
 */
export type Redact = (record: LogRecord) => LogRecord | null

export interface AgentLoggerOptions {
  /** Address of the server, `https://logs.example.com`. */
  server: string
  /** A device token, `agl_d_…`, from the dashboard. */
  token: string
  /** How the device is called in lists. Default: what the platform says about itself. */
  name?: string
  /** What kind of device it is, such as `kiosk`. Default: the runtime, such as `web` or `node`. */
  platform?: string
  appName?: string
  appVersion?: string
  /** Stays the same over runs: lists show one device for it. Kept in localStorage by browsers; give your own on React Native. */
  installationId?: string
  /** Sends what is written with `console.*` too. Default false. */
  captureConsole?: boolean
  /** Sends uncaught errors and unhandled rejections too, without changing what the host does about them. Default false. */
  captureErrors?: boolean
  /** `false` switches the safe defaults off; a function comes after them. */
  redact?: Redact | false
  /**
   * Default true. False where one batch may hold both a secret and text that an attacker chooses and can watch the length of
   * (the CRIME attack).
   */
  compress?: boolean
  /** Go with every record. */
  attributes?: Record<string, unknown>
  /** Name of the logger, shown with every record. */
  scope?: string
  /** Records below it get no number and are not sent. Default `trace`. */
  minLevel?: Level
  /** Bounds of the device's memory of its own records; at most, and by default, LIMITS.ringBytesMax and ringRecordsMax. */
  ringBytesMax?: number
  ringRecordsMax?: number
  /** `direct()` of `agent-logger/direct`: viewers may take records directly from the device (WebRTC) and then know its network addresses. Default: by the relay only. */
  direct?: OpenDirect | undefined
  onStatus?: (status: DeviceStatus) => void
  /** Takes the few sentences the SDK says itself, each once. Default: the host's own `console.warn`. */
  warn?: (sentence: string) => void
}

export interface DeviceStatus {
  state: 'connecting' | 'live' | 'backoff' | 'refused' | 'closed'
  /** Watching right now. */
  viewers: number
  /** Of them, those that take records directly from this device. */
  direct: number
  /** Where people of the team watch this session; null until the server was reached once. */
  pageUrl: string | null
  /** Why the device is not live; null while all is well. */
  error: WireError | null
  /** Highest number given, lowest still held (head + 1: none), highest the server has acknowledged. */
  head: number
  tail: number
  acked: number
  /** Until the next try, when it was announced; null in every state but `backoff`. */
  retryInMs: number | null
}

export interface LogInput {
  /** Default `info`. */
  level?: Level
  body: unknown
  attributes?: Record<string, unknown>
  scope?: string
  error?: unknown
  /** Epoch milliseconds. Default: now. */
  timeMs?: number
  traceId?: string
  spanId?: string
  /** The body is the text of a JSON object: its fields become the record's attributes. Attributes given beside it are not sent. */
  isJson?: boolean
}

/** No method of a logger throws, whatever it is given. */
export interface Logger {
  trace(body: unknown, attributes?: Record<string, unknown> | Error): void
  debug(body: unknown, attributes?: Record<string, unknown> | Error): void
  info(body: unknown, attributes?: Record<string, unknown> | Error): void
  warn(body: unknown, attributes?: Record<string, unknown> | Error): void
  error(body: unknown, attributes?: Record<string, unknown> | Error): void
  fatal(body: unknown, attributes?: Record<string, unknown> | Error): void
  log(record: LogInput): void
  /** A logger of the same session whose records carry more. */
  child(bindings: { scope?: string; attributes?: Record<string, unknown> }): Logger
}

export interface AgentLogger extends Logger {
  readonly session: string
  /** As of now. */
  readonly status: DeviceStatus
  /** Called when state, viewers, page, error or the next try change; not for every record. Returns how to stop it. */
  onStatus(listener: (status: DeviceStatus) => void): () => void
  /** True when everything logged so far is acknowledged; false after `timeoutMs` (default 5 s), when refused or closed. */
  flush(options?: { timeoutMs?: number }): Promise<boolean>
  /** Resolves while the ring has room for what was not sent yet. A fast producer waits here instead of overrunning it. */
  whenDrained(): Promise<void>
  /**
   * Flushes, says goodbye, serves late viewers from the ring for `lingerMs` (default 0) or, with `onlyWhileWatched`, until the
   * last of them has left, disconnects. Safe to call twice.
   */
  close(options?: { lingerMs?: number; onlyWhileWatched?: boolean }): Promise<void>
}
