/** The types an app meets when it uses the SDK: options, the logger, its status. start-agent-logger.ts implements them. */
import type { OpenDirect } from '#lib/direct/enable-direct.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { Level } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'

declare global {
  /** As TypeScript's own `esnext.disposable` says it, for programs that do not load that. */
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

/**
 * Gets every record after the safe defaults were applied and returns what may leave the device. `null` drops the record
 * before it gets a number. When the function throws, the record is sent without its content.
 */
export type Redact = (record: LogRecord) => LogRecord | null

/** Fields of a record: any object but a primitive, also an instance of an interface or a class. */
// biome-ignore lint/suspicious/noExplicitAny: an index signature of `unknown` would refuse interfaces.
export type Attributes = Record<string, any>

export interface AgentLoggerOptions {
  /** Address of the server, `https://logs.example.com`. */
  server: string
  /** A device token, `agl_d_…`, from the dashboard. */
  token: string
  /** Name of the device in lists. Default: a name that the platform suggests. */
  name?: string | undefined
  /** Kind of device, such as `kiosk`. Default: the runtime, such as `web` or `node`. */
  platform?: string | undefined
  appName?: string | undefined
  appVersion?: string | undefined
  /**
   * Identifies the device across runs, so that lists show it once. Default: the environment variable
   * AGENT_LOGGER_INSTALLATION_ID; in browsers one that is kept in localStorage; in Node a hash of machine and program. Pass your own
   * on React Native.
   */
  installationId?: string | undefined
  /**
   * The device exists for this run only, such as a CI job: the server forgets it sooner. Default: whether the environment
   * variable `CI` is set.
   */
  ephemeral?: boolean | undefined
  /** Also sends what is written with `console.*`. Default false. */
  captureConsole?: boolean | undefined
  /**
   * Node: also sends what the process writes to stdout and stderr, line by line. What `captureConsole` or
   * an adapter of a logger sends already is not sent again. Default false.
   */
  captureOutput?: boolean | undefined
  /** Also sends uncaught errors and unhandled rejections, without changing what the host does about them. Default false. */
  captureErrors?: boolean | undefined
  /**
   * Node: delivers what was logged before the program exits, crashes, or is ended by SIGTERM or SIGINT, within 2 s and with the
   * same exit code. Default true. With false, what is unsent by then is lost.
   */
  flushOnExit?: boolean | undefined
  /** `false` switches the safe defaults off; a function runs after them. */
  redact?: Redact | false | undefined
  /**
   * Default true. Set it to false where one batch may hold both a secret and text that an attacker chooses, and the attacker
   * can observe the length of the batch (the CRIME attack).
   */
  compress?: boolean | undefined
  /** Sent with every record. */
  attributes?: Attributes | undefined
  /** Name of the logger, shown with every record. */
  scope?: string | undefined
  /** Records below this level get no number and are not sent. Default `trace`. */
  minLevel?: Level | undefined
  /** How many bytes of records the device keeps in memory. Default and maximum: 8 MiB (LIMITS.ringBytesMax). */
  ringBytesMax?: number | undefined
  /** How many records the device keeps in memory. Default and maximum: 50,000 (LIMITS.ringRecordsMax). */
  ringRecordsMax?: number | undefined
  /**
   * `direct()` of `agent-logger/direct`: lets viewers take records directly from the device (WebRTC), which shows them its
   * network addresses. Default: records travel through the relay only.
   */
  direct?: OpenDirect | undefined
  onStatus?: ((status: DeviceStatus) => void) | undefined
  /** Called with the SDK's own few warnings, once for each. Default: the host's `console.warn`. */
  warn?: ((sentence: string) => void) | undefined
}

export interface DeviceStatus {
  state: 'connecting' | 'live' | 'backoff' | 'refused' | 'closed'
  /** How many people watch right now. */
  viewers: number
  /** How many of the viewers take records directly from this device. */
  direct: number
  /** Page where the team watches this session; null until the server was reached once. */
  pageUrl: string | null
  /** Why the device is not live; null while there is no error. */
  error: WireError | null
  /** Highest number assigned. */
  head: number
  /** Lowest number still held; head + 1 when nothing is held. */
  tail: number
  /** Highest number that the server has acknowledged. */
  acked: number
  /** Milliseconds from the time of this status until the next attempt; null in every state but `backoff`. */
  retryInMs: number | null
}

export interface LogInput {
  /** Default `info`. */
  level?: Level
  body: unknown
  attributes?: Attributes | undefined
  scope?: string
  error?: unknown
  /** Epoch milliseconds. Default: now. */
  timeMs?: number
  traceId?: string
  spanId?: string
  /**
   * The body is the text of a JSON object: its fields become the record's attributes. Attributes passed beside it are not
   * sent.
   */
  isJson?: boolean
  /** No line end followed the body: the rest of its line is in the next record. */
  isPartial?: boolean
}

/** What a child adds to each of its records. */
export interface LoggerBindings {
  scope?: string
  attributes?: Attributes
}

/**
 * No method of a logger throws, whatever its arguments.
 *
 * The body may be a text with `%s %d %i %f %j %o %O`, an object, an error, or a function that returns one of these and is called
 * only if the level is enabled. What follows the body and its directives becomes the record's content: the first error is its
 * error, an object its attributes, several values the attribute `arguments`.
 */
export interface Logger {
  trace(body: unknown, ...rest: unknown[]): void
  debug(body: unknown, ...rest: unknown[]): void
  info(body: unknown, ...rest: unknown[]): void
  warn(body: unknown, ...rest: unknown[]): void
  error(body: unknown, ...rest: unknown[]): void
  fatal(body: unknown, ...rest: unknown[]): void
  /** A whole record; a text is logged as `info` does. */
  log(record: LogInput): void
  log(body: string, ...rest: unknown[]): void
  /**
   * A logger of the same session whose records carry more: `scope` and `attributes`, and every other member as an attribute of
   * that name.
   */
  child(bindings: LoggerBindings | object): Logger
  /** Records below this level get no number and are not sent. For all loggers of the session; an unknown word changes nothing. */
  setLevel(level: Level): void
  /** Whether a record of this level would be sent. */
  isLevelEnabled(level: Level): boolean
}

export interface AgentLogger extends Logger {
  readonly session: string
  /** The current status. */
  readonly status: DeviceStatus
  /**
   * Calls `listener` when state, viewers, page, error or the next attempt change, not for every record. Returns a function
   * that stops it.
   */
  onStatus(listener: (status: DeviceStatus) => void): () => void
  /**
   * Resolves to true when everything logged so far is acknowledged; to false after `timeoutMs` (default 5 s), when refused
   * or closed.
   */
  flush(options?: { timeoutMs?: number }): Promise<boolean>
  /**
   * Resolves while the ring has room for records that were not sent yet. A fast producer waits here instead of overrunning
   * it.
   */
  whenDrained(): Promise<void>
  /**
   * Flushes within 5 s, or 2 s where the server could not be reached so far, says goodbye, serves late viewers from the ring for `lingerMs` (default 0), or with `onlyWhileWatched` until the
   * last of them has left, and then disconnects. Safe to call twice.
   */
  close(options?: { lingerMs?: number; onlyWhileWatched?: boolean }): Promise<void>
  /** Closes at the end of a block: `await using logger = startAgentLogger(…)`. */
  [Symbol.asyncDispose](): Promise<void>
}
