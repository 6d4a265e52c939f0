/** Calls API routes as a page, an API client or a page on another site would, without a server. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { openSignIn } from '#lib/server/auth/open-sign-in.ts'
import { type SessionClaims, sealSession, sessionCookieName } from '#lib/server/auth/session-cookie.ts'
import { config } from '#lib/server/config/env.ts'
import type { User } from '#lib/server/db/users.ts'
import { type CutTarget, liveRelay, type RelayStats } from '#lib/server/relay/live-relay.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS'
type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>
type RouteModule = { [M in Method]?: Handler }

/** `signIn`: the one to use; absent: the person signs in for this call. */
export type Who = { user: Pick<User, 'id' | 'sessionVersion'>; signIn?: SessionClaims } | { token: string } | null

export interface ApiCall {
  who?: Who
  body?: unknown
  /** Headers in addition to those that our own pages send. */
  headers?: Record<string, string | undefined>
}

/** Every folder under app that has a `route.ts`, as a path with its brackets. */
export const ALL_ROUTES = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts')
  .map((file) => `/${path.dirname(file)}`)
  .sort()

/** The paths of our own API. */
export const ROUTES = ALL_ROUTES.filter((route) => route.startsWith('/api/v1/'))

export async function routeModule(route: string): Promise<RouteModule> {
  return (await import(path.resolve(`app${route}/route.ts`))) as RouteModule
}

/** `address` is what a client requests, such as `/api/v1/tokens/abc?team=…`. */
export async function api(method: Method, address: string, { who = null, body, headers = {} }: ApiCall = {}) {
  const url = new URL(address, config().publicUrl)
  const { route, params } = match(url.pathname)
  const handler = (await routeModule(route))[method]
  if (!handler) throw new Error(`${route} has no ${method}`)
  const sent = new Headers({ host: url.host, origin: url.origin, 'sec-fetch-site': 'same-origin' })
  if (body !== undefined) sent.set('content-type', 'application/json')
  if (who && 'token' in who) sent.set('authorization', `Bearer ${who.token}`)
  if (who && 'user' in who) {
    sent.set('cookie', `${sessionCookieName()}=${await sealSession(who.signIn ?? (await signedIn(who.user)))}`)
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) sent.delete(name)
    else sent.set(name, value)
  }
  const init = { method, headers: sent, body: typeof body === 'string' ? body : JSON.stringify(body) }
  // Like Next: undefined for a route without bracketed segments.
  const given = Object.keys(params).length > 0 ? params : (undefined as never)
  const response = await handler(new Request(url, init), { params: Promise.resolve(given) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  const json = isJson ? JSON.parse(text) : undefined
  return {
    status: response.status,
    json,
    text,
    code: json?.error?.code as string | undefined,
    headers: response.headers,
  }
}

/** The person has just given everything that they have been asked for. */
function signedIn(user: Pick<User, 'id' | 'sessionVersion'>): Promise<SessionClaims> {
  const origin = { address: 'unknown', userAgent: '' }
  return openSignIn(user, { method: 'password', secondFactorAtMs: Date.now() }, origin, Date.now())
}

/** As Next does it: a route without brackets takes precedence. */
const BY_PRECEDENCE = ALL_ROUTES.toSorted((a, b) => Number(a.includes('[')) - Number(b.includes('[')))

function match(pathname: string): { route: string; params: Record<string, string> } {
  const given = pathname.split('/')
  for (const route of BY_PRECEDENCE) {
    const wanted = route.split('/')
    const params: Record<string, string> = {}
    const fits = wanted.every((part, i) => {
      const name = /^\[(\w+)\]$/.exec(part)?.[1]
      if (name) params[name] = decodeURIComponent(given[i] ?? '')
      return name ? given[i] : part === given[i]
    })
    if (fits && wanted.length === given.length) return { route, params }
  }
  throw new Error(`no route for ${pathname}`)
}

export interface RecordedRelay {
  cuts: [target: CutTarget, code: string][]
  changes: [teamId: string, topic: string][]
}

/** A relay that records what routes call; `sessions` are live in their teams. */
export function recordRelay(sessions: readonly (SessionSummary & { teamId: string })[] = []): RecordedRelay {
  const seen: RecordedRelay = { cuts: [], changes: [] }
  liveRelay.put({
    cut: (target, code) => void seen.cuts.push([target, code]),
    teamChanged: (teamId, topic) => void seen.changes.push([teamId, topic]),
    liveSessions: (teamId) => sessions.filter((session) => session.teamId === teamId),
    linkWatchers: () => new Map(),
    refusals: () => [],
    stats: () => STATS,
  })
  return seen
}

const READING = { bytes: 2_000, batches: 3, bytesPerSecond: 500, batchesPerSecond: 1, secondsBytes: [0, 500] }

export const STATS: RelayStats = {
  startedAtMs: 1_700_000_000_000,
  connections: { devices: 2, viewers: 3, seedDevices: 1, seedViewers: 1, sources: 0 },
  sessions: { live: 3, reconnecting: 1 },
  devicesLive: 3,
  watchers: 4,
  traffic: { in: READING, out: READING },
  nodes: 1,
}
