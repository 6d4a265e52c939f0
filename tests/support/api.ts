/** Calls API routes the way a page, an API client or a foreign page would, without a server between. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { sealSession, sessionCookieName } from '#lib/auth/session-cookie.ts'
import { config } from '#lib/config/env.ts'
import type { User } from '#lib/db/users.ts'
import type { LiveSession } from '#lib/protocol/messages.ts'
import { type CutTarget, liveRelay, type RelayStats } from '#lib/relay/live-relay.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS'
type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>
type RouteModule = { [M in Method]?: Handler }

export type Who = { user: Pick<User, 'id' | 'sessionVersion'> } | { token: string } | null

export interface ApiCall {
  who?: Who
  body?: unknown
  /** Over those that a page of our own sends. */
  headers?: Record<string, string | undefined>
}

/** Every folder below app that has a `route.ts`, as an address with its brackets. */
export const ALL_ROUTES = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts')
  .map((file) => `/${path.dirname(file)}`)
  .sort()

/** Those of our own API. */
export const ROUTES = ALL_ROUTES.filter((route) => route.startsWith('/api/v1/'))

export async function routeModule(route: string): Promise<RouteModule> {
  return (await import(path.resolve(`app${route}/route.ts`))) as RouteModule
}

/** `address`: as a client writes it, `/api/v1/tokens/abc?team=…`. */
export async function api(method: Method, address: string, { who = null, body, headers = {} }: ApiCall = {}) {
  const url = new URL(address, config().publicUrl)
  const { route, params } = match(url.pathname)
  const handler = (await routeModule(route))[method]
  if (!handler) throw new Error(`${route} has no ${method}`)
  const sent = new Headers({ host: url.host, origin: url.origin, 'sec-fetch-site': 'same-origin' })
  if (body !== undefined) sent.set('content-type', 'application/json')
  if (who && 'token' in who) sent.set('authorization', `Bearer ${who.token}`)
  if (who && 'user' in who) {
    const { id: sub, sessionVersion } = who.user
    sent.set('cookie', `${sessionCookieName()}=${await sealSession({ sub, sessionVersion })}`)
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) sent.delete(name)
    else sent.set(name, value)
  }
  const init = { method, headers: sent, body: typeof body === 'string' ? body : JSON.stringify(body) }
  // As Next does: nothing at all for a route without a part in brackets.
  const given = Object.keys(params).length > 0 ? params : (undefined as never)
  const response = await handler(new Request(url, init), { params: Promise.resolve(given) })
  const text = await response.text()
  const json = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, json, code: json?.error?.code as string | undefined, headers: response.headers }
}

function match(pathname: string): { route: string; params: Record<string, string> } {
  const given = pathname.split('/')
  for (const route of ALL_ROUTES) {
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

/** A relay that writes down what routes tell it; `sessions` are live in their teams. */
export function recordRelay(sessions: readonly (LiveSession & { teamId: string })[] = []): RecordedRelay {
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
  connections: { devices: 2, viewers: 3, seedDevices: 1, seedViewers: 1 },
  sessions: { live: 3, reconnecting: 1 },
  devicesLive: 3,
  watchers: 4,
  traffic: { in: READING, out: READING },
  nodes: 1,
}
