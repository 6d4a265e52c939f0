/**
 * What strangers cost the people who watch: one device at a steady rate, its viewers, and signed-in pages, on the built server,
 * calm and beside crowds that ask for public addresses as fast as they are answered.
 */
import { execFileSync } from 'node:child_process'
import { isBuilt } from '#scripts/source-stamp.mjs'
import { type Latencies, LatencyHistogram } from '#tests/bench/load/histogram.ts'
import type { LiveOrder, LiveResult } from '#tests/bench/load/live-run.ts'
import type { StrangersOrder, StrangersResult } from '#tests/bench/load/strangers.ts'
import { canPin, LOAD_CORE, PinnedWorker, SERVER_CORE } from '#tests/bench/pinned-worker.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'

export interface Crowd {
  connections: number
  hasOwnAddresses: boolean
}

export interface StrangersSlice extends Crowd {
  round: number
  live: LiveResult
  pages: Latencies
  pagesFailed: number
  strangers: StrangersResult
}

export const WATCHERS = 10
export const LIVE_RECORDS_PER_SECOND = 1_000

const CALM: Crowd = { connections: 0, hasOwnAddresses: true }
export const CROWDS: readonly Crowd[] = [
  { connections: 80, hasOwnAddresses: true },
  { connections: 200, hasOwnAddresses: true },
  { connections: 80, hasOwnAddresses: false },
  { connections: 200, hasOwnAddresses: false },
]
const PAGE = '/dashboard/links'
const PAGE_EVERY_MS = 100
const PERSON = { email: 'bench@example.com', password: 'correct horse battery staple' }

/** Why it cannot run; slices when it did. */
export async function measureStrangers(
  load: PinnedWorker,
  rounds: number,
  seconds: number,
  progress: (text: string) => void,
): Promise<StrangersSlice[] | string> {
  if (!isBuilt()) return 'build first: `npm run build`'
  const server = await startServer({ TRUSTED_PROXIES: '127.0.0.1' }, undefined, [])
  const strangers = new PinnedWorker('strangers', LOAD_CORE)
  const slices: StrangersSlice[] = []
  try {
    const cookie = await prepare(server, load)
    // The first round is warm-up.
    for (let round = -1; round < rounds; round++) {
      for (const crowd of round % 2 ? [...CROWDS, CALM].reverse() : [CALM, ...CROWDS]) {
        progress(`strangers, round ${round + 1} of ${rounds}: ${crowd.connections}`)
        const slice = await measureCrowd(crowd, server.url, cookie, load, strangers, round < 0 ? 1 : seconds)
        if (round >= 0) slices.push({ round, ...crowd, ...slice })
      }
    }
    await load.ask('closeLive')
    return slices
  } finally {
    await strangers.stop()
    await server.remove()
  }
}

/** Makes an account and tokens, connects device and viewers, and signs in. Returns the person's cookies. */
async function prepare(server: TestServer, load: PinnedWorker): Promise<string> {
  if (canPin) execFileSync('taskset', ['-acp', String(SERVER_CORE), String(server.process.pid)], { stdio: 'ignore' })
  const { email, password } = PERSON
  server.cli(['user', 'add', '--email', email, '--password-stdin'], password)
  const token = (kind: string) =>
    server.cli(['token', 'create', '--email', email, '--name', kind, '--kind', kind]).trim().split('\n').at(-1) ?? ''
  const order: LiveOrder = {
    ...{ server: server.url, deviceToken: token('device'), apiToken: token('api') },
    viewers: WATCHERS,
  }
  await load.ask('openLive', order)
  return signIn(server.url)
}

async function signIn(url: string): Promise<string> {
  const pairs = (response: Response) => response.headers.getSetCookie().map((line) => line.split(';', 1).join())
  const csrf = await fetch(`${url}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const signedIn = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...PERSON, csrfToken, json: 'true' }),
    headers: { cookie: pairs(csrf).join('; '), origin: url },
  })
  return pairs(signedIn).join('; ')
}

async function measureCrowd(
  { connections, hasOwnAddresses }: Crowd,
  url: string,
  cookie: string,
  load: PinnedWorker,
  strangers: PinnedWorker,
  seconds: number,
): Promise<Pick<StrangersSlice, 'live' | 'pages' | 'pagesFailed' | 'strangers'>> {
  await load.ask('collectGarbage')
  const order: StrangersOrder = { server: url, connections, hasOwnAddresses }
  if (connections > 0) await strangers.ask('start', order)
  const pages = pageVisits(url, cookie)
  const live = await load.ask<LiveResult>('runLive', { recordsPerSecond: LIVE_RECORDS_PER_SECOND, seconds })
  const found = await pages.end()
  return { live, ...found, strangers: await strangers.ask<StrangersResult>('stop') }
}

/** Visits a page of the dashboard again and again, one visit at a time. */
function pageVisits(url: string, cookie: string): { end(): Promise<{ pages: Latencies; pagesFailed: number }> } {
  const histogram = new LatencyHistogram()
  let pagesFailed = 0
  let isOver = false
  const visits = (async () => {
    while (!isOver) {
      const startMs = performance.now()
      const isGood = await fetch(url + PAGE, { headers: { cookie }, redirect: 'manual' })
        .then(async (response) => response.status === 200 && (await response.text()).endsWith('</html>'))
        .catch(() => false)
      if (isGood) histogram.add(startMs, performance.now())
      else pagesFailed++
      await new Promise((resolve) => setTimeout(resolve, PAGE_EVERY_MS))
    }
  })()
  return {
    end: async () => {
      isOver = true
      await visits
      return { pages: histogram.latencies, pagesFailed }
    },
  }
}
