/** Nest's `LoggerService`: `NestFactory.create(AppModule, { logger: new AgentLoggerService(logger, { also: new ConsoleLogger() }) })`. */
import type { Level } from '#lib/protocol/levels.ts'
import type { Logger, LogInput } from '#lib/sdk/index.ts'
import { isErrorLike } from '#lib/sdk/record/to-error.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { errorFrom } from './error-from.ts'
import { quietly } from './quietly.ts'

/** Nest's levels, from the least to the most severe. */
const LEVELS = { verbose: 'trace', debug: 'debug', log: 'info', warn: 'warn', error: 'error', fatal: 'fatal' } as const
export type NestLevel = keyof typeof LEVELS

/** What Nest asks of a logger. */
export interface NestLoggerService {
  log(message: unknown, ...optionalParams: unknown[]): unknown
  error(message: unknown, ...optionalParams: unknown[]): unknown
  warn(message: unknown, ...optionalParams: unknown[]): unknown
  debug?(message: unknown, ...optionalParams: unknown[]): unknown
  verbose?(message: unknown, ...optionalParams: unknown[]): unknown
  fatal?(message: unknown, ...optionalParams: unknown[]): unknown
  setLogLevels?(levels: NestLevel[]): unknown
}

export interface NestOptions {
  /** Gets every call as well, such as Nest's own `ConsoleLogger`: Nest has one logger at a time. */
  also?: NestLoggerService | undefined
  /** The levels that are sent. Default: all. */
  logLevels?: NestLevel[] | undefined
}

export class AgentLoggerService implements NestLoggerService {
  readonly #logger: Logger
  readonly #also: NestLoggerService | undefined
  #levels: ReadonlySet<NestLevel> | undefined

  constructor(logger: Logger, { also, logLevels }: NestOptions = {}) {
    this.#logger = logger
    this.#also = also
    if (logLevels) this.#levels = new Set(logLevels)
  }

  log(message: unknown, ...optionalParams: unknown[]): void {
    this.#take('log', [message, ...optionalParams])
  }

  error(message: unknown, ...optionalParams: unknown[]): void {
    this.#take('error', [message, ...optionalParams])
  }

  warn(message: unknown, ...optionalParams: unknown[]): void {
    this.#take('warn', [message, ...optionalParams])
  }

  debug(message: unknown, ...optionalParams: unknown[]): void {
    this.#take('debug', [message, ...optionalParams])
  }

  verbose(message: unknown, ...optionalParams: unknown[]): void {
    this.#take('verbose', [message, ...optionalParams])
  }

  fatal(message: unknown, ...optionalParams: unknown[]): void {
    this.#take('fatal', [message, ...optionalParams])
  }

  setLogLevels(levels: NestLevel[]): void {
    this.#levels = new Set(levels)
    this.#also?.setLogLevels?.(levels)
  }

  #take(level: NestLevel, args: unknown[]): void {
    if (!this.#levels || this.#levels.has(level)) {
      quietly(() => {
        for (const record of nestRecords(LEVELS[level], args)) this.#logger.log(record)
      })
    }
    // What it prints is recorded here already.
    runAsSdk(() => this.#also?.[level]?.(...(args as [unknown])))
  }
}

const STACK = /\n[ \t]+at .{1,500}:\d+:\d+/

/**
 * Nest's convention: the message first; then more messages, plain objects as fields, a stack where something failed, and last
 * the context.
 */
export function nestRecords(level: Level, [message, ...rest]: unknown[]): LogInput[] {
  const params = rest.filter((param) => param !== undefined)
  const record: LogInput = { level, body: message }
  const takeLast = (isIt: (text: string) => boolean): string | undefined => {
    const last = params.at(-1)
    return typeof last === 'string' && isIt(last) ? (params.pop() as string) : undefined
  }
  const takeStack = () => takeLast((text) => STACK.test(text))
  let stack = takeStack()
  const context = takeLast(() => true)
  const hasFailed = level === 'error' || level === 'fatal'
  stack ??= takeStack() ?? (hasFailed ? takeLast(() => true) : undefined)
  if (context) record.scope = context

  const error = params.find(isErrorLike)
  if (error) record.error = error
  else if (stack !== undefined) {
    const read = errorFrom({ stack, message: STACK.test(stack) ? undefined : String(message) })
    if (read) record.error = read
  }
  const fields = params.filter((param) => param !== error && isPlain(param))
  if (fields.length > 0) record.attributes = Object.assign({}, ...fields)
  const more = params.filter((param) => param !== error && !isPlain(param))
  return [record, ...more.map((body) => ({ level, body, ...(context && { scope: context }) }))]
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
