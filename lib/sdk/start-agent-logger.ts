/** Puts the parts of the SDK together: options in, a running logger out. */
import { own } from '#lib/protocol/built-ins.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import { levelIndex, parseLevel } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { captureConsole } from './capture/capture-console.ts'
import { captureErrors } from './capture/capture-errors.ts'
import { captureOutput } from './capture/capture-output.ts'
import { createLogger } from './create-logger.ts'
import { type Clock, systemClock } from './delivery/clock.ts'
import { type Compress, compressOf } from './delivery/compress.ts'
import { DeviceSession } from './delivery/device-session.ts'
import { type Dial, type DialOptions, socketIoDial } from './delivery/dial.ts'
import { exposeRing } from './delivery/held-records.ts'
import { sealCompressed, sealPlain } from './delivery/seal.ts'
import { describeDevice } from './host/describe-device.ts'
import { type HostLife, watchHost } from './host/host-events.ts'
import { isEphemeral } from './host/is-ephemeral.ts'
import { deliverLastWords } from './host/last-words.ts'
import { createSessionId } from './host/session-id.ts'
import { currentContext } from './log-context.ts'
import type { AgentLogger, AgentLoggerOptions, Logger } from './logger.ts'
import { createRedact } from './record/redact.ts'
import { runAsSdk } from './reentrancy-guard.ts'
import { badAddress, noToken } from './sdk-errors.ts'
import { SDK_VERSION } from './sdk-version.ts'
import { StatusListeners } from './status-listeners.ts'

/** Starts a session: from now on records are numbered and kept, and sent as soon as the server is reached. Never throws. */
export function startAgentLogger(options: AgentLoggerOptions): AgentLogger {
  return runAsSdk(() => startWith(options, own({})))
}

/** What tests replace: network, time and chance. */
export interface Dependencies {
  clock?: Clock
  random?: () => number
  dial?: (origin: string, options: DialOptions) => Dial
  compress?: Compress
}

/** How long a Node program that is about to end may wait for its records to be acknowledged. */
const EXIT_FLUSH_MS = 2_000
/** Warns once when the server has not been reached after this many attempts. */
const UNREACHED_ATTEMPTS = 3

export function startWith(given: AgentLoggerOptions, dependencies: Dependencies): AgentLogger {
  const options = own(given)
  const clock = dependencies.clock ?? systemClock
  const warn = createWarn(options.warn)
  const listeners = new StatusListeners(warn)
  if (typeof options.onStatus === 'function') listeners.add(options.onStatus)
  const origin = originOf(options.server)
  const id = createSessionId(warn)
  const compress = options.compress === false ? null : (dependencies.compress ?? compressOf())

  const isRunOnly = isEphemeral(options.ephemeral)
  const session = new DeviceSession({
    session: id,
    token: typeof options.token === 'string' ? options.token.trim() : '',
    device: describeDevice(options, SDK_VERSION),
    dial: (dependencies.dial ?? socketIoDial)(origin ?? '', { isEphemeral: isRunOnly }),
    clock,
    random: dependencies.random ?? Math.random,
    seal: compress ? sealCompressed(compress) : sealPlain,
    ringBytesMax: bound(options.ringBytesMax, LIMITS.batchBytesMax, LIMITS.ringBytesMax),
    ringRecordsMax: bound(options.ringRecordsMax, LIMITS.batchRecordsMax, LIMITS.ringRecordsMax),
    direct: typeof options.direct === 'function' ? options.direct : undefined,
    changed: () => changed(),
  })

  function changed(): void {
    const { status, attempts } = session
    const { state, pageUrl, error } = status
    if (state === 'refused' && error) warn(`${error.message} Nothing is sent.`)
    if (state === 'backoff' && pageUrl === null && attempts >= UNREACHED_ATTEMPTS) {
      warn(`${origin} does not respond. Records are kept, and sent once it does.`)
    }
    listeners.report(status, attempts)
  }

  const logger = createLogger({
    session,
    clock,
    redact: createRedact(options.redact, () =>
      warn('the redact function failed; records are sent without their content.'),
    ),
    // An unknown word filters nothing.
    minLevel: levelIndex(parseLevel(options.minLevel)) % levelIndex('unknown'),
    context: currentContext,
  })
  const { scope, attributes } = options
  const root = logger({ ...(scope === undefined ? {} : { scope }), ...(attributes && { attributes }) })
  const stopCapturing = startCapturing(options, root, clock, session)
  const isFlushedOnExit = options.flushOnExit !== false && origin !== null
  /** The records of a session that was refused are not wanted, and those that were acknowledged have arrived. */
  const lastWords = () => {
    const { state, head, acked } = session.status
    if (!isFlushedOnExit || state === 'refused' || state === 'closed' || head === acked) return
    deliverLastWords({ ...session.handOver(), origin, isEphemeral: isRunOnly })
  }
  // Comes last, because at exit the captures hand over what they still hold.
  const stopWatching = watchHost(hostLife(session, lastWords), isFlushedOnExit)

  const refusal = refusalOf(options, origin)
  if (refusal) session.refuse(refusal)
  else session.connect()
  clock.soon(() => {
    listeners.start()
    changed()
  })

  const close: AgentLogger['close'] = (closeOptions) =>
    runAsSdk(() => {
      stopCapturing()
      const lingerMs = Math.max(0, Number(closeOptions?.lingerMs) || 0)
      const closing = session.close(lingerMs, closeOptions?.onlyWhileWatched === true)
      // The program may end before that.
      void closing.then(stopWatching)
      return closing
    })
  const started: AgentLogger = {
    ...root,
    session: id,
    get status() {
      return session.status
    },
    onStatus: (listener) => listeners.add(listener),
    flush: (flushOptions) => runAsSdk(() => session.flush(flushOptions?.timeoutMs)),
    whenDrained: () => session.whenDrained(),
    close,
    // Runtimes that lack the symbol name the member "undefined", which harms nobody.
    [Symbol.asyncDispose]: () => close(),
  }
  exposeRing(started, session)
  return started
}

