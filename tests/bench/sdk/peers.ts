/**
 * What a call costs beside the loggers that people have: pino, winston, `console` and Sentry's logs, in one process and in turns,
 * so that the ratios of a run mean something. All write to where nothing is kept: the loggers to a stream that drops, `console` and
 * pino to the null device, Sentry to a transport that drops its envelopes, and ours to a relay that acknowledges. Each has its
 * own defaults, so they do not do the same work: ours also redacts, and seals and compresses batches for a viewer.
 */
import { createWriteStream, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { devNull } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import pino from 'pino'
import winston from 'winston'
import type { AgentLogger } from '#lib/sdk/logger.ts'

/** Calls between two turns of the event loop. */
const CALLS_PER_TURN = 100
const CALLS = 20_000
const FILTERED_CALLS = 2_000_000
const ROUNDS = 9

interface Arm {
  name: string
  /** One record that is kept. */
  info(body: string, order: number): void
  /** One record below the level, where there are levels. */
  debug?(body: string, order: number): void
  /** What is left of its work. */
  settle?(): Promise<unknown>
}

export interface PeerRow {
  logger: string
  /** Medians of the rounds: the wall time of a call, the CPU time with all that follows it, and that of a filtered call. */
  nanosPerCall: number
  cpuMicrosPerRecord: number
  /** Its CPU time per record by that of ours in the same round; median. */
  cpuOfOurs: number
  nanosPerFilteredCall: number | null
}

/** `ours` is live, with somebody watching. */
export async function besidePeers(ours: AgentLogger, bodies: readonly string[]): Promise<PeerRow[]> {
  const arms = armsWith(ours)
  const measured = new Map(arms.map(({ name }) => [name, [] as Round[]]))
  for (let round = -1; round < ROUNDS; round++) {
    for (const arm of round % 2 === 0 ? arms : [...arms].reverse()) {
      const result = await oneRound(arm, bodies)
      // The first one warms up.
      if (round >= 0) measured.get(arm.name)?.push(result)
    }
  }
  const our = measured.get(arms[0]?.name ?? '') ?? []
  return arms.map(({ name }) => {
    const rounds = measured.get(name) ?? []
    const middle = (of: (round: Round, i: number) => number) => median(rounds.map(of))
    return {
      logger: name,
      nanosPerCall: Math.round(middle(({ callNanos }) => callNanos)),
      cpuMicrosPerRecord: Number(middle(({ cpuMicros }) => cpuMicros).toFixed(2)),
      cpuOfOurs: Number(middle(({ cpuMicros }, i) => cpuMicros / (our[i]?.cpuMicros ?? Number.NaN)).toFixed(2)),
      nanosPerFilteredCall: rounds.some(({ filteredNanos }) => filteredNanos === null)
        ? null
        : Number(middle(({ filteredNanos }) => filteredNanos ?? 0).toFixed(1)),
    }
  })
}

function armsWith(ours: AgentLogger): Arm[] {
  ours.setLevel('info')
  const drops = () => new Writable({ write: (_chunk, _encoding, done) => done() })
  const pinoLogger = pino({ level: 'info' }, pino.destination(openSync(devNull, 'w')))
  const winstonLogger = winston.createLogger({
    level: 'info',
    transports: [new winston.transports.Stream({ stream: drops() })],
  })
  const nullDevice = createWriteStream(devNull)
  const nowhere = new console.Console(nullDevice)
  return [
    {
      name: 'Agent Logger',
      info: (body, order) => ours.info(body, { order }),
      debug: (body, order) => ours.debug(body, { order }),
      settle: async () => {
        while (ours.status.acked < ours.status.head) await turn()
      },
    },
    {
      name: 'pino',
      info: (body, order) => pinoLogger.info({ order }, body),
      debug: (body, order) => pinoLogger.debug({ order }, body),
    },
    {
      name: 'winston',
      info: (body, order) => void winstonLogger.info(body, { order }),
      debug: (body, order) => void winstonLogger.debug(body, { order }),
    },
    {
      name: 'console',
      info: (body, order) => nowhere.info(body, { order }),
      settle: () => new Promise((resolve) => nullDevice.write('', resolve)),
    },
    ...sentryArm(),
  ]
}

/** What is used of `@sentry/node`, which is large and only here; `npm ci` in tests/ecosystems/packages installs it. */
interface SentryNode {
  init(options: object): unknown
  logger: Record<'info' | 'debug', (body: string, attributes: object) => void>
  flush(): Promise<boolean>
}

/** Empty where the package is not installed. */
function sentryArm(): Arm[] {
  const packages = path.join(import.meta.dirname, '../../ecosystems/packages/package.json')
  let sentry: SentryNode
  try {
    sentry = createRequire(packages)('@sentry/node')
  } catch {
    console.log('Sentry is not measured: npm ci --prefix tests/ecosystems/packages installs it.')
    return []
  }
  sentry.init({
    dsn: 'http://key@127.0.0.1:9/1',
    beforeSendLog: (log: { level: string }) => (log.level === 'debug' ? null : log),
    transport: () => ({ send: async () => ({}), flush: async () => true }),
  })
  return [
    {
      name: 'Sentry logs',
      info: (body, order) => sentry.logger.info(body, { order }),
      debug: (body, order) => sentry.logger.debug(body, { order }),
      settle: () => sentry.flush(),
    },
  ]
}

interface Round {
  callNanos: number
  cpuMicros: number
  filteredNanos: number | null
}

async function oneRound(arm: Arm, bodies: readonly string[]): Promise<Round> {
  const cpuBefore = cpuMicros()
  const turnNanos: number[] = []
  for (let i = 0; i < CALLS; ) {
    const before = process.hrtime.bigint()
    for (const end = i + CALLS_PER_TURN; i < end; i++) arm.info(bodies[i % bodies.length] as string, i)
    turnNanos.push(Number(process.hrtime.bigint() - before))
    await turn()
  }
  await arm.settle?.()
  const spentMicros = cpuMicros() - cpuBefore
  // Sentry and winston make the record before they drop it, so fewer show it.
  const calls = arm.name === 'Agent Logger' || arm.name === 'pino' ? FILTERED_CALLS : CALLS
  const before = cpuMicros()
  for (let i = 0; i < calls; i++) arm.debug?.('not wanted', i)
  const filteredNanos = arm.debug ? ((cpuMicros() - before) * 1000) / calls : null
  return { callNanos: median(turnNanos) / CALLS_PER_TURN, cpuMicros: spentMicros / CALLS, filteredNanos }
}

/** Of this process, in user and system mode: other programs on the machine do not count. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
