/** A transport for winston: `createLogger({ transports: [new transports.Console(), new AgentLoggerTransport({ logger })] })`. */
import winston from 'winston'
import type { Logger } from '#lib/sdk/index.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'
import { quietly } from './quietly.ts'
import { type WinstonInfo, winstonRecord } from './winston-record.ts'

type TransportOptions = winston.transport.TransportStreamOptions

export interface AgentLoggerTransportOptions extends TransportOptions {
  logger: Logger
}

/** A transport that runs beside ours. */
interface Sibling extends winston.transport {
  name?: string
}

interface Parent {
  levels?: Record<string, number>
  transports?: Sibling[]
}

/** winston's types know the class by another name than winston itself, and not as a class. */
const { Transport } = winston as unknown as { Transport: new (options?: TransportOptions) => winston.transport }

export class AgentLoggerTransport extends Transport {
  readonly name = 'agent-logger'
  readonly #logger: Logger
  readonly #quiet = new Set<Sibling>()
  #parent: Parent | undefined

  constructor({ logger, ...options }: AgentLoggerTransportOptions) {
    super(options)
    this.#logger = logger
    this.on('pipe', (parent: Parent) => {
      this.#parent = parent
      this.#quietConsoles()
    })
  }

  override log(info: WinstonInfo, next: () => void): void {
    setImmediate(() => this.emit('logged', info))
    quietly(() => {
      this.#quietConsoles()
      this.#logger.log(winstonRecord(info, this.#parent?.levels))
    })
    next()
  }

  override close(): void {
    for (const sibling of this.#quiet) delete sibling.log
    this.#quiet.clear()
    this.#parent = undefined
  }

  /** The text that winston prints to the console is recorded here already, so `captureOutput` and `captureConsole` pass it by. */
  #quietConsoles(): void {
    for (const sibling of this.#parent?.transports ?? []) {
      if (sibling.name !== 'console' || this.#quiet.has(sibling) || Object.hasOwn(sibling, 'log')) continue
      const { log } = sibling
      if (!log) continue
      this.#quiet.add(sibling)
      sibling.log = function (this: Sibling, info: unknown, next: () => void) {
        return runAsSdk(() => log.call(this, info, next))
      }
    }
  }
}
