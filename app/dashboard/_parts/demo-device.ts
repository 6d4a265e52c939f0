/**
 * The demo device: a real device of the team that runs in this tab, with its own token that expires after an hour. There is
 * one per tab. It runs while the person moves through the dashboard, until they stop it or close the tab; when the page is loaded
 * again, it goes on with the same token, which this tab keeps.
 */
import { CallError, call } from '#app/_api/call.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { AgentLogger, DeviceStatus } from '#lib/sdk/index.ts'

export interface DemoState {
  state: 'off' | 'starting' | 'streaming'
  session: string | null
  records: number
}

/** What the tab keeps of a running demo, in its session storage. */
interface KeptDemo {
  teamId: string
  tokenId: string
  token: string
  expiresAtMs: number
  deviceName: string
}

const KEPT_KEY = 'agent-logger.demo'
const OFF: DemoState = { state: 'off', session: null, records: 0 }
const TOKEN_LIFE_MS = 3600_000
const CONNECT_MS = 10_000
/** About two records a second, at irregular intervals. */
const GAP_MS = [300, 700] as const

const listeners = new Set<() => void>()
let current = OFF
let running: { logger: AgentLogger; tokenId: string; timer: ReturnType<typeof setTimeout> | undefined } | null = null

function become(next: DemoState): void {
  current = next
  for (const listener of listeners) listener()
}

export const demoDevice = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  state: () => current,
  off: () => OFF,
  start,
  resume,
  stop,
}

/** Resolves to the session once the server knows it; throws the server's error if it rejects the device. */
async function start(options: { teamId: string; tokenName: string; deviceName: string }): Promise<string> {
  if (running) return running.logger.session
  become({ ...OFF, state: 'starting' })
  const expiresAtMs = Date.now() + TOKEN_LIFE_MS
  try {
    const made = await call<{ id: string; token: string }>('POST', `/api/v1/tokens?team=${options.teamId}`, {
      name: options.tokenName,
      kind: 'device',
      expiresAtMs,
    })
    return await run({
      teamId: options.teamId,
      tokenId: made.id,
      token: made.token,
      expiresAtMs,
      deviceName: options.deviceName,
    })
  } catch (error) {
    await stop()
    become(OFF)
    throw error
  }
}

/** Goes on with what ran in this tab before the page was loaded again, for the same team. */
async function resume(teamId: string): Promise<void> {
  const kept = readKept()
  if (running || current.state !== 'off' || !kept || kept.teamId !== teamId || kept.expiresAtMs <= Date.now()) return
  become({ ...OFF, state: 'starting' })
  await run(kept).catch(async (error: unknown) => {
    await stop()
    become(OFF)
    // While the server is away, the next page of the tab tries again.
    if (error instanceof CallError && error.code === 'server-unreachable') keep(kept)
  })
}

async function run(kept: KeptDemo): Promise<string> {
  const [{ startAgentLogger }, { demoRecord }] = await Promise.all([
    import('#lib/sdk/index.ts'),
    import('#lib/sdk/demo-records.ts'),
  ])
  const logger = startAgentLogger({
    server: location.origin,
    token: kept.token,
    name: kept.deviceName,
    appName: 'Demo shop',
    appVersion: '1.0.0',
  })
  running = { logger, tokenId: kept.tokenId, timer: undefined }
  logger.onStatus((status) => {
    if (status.state === 'refused') void stop()
  })
  await untilLive(logger)
  keep(kept)
  become({ state: 'streaming', session: logger.session, records: 0 })
  sendNext(0, demoRecord)
  return logger.session
}

function keep(kept: KeptDemo): void {
  sessionStorage.setItem(KEPT_KEY, JSON.stringify(kept))
}

function readKept(): KeptDemo | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT_KEY) ?? 'null')
  } catch {
    return null
  }
}

/** The page of a session exists once the server has welcomed the session. */
function untilLive(logger: AgentLogger): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (code: ErrorCodeName) => settle(() => reject(new CallError(code, 'the demo device could not connect')))
    const look = ({ state, error }: DeviceStatus) => {
      if (state === 'live') settle(resolve)
      else if (state === 'refused' || state === 'closed') fail(error?.code ?? 'server-unreachable')
    }
    const timer = setTimeout(() => fail('server-unreachable'), CONNECT_MS)
    const unlisten = logger.onStatus(look)
    function settle(end: () => void) {
      clearTimeout(timer)
      unlisten()
      end()
    }
    look(logger.status)
  })
}

function sendNext(n: number, demoRecord: typeof import('#lib/sdk/demo-records.ts').demoRecord): void {
  if (!running) return
  running.logger.log(demoRecord(n, Math.random))
  become({ ...current, records: n + 1 })
  const gapMs = GAP_MS[0] + Math.random() * (GAP_MS[1] - GAP_MS[0])
  running.timer = setTimeout(() => sendNext(n + 1, demoRecord), gapMs)
}

/** Ends the session and revokes its token. May be called twice. */
async function stop(): Promise<void> {
  sessionStorage.removeItem(KEPT_KEY)
  const stopping = running
  if (!stopping) return
  running = null
  clearTimeout(stopping.timer)
  become(OFF)
  await stopping.logger.close()
  // Best effort: the token expires within the hour anyway.
  await call('DELETE', `/api/v1/tokens/${stopping.tokenId}`).catch(() => undefined)
}
