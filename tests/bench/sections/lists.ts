/**
 * How long the dashboard's pages take, and how large they are, for a team with a million sessions and 50,000 devices. The rows
 * are inserted directly; the pages come from the built server, one after the other.
 */
import path from 'node:path'
import Database from 'better-sqlite3'
import { isBuilt } from '#scripts/source-stamp.mjs'
import { cpuSeconds } from '#tests/bench/process-cost.ts'
import { median } from '#tests/bench/statistics.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'

export interface ListPage {
  page: string
  /** Median time until the whole answer was read. */
  ms: number
  /** The server's CPU time for it, the mean of all requests. */
  cpuMs: number
  /** Size before compression. */
  bytes: number
}

export interface ListsRun {
  devices: number
  sessions: number
  pages: ListPage[]
}

const DEVICES = 50_000
const SESSIONS = 1_000_000
/** Open sessions, which the dashboard lists first. */
const LIVE = 500
const REQUESTS = 9
const WARM_UP = 3
const PERSON = { email: 'bench@example.com', password: 'correct horse battery' }
const DAY_MS = 24 * 3600_000

/** Why it cannot run, if so. */
export async function measureLists(progress: (text: string) => void): Promise<ListsRun | string> {
  if (!isBuilt()) return 'build first: `npm run build`'
  const empty = await startServer()
  empty.cli(['user', 'add', '--email', PERSON.email, '--password-stdin'], PERSON.password)
  await empty.stop()
  progress('lists: inserting rows')
  const device = seed(path.join(empty.dataDir, 'agent-logger.db'))
  const server = await startServer({ SESSION_RETENTION_PER_TEAM: '1000000' }, empty.dataDir, [])
  try {
    const cookie = await signIn(server.url)
    const pages: ListPage[] = []
    for (const page of await pagesOf(server.url, cookie, device)) {
      progress(`lists: ${page}`)
      pages.push(await measurePage(server, page, cookie))
    }
    return { devices: DEVICES, sessions: SESSIONS, pages }
  } finally {
    await server.remove()
  }
}

/** Returns the id of a device. Names and texts are as long as real ones. */
function seed(file: string): string {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  const { id: teamId } = db.prepare('SELECT "id" FROM "Team"').get() as { id: string }
  const nowMs = Date.now()
  const at = (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00')
  const idOf = (kind: string, n: number) => `${kind}${String(n).padStart(21, '0')}`
  const device = db.prepare(
    `INSERT INTO "Device" ("id","teamId","installationId","name","sortName","searchText","platform","os","model","appName",
     "appVersion","sdkVersion","firstSeenAt","lastSeenAt") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
  )
  const session = db.prepare(
    `INSERT INTO "Session" ("id","teamId","deviceId","startedAt","lastSeenAt","endedAt","records","bytes","infoCount")
     VALUES (?,?,?,?,?,?,?,?,?)`,
  )
  const platforms = ['web', 'node', 'android', 'ios', 'cli', 'react-native', 'flutter', 'electron']
  db.transaction(() => {
    for (let n = 0; n < DEVICES; n++) {
      const platform = platforms[n % platforms.length] ?? ''
      const name = `Checkout terminal ${n} on ${platform}-runner-${n % 977}`
      const about = [platform, 'Linux 6.12.9', 'Chrome 156', 'Shop checkout', `4.${n % 50}.0`]
      const seen = at(nowMs - 1_000 - n * 100_000)
      const text = [name, ...about].join(' ').toLowerCase()
      device.run(
        idOf('d', n),
        teamId,
        `installation-${n}`,
        name,
        name.toLowerCase(),
        text,
        ...about,
        '0.1.0',
        seen,
        seen,
      )
    }
    for (let n = 0; n < SESSIONS; n++) {
      const startedMs = nowMs - 3600_000 - n * ((80 * DAY_MS) / SESSIONS)
      const end = n < LIVE ? null : at(startedMs + 60_000)
      // Seen in the future, so that no sweep ends them.
      const seen = n < LIVE ? at(nowMs + 3600_000) : at(startedMs + 60_000)
      session.run(
        idOf('s', n),
        teamId,
        idOf('d', (n * 7) % DEVICES),
        at(startedMs),
        seen,
        end,
        n % 5_000,
        n * 100,
        n % 5_000,
      )
    }
  })()
  db.close()
  return idOf('d', 7)
}

/** First pages, pages from the middle, and searches that find much, little and nothing. */
async function pagesOf(url: string, cookie: string, device: string): Promise<string[]> {
  const cursorOf = async (path: string) => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie } })
    return encodeURIComponent(((await answer.json()) as { nextCursor: string }).nextCursor)
  }
  const devices = await cursorOf('/api/v1/devices?limit=500&q=terminal')
  const names = await cursorOf('/api/v1/devices?limit=500&sort=name')
  const sessions = await cursorOf('/api/v1/sessions')
  return [
    '/dashboard',
    `/dashboard?cursor=${devices}`,
    '/dashboard?sort=name',
    `/dashboard?sort=name&cursor=${names}`,
    '/dashboard?live=1',
    '/dashboard?platform=ios',
    '/dashboard?q=terminal',
    '/dashboard?q=terminal%2049999',
    '/dashboard?q=nothing',
    '/dashboard?q=nothing&sort=name',
    '/dashboard/sessions',
    `/dashboard/sessions?cursor=${sessions}`,
    `/dashboard/sessions?device=${device}`,
    `/dashboard/devices/${device}`,
    '/dashboard/links',
    '/dashboard/tokens',
    '/dashboard/team',
    '/dashboard/settings',
    '/api/v1/devices',
    '/api/v1/devices?q=4999&limit=20',
    '/api/v1/sessions',
  ]
}

async function measurePage({ url, process }: TestServer, page: string, cookie: string): Promise<ListPage> {
  const load = async () => {
    const startMs = performance.now()
    const answer = await fetch(`${url}${page}`, {
      headers: { cookie, 'accept-encoding': 'identity' },
      redirect: 'manual',
    })
    const { byteLength } = await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`${page} answered ${answer.status}`)
    return { ms: performance.now() - startMs, bytes: byteLength }
  }
  for (let i = 0; i < WARM_UP; i++) await load()
  const cpuBefore = cpuSeconds(process.pid ?? 0)
  const loads: { ms: number; bytes: number }[] = []
  for (let i = 0; i < REQUESTS; i++) loads.push(await load())
  const cpuMs = ((cpuSeconds(process.pid ?? 0) - cpuBefore) * 1000) / REQUESTS
  const shown = page.replace(/cursor=[^&]*/, 'cursor=…').replace(/d0{10,}(\d)/, 'ID$1')
  return {
    page: shown,
    ms: median(loads.map(({ ms }) => ms)),
    cpuMs,
    bytes: Math.max(...loads.map(({ bytes }) => bytes)),
  }
}

async function signIn(url: string): Promise<string> {
  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
  const csrf = await fetch(`${url}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookiesOf(csrf), origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, ...PERSON, json: 'true' }),
  })
  return cookiesOf(answer)
}