/** Captures what `options` ask for. Returns a function that stops all of it. */
function startCapturing(options: AgentLoggerOptions, logger: Logger, clock: Clock, session: DeviceSession): () => void {
  const stops: (() => void)[] = []
  if (options.captureConsole) stops.push(captureConsole(logger.log, clock.nowMs))
  if (options.captureErrors)
    stops.push(captureErrors({ log: logger.log, sendNow: () => runAsSdk(() => session.sendNow()) }))
  if (options.captureOutput) stops.push(captureOutput({ log: logger.log, wallMs: clock.wallMs }))
  return () => {
    for (const stop of stops.splice(0)) stop()
  }
}

function hostLife(session: DeviceSession, lastWords: () => void): HostLife {
  /** The head of the last flush that Node's running out of work began and that is over: the same records are not tried again. */
  let flushedHead = 0
  return {
    onWake: () => session.connect(),
    onLeave: (mayReturn) => (mayReturn ? session.suspend() : session.closeNow()),
    onExit: () => {
      if (session.status.head !== flushedHead) lastWords()
      session.closeNow()
    },
    onIdle: () => {
      const { state, head, acked } = session.status
      if (acked === head || flushedHead === head || state === 'refused' || state === 'closed') return
      void session.flush(EXIT_FLUSH_MS).then(() => {
        flushedHead = head
      })
    },
  }
}

/** `https://host:port`; null when `server` is not an address. `ws://` and `wss://` are accepted too. */
function originOf(server: unknown): string | null {
  const match = /^\s*(?:http|ws)(s?):\/\/([^\s/?#@]+)/i.exec(typeof server === 'string' ? server : '')
  return match ? `http${(match[1] ?? '').toLowerCase()}://${match[2]}` : null
}

/** An error that we can report without contacting the server. */
function refusalOf(options: AgentLoggerOptions, origin: string | null): WireError | null {
  if (origin === null) return badAddress(options.server)
  return typeof options.token === 'string' && options.token.trim() !== '' ? null : noToken()
}

/** Prints each sentence once, without capturing it. */
function createWarn(given: ((sentence: string) => void) | undefined): (sentence: string) => void {
  const printed = new Set<string>()
  return (sentence) => {
    if (printed.has(sentence)) return
    printed.add(sentence)
    try {
      runAsSdk(() => (given ?? console.warn)(`Agent Logger: ${sentence}`))
    } catch {
      // The host's own `warn` failed, and there is nowhere else to report it [DV9].
    }
  }
}

function bound(value: unknown, min: number, max: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(max, Math.max(min, value)) : max
}
