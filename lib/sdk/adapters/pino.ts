/**
 * pino's lines as records. In a worker: `transport: { target: 'agent-logger/pino', options }`, with the options of
 * `startAgentLogger`. In the process: `pino(options, pino.multistream([{ stream: process.stdout }, { stream: pinoStream(logger) }]))`.
 */
import { hostname } from 'node:os'
import { Writable } from 'node:stream'
import { parentPort } from 'node:worker_threads'
import { addAnnouncer, announceLine } from '#lib/sdk/capture/capture-output-known.ts'
import { type AgentLogger, type AgentLoggerOptions, type Logger, startAgentLogger } from '#lib/sdk/index.ts'
import { isFields } from '#lib/sdk/record/serializer.ts'
import { type PinoKeys, pinoRecord } from './pino-record.ts'
import { quietly } from './quietly.ts'

export interface PinoOptions {
  /** The `messageKey` of pino, where it is not `msg`. */
  messageKey?: string | undefined
  /** The `errorKey` of pino, where it is not `err`. */
  errorKey?: string | undefined
}

/** What pino writes to. */
export interface PinoStream {
  write(line: string): void
  flush(done?: (error?: Error) => void): void
  end(): void
}

/** How long a process that ends waits for the last lines of its worker. */
const END_FLUSH_MS = 3_000
/** How long the worker waits for pino to say which levels it has. */
const CONFIG_WAIT_MS = 1_000

const own = { pid: process.pid, hostname: hostname() }

/** A stream for pino in this process. pino's `lastLogger` says which custom levels a line may have. */
export function pinoStream(logger: Logger, options: PinoOptions = {}): PinoStream {
  const close = addAnnouncer()
  const stream = {
    [Symbol.for('pino.metadata')]: true,
    lastLogger: undefined as { levels?: { labels?: Record<string, string> } } | undefined,
    write(line: string) {
      quietly(() => {
        const text = line.endsWith('\n') ? line.slice(0, -1) : line
        announceLine(text)
        logger.log(pinoRecord(text, { ...options, labels: stream.lastLogger?.levels?.labels }, own))
      })
    },
    flush(done?: (error?: Error) => void) {
      const { flush } = logger as Partial<AgentLogger>
      if (!flush) return done?.()
      void flush().then(() => done?.())
    },
    end: close,
  }
  return stream
}

/** Pino's part in the options: set by pino itself when it starts the worker. */
interface WorkerOptions extends AgentLoggerOptions, PinoOptions {
  pinoWillSendConfig?: boolean
}

/** The entry of pino's worker. */
export default async function pinoTransport(options: WorkerOptions): Promise<Writable> {
  const { messageKey, errorKey, pinoWillSendConfig, ...loggerOptions } = options
  const keys: PinoKeys = { messageKey, errorKey }
  const logger = startAgentLogger(loggerOptions)
  await configured(keys, pinoWillSendConfig === true)
  let rest = ''
  const send = (line: string) => {
    if (line !== '') quietly(() => logger.log(pinoRecord(line, keys, own)))
  }
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) send(line)
      // Waits rather than overruns the ring: pino holds what comes meanwhile.
      void logger.whenDrained().then(() => done())
    },
    final(done) {
      send(rest)
      void endOf(logger).then(() => done())
    },
  })
}

async function endOf(logger: AgentLogger): Promise<void> {
  await logger.flush({ timeoutMs: END_FLUSH_MS })
  await logger.close()
}

/** Several targets share one worker, and the message may have come before this one listened; then names are as they are. */
async function configured(keys: PinoKeys, isExpected: boolean): Promise<void> {
  const port = parentPort
  if (!port) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, isExpected ? CONFIG_WAIT_MS : 0)
    port.on('message', function hear(message: unknown) {
      if (!isFields(message) || message.code !== 'PINO_CONFIG' || !isFields(message.config)) return
      port.off('message', hear)
      const { levels, messageKey, errorKey } = message.config as PinoKeys & { levels?: { labels?: PinoKeys['labels'] } }
      keys.labels = levels?.labels
      keys.messageKey ??= messageKey
      keys.errorKey ??= errorKey
      clearTimeout(timer)
      resolve()
    })
  })
}
