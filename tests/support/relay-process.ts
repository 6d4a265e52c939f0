/**
 * A relay in its own process, for tests that kill, stop, block and measure it. It is the real relay with grants and rows in
 * memory. Anyone with the token `agl_a_test` may watch; sessions survive a crash, as they would in a database.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { LIMITS } from '#lib/protocol/limits.ts'
import { NO_COUNTERS } from '#lib/protocol/messages.ts'
import { AskedProcess, answerWith, isAskedProcess } from './asked-process.ts'
import { DEVICE, factsOf, person, TEAM } from './sessions.ts'
import { startRelay, type TestRelay } from './start-relay.ts'

export const VIEWER_TOKEN = 'agl_a_test'

export interface RelayStats {
  rssBytes: number
  /** Heap and external memory, after a garbage collection. */
  usedBytes: number
  devices: number
  viewers: number
  sessions: {
    id: string
    liveness: string
    head: number
    forwarded: number
    attempt: number
    viewers: number
    waiting: string[]
  }[]
  hits: Record<string, number>
  lines: string[]
  /** Timers, sockets and handles that keep the process alive, by kind. */
  resources: Record<string, number>
}

export interface LoopDelay {
  p50Ms: number
  p99Ms: number
  maxMs: number
}

export interface Listen {
  port?: number
  redisUrl?: string
  limits?: Partial<Record<keyof typeof LIMITS, number>>
}

export class RelayProcess extends AskedProcess {
  port = 0

  /** Loaded but not yet listening: a replacement that takes over at an exact moment. */
  static async load(execArgv: string[] = []): Promise<RelayProcess> {
    const relay = new RelayProcess(import.meta.filename, execArgv)
    await relay.ask('ping')
    return relay
  }

  static async start(listen: Listen = {}, execArgv: string[] = []): Promise<RelayProcess> {
    const relay = await RelayProcess.load(execArgv)
    await relay.listen(listen)
    return relay
  }

  async listen(listen: Listen = {}): Promise<void> {
    this.port = await this.ask<number>('listen', listen)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  stats(): Promise<RelayStats> {
    return this.ask('stats')
  }

  /** Longest delay of the event loop since the last call, or since the start. */
  loopDelay(): Promise<LoopDelay> {
    return this.ask('loopDelay')
  }

  /** Blocks the event loop; resolves when it is free again. */
  block(ms: number): Promise<void> {
    return this.ask('block', ms)
  }
}

if (isAskedProcess(import.meta.filename)) serve()

function serve(): void {
  let relay: TestRelay | null = null
  let delay: IntervalHistogram | null = null

  answerWith({
    ping: () => true,
    listen: async ({ port = 0, redisUrl, limits = {} }: Listen) => {
      // A test that needs other limits must say why.
      Object.assign(LIMITS, limits)
      const remembered = { ...factsOf(), liveness: 'reconnecting' as const, tail: 1, head: 0, endedAtMs: null }
      relay = await startRelay({
        port,
        ...(redisUrl ? { redisUrl } : {}),
        rows: {
          findSessionState: async (session) => ({
            ...remembered,
            session,
            teamId: TEAM,
            deviceId: DEVICE,
            counters: NO_COUNTERS,
            viewers: 0,
          }),
        },
      })
      relay.grants.set(VIEWER_TOKEN, person({ kind: 'api', id: 'api1' }))
      delay = monitorEventLoopDelay({ resolution: 10 })
      delay.enable()
      return Number(new URL(relay.url).port)
    },
    /** Like SIGTERM in the server: all clients get a goaway. */
    close: () => relay?.relay.close(),
    stats: (): RelayStats => {
      for (let i = 0; i < 3; i++) globalThis.gc?.()
      const { rss, heapUsed, external } = process.memoryUsage()
      const resources: Record<string, number> = {}
      for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
      const sessions = [...(relay?.relay.hub.sessions.values() ?? [])].map(
        ({ id, liveness, head, progress, ownership, audience }) => ({
          ...{ id, liveness, head, forwarded: progress.forwarded, attempt: ownership.connectionEpoch },
          viewers: audience.viewers.size,
          waiting: [...audience.viewers.values()]
            .filter(({ wants, skippedFrom }) => !wants.isEmpty || skippedFrom !== null)
            .map(
              ({ viewer, wants, skippedFrom }) => `${viewer} wants ${wants.ranges.join(' ')} skipped ${skippedFrom}`,
            ),
        }),
      )
      return {
        rssBytes: rss,
        usedBytes: heapUsed + external,
        devices: relay?.socketIo.namespaces.devices.sockets.size ?? 0,
        viewers: relay?.socketIo.namespaces.viewers.sockets.size ?? 0,
        sessions,
        hits: Object.fromEntries(relay?.hits.counts ?? []),
        lines: relay?.lines ?? [],
        resources,
      }
    },
    loopDelay: (): LoopDelay => {
      if (!delay) throw new Error('not listening')
      // The monitor's own tick is part of what it measures.
      const ofMs = (ns: number) => Math.max(0, ns / 1e6 - 10)
      const found = { p50Ms: ofMs(delay.percentile(50)), p99Ms: ofMs(delay.percentile(99)), maxMs: ofMs(delay.max) }
      delay.reset()
      return found
    },
    block: (ms: number) => {
      const until = performance.now() + ms
      while (performance.now() < until);
    },
  })
}
