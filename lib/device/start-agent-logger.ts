/** Puts the parts of the SDK together: options in, a running logger out. The only state here is what belongs to all parts. */
import type { WireError } from '../protocol/error-codes.ts'
import { levelIndex, parseLevel } from '../protocol/levels.ts'
import { LIMITS } from '../protocol/limits.ts'
import { captureConsole } from './capture-console.ts'
import { captureErrors } from './capture-errors.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Compress, compressOf } from './compress.ts'
import { createLogger } from './create-logger.ts'
import { describeDevice } from './describe-device.ts'
import { DeviceSession } from './device-session.ts'
import { type Dial, socketIoDial } from './dial.ts'
import { showHeld } from './held-records.ts'
import { watchHost } from './host-events.ts'
import type { AgentLogger, AgentLoggerOptions, DeviceStatus } from './logger.ts'
import { badAddress, noToken } from './own-errors.ts'
import { asHostWork, asOwnWork } from './own-work.ts'
import { createRedact } from './redact.ts'
import { SDK_VERSION } from './sdk-version.ts'
import { sealCompressed, sealPlain } from './seal.ts'
import { createSessionId } from './session-id.ts'
import { messageOf } from './to-plain.ts'

/** Starts a session: records are numbered and kept from now on, and sent as soon as the server is reached. Never throws. */
export function startAgentLogger(options: AgentLoggerOptions): AgentLogger {
  return asOwnWork(() => startWith(options ?? {}, {}))
}

/** What tests put in the place of network and time. */
export interface Surroundings {
  clock?: Clock
  random?: () => number
  dial?: (origin: string) => Dial
  compress?: Compress
}

/** Node gives a program that is about to end this long to send what it logged. */
const EXIT_FLUSH_MS = 3_000
/** Told once when the server has not been reached after so many tries. */
const UNREACHED_TRIES = 3

export function startWith(options: AgentLoggerOptions, around: Surroundings): AgentLogger {
  const clock = around.clock ?? systemClock
  const warn = createWarn(options.warn)
  const listeners = new Set<(status: DeviceStatus) => void>()
  if (typeof options.onStatus === 'function') listeners.add(options.onStatus)
  const origin = originOf(options.server)
  const id = createSessionId(warn)
  const compress = options.compress === false ? null : (around.compress ?? compressOf())
  // Listeners hear nothing before the host has its logger in hand.
  let shown: string | null = null
  let triedHead = 0

  const session = new DeviceSession({
    session: id,
    token: typeof options.token === 'string' ? options.token.trim() : '',
    device: describeDevice(options, SDK_VERSION),
    dial: (around.dial ?? socketIoDial)(origin ?? ''),
    clock,
    random: around.random ?? Math.random,
    seal: compress ? sealCompressed(compress) : sealPlain,
    ringBytesMax: bound(options.ringBytesMax, LIMITS.batchBytesMax, LIMITS.ringBytesMax),
    ringRecordsMax: bound(options.ringRecordsMax, LIMITS.batchRecordsMax, LIMITS.ringRecordsMax),
    direct: typeof options.direct === 'function' ? options.direct : undefined,
    changed: () => changed(),
  })

  function changed(): void {
    const { status } = session
    const { state, viewers, direct, pageUrl, error } = status
    if (state === 'refused' && error) warn(`${error.message} Nothing is sent.`)
    if (state === 'backoff' && pageUrl === null && session.attempts >= UNREACHED_TRIES) {
      warn(`${origin} does not answer. Records are kept, and sent when it does.`)
    }
    const now = JSON.stringify([state, viewers, direct, pageUrl, error, state === 'backoff' && session.attempts])
    if (shown === null || now === shown) return
    shown = now
    for (const listener of listeners) tell(listener, status)
  }

  function tell(listener: (status: DeviceStatus) => void, status: DeviceStatus): void {
    try {
      asHostWork(() => listener(status))
    } catch (error) {
      warn(`a status listener failed: ${messageOf(error)}`) // [DV9] not thrown: nobody of the host is there to catch it
    }
  }

  const stops: (() => void)[] = []
  const stopCapturing = () => {
    for (const stop of stops.splice(0)) stop()
  }
  const logger = createLogger({
    session,
    clock,
    redact: createRedact(options.redact, () => warn('the redact function failed; records leave without content.')),
    // A word that names no level hides nothing.
    minLevel: levelIndex(parseLevel(options.minLevel)) % levelIndex('unknown'),
  })
  const root = logger({ scope: options.scope, attributes: options.attributes })

  if (options.captureConsole) stops.push(captureConsole(root.log, clock.nowMs))
  if (options.captureErrors)
    stops.push(captureErrors({ log: root.log, sendNow: () => asOwnWork(() => session.sendNow()) }))
  stops.push(
    watchHost({
      woke: () => session.connect(),
      left: (mayReturn) => (mayReturn ? session.suspend() : session.closeNow()),
      ending: () => session.closeNow(),
      idle: () => {
        const { state, head, acked } = session.status
        if (acked === head || triedHead === head || state === 'refused' || state === 'closed') return
        triedHead = head
        void session.flush(EXIT_FLUSH_MS)
      },
    }),
  )

  const refusal = refusalOf(options, origin)
  if (refusal) session.refuse(refusal)
  else session.connect()
  clock.soon(() => {
    shown = ''
    changed()
  })

  const started: AgentLogger = {
    ...root,
    session: id,
    get status() {
      return session.status
    },
    onStatus: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    flush: (flushOptions) => asOwnWork(() => session.flush(flushOptions?.timeoutMs)),
    whenDrained: () => session.whenDrained(),
    close: (closeOptions) =>
      asOwnWork(() => {
        stopCapturing()
        return session.close(Math.max(0, Number(closeOptions?.lingerMs) || 0), closeOptions?.onlyWhileWatched === true)
      }),
  }
  showHeld(started, session)
  return started
}

/** `https://host:port`; null when the address is none. Web sockets are asked for by either spelling. */
function originOf(server: unknown): string | null {
  const match = /^\s*(?:http|ws)(s?):\/\/([^\s/?#@]+)/i.exec(typeof server === 'string' ? server : '')
  return match ? `http${(match[1] ?? '').toLowerCase()}://${match[2]}` : null
}

/** What no server has to be asked about. */
function refusalOf(options: AgentLoggerOptions, origin: string | null): WireError | null {
  if (origin === null) return badAddress(options.server)
  return typeof options.token === 'string' && options.token.trim() !== '' ? null : noToken()
}

/** Each sentence once, past our own capture. */
function createWarn(given: ((sentence: string) => void) | undefined): (sentence: string) => void {
  const said = new Set<string>()
  return (sentence) => {
    if (said.has(sentence)) return
    said.add(sentence)
    try {
      asOwnWork(() => (given ?? console.warn)(`Agent Logger: ${sentence}`))
    } catch {
      // Whoever takes our sentences failed; there is nobody left to tell [DV9].
    }
  }
}

function bound(value: unknown, min: number, max: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(max, Math.max(min, value)) : max
}
