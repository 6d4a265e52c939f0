/**
 * What a request asks for, so that it can be answered at the least cost: a file, a public page that is the same for every
 * stranger, a redirect, a refusal, or something that only Next can answer. Pure.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isErrorCode } from '#lib/protocol/error-codes.ts'
import { isId } from '#lib/protocol/ids.ts'
import { isSdkPath } from '#lib/server/http/sdk-names.ts'
import type { NextRoutes } from './next-routes.ts'
import type { Refusal } from './refusal.ts'

export interface Question {
  method: string
  /** Path and query, as they were sent. */
  target: string
  headers: IncomingHttpHeaders
  /** No sign-in and no accepted token. */
  isStranger: boolean
  /** `en` or `ru`. */
  locale: string
  publicUrl: string
}

/** An answer that is kept in memory. */
export interface KeptRequest {
  /** Equal for requests that get the same answer. */
  key: string
  /** What Next is asked. */
  url: string
  headers: Record<string, string>
  /** How long the answer may be kept; Infinity for files, which only a new build changes. */
  keepMs: number
  fillings: Record<string, string>
}

export type Asked =
  | { kind: 'file'; path: string }
  | { kind: 'page'; page: KeptRequest }
  | { kind: 'redirect'; status: 307 | 308; location: string }
  /** A prefetch, which a stranger's browser can do without. */
  | { kind: 'nothing' }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'next' }

const NEXT: Asked = { kind: 'next' }
const NOT_FOUND: Asked = { kind: 'refused', refusal: { code: 'not-found' } }

/** Also a bound on how old a public page may be after a setting in the database has changed. */
const PAGE_KEEP_MS = 5 * 60_000

/**
 * The public pages, each with what its words depend on besides the language. Values that are not listed count as absent. A page
 * that is not here works too, but costs a rendering for each request.
 */
const PUBLIC_PAGES: Record<
  string,
  { keepMs?: number; isReturning?: boolean; hasErrors?: boolean; hasReason?: boolean }
> = {
  '/sign-in': { isReturning: true, hasErrors: true, hasReason: true },
  '/sign-up': { isReturning: true },
  '/forgot': {},
  '/reset': {},
  '/confirm': {},
  '/invite': {},
  '/setup': {},
  '/open': {},
  // Numbers that the page itself asks for again.
  '/server': { keepMs: 10_000 },
  '/server/api': {},
}

/** Texts that stand for what differs between requests. They have the length and the letters of the real ones. */
export interface Placeholders {
  nonce: string
  id: string
  path: string
}

export function askedOf(question: Question, routes: NextRoutes, places: Placeholders): Asked {
  const { method, target } = question
  const [path = '/', query = ''] = target.split('?', 2)
  const isRead = method === 'GET' || method === 'HEAD'
  if (path === '/ws' || !isDecodable(path)) return NEXT
  if (routes.isFile(path) || isSdkPath(path)) return isRead ? { kind: 'file', path } : readOnly()
  // Below `/_` are Next's files and its own pages of errors, which it answers with 500.
  if (path.startsWith('/_') || path.startsWith('/sdk/')) return NOT_FOUND
  const kind = routes.kindOf(path)
  if (kind === 'route') return NEXT
  if (kind === null && /^\/api(\/|$)/.test(path)) return NOT_FOUND
  if (!isRead) return kind === null ? NOT_FOUND : readOnly()
  if (kind !== null && path.length > 1 && path.endsWith('/'))
    return { kind: 'redirect', status: 308, location: `${path.replace(/\/+$/, '')}${query && `?${query}`}` }
  if (!question.isStranger) return NEXT
  return pageForStranger(question, kind === null ? null : path, new URLSearchParams(query), places)
}

/** well-formed.ts, which is between this and Next, says what is wrong with others. */
function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path).startsWith('/')
  } catch {
    return false
  }
}

function readOnly(): Asked {
  const headers = { allow: 'GET, HEAD' }
  return {
    kind: 'refused',
    refusal: { code: 'invalid-input', message: 'This address does not support the method.', status: 405, headers },
  }
}

/** The cookie of held-invite.ts, whatever its value is worth. */
const HOLDS_INVITE = /agent-logger\.invite=[^;]/

/** `path` is null for a page that does not exist. */
function pageForStranger(question: Question, path: string | null, query: URLSearchParams, places: Placeholders): Asked {
  const { headers, publicUrl } = question
  if (headers['next-router-prefetch'] !== undefined || headers['next-router-segment-prefetch'] !== undefined)
    return { kind: 'nothing' }
  if (path === null) return { kind: 'page', page: kept(question, '/_not-found', `/${places.id}`, { id: 'not-found' }) }
  if (path === '/' || path === '/no-team') return { kind: 'redirect', status: 307, location: '/sign-in' }
  if (/^\/dashboard(\/|$)/.test(path))
    return { kind: 'redirect', status: 307, location: `/sign-in?callbackUrl=${encodeURIComponent(path)}` }
  const link = /^\/s\/([^/]+)$/.exec(path)?.[1]
  if (link !== undefined) {
    // The page says the same about every text that is no id.
    const id = isId(link) ? link : '-'
    return { kind: 'page', page: kept(question, '/s/[id]', `/s/${places.id}`, { id }) }
  }
  const page = PUBLIC_PAGES[path]
  // A browser that holds an invitation gets a page that is nobody else's.
  if (!page || (path === '/invite' && HOLDS_INVITE.test(headers.cookie ?? ''))) return NEXT
  const asked = new URLSearchParams()
  const fillings: Record<string, string> = {}
  const wanted = page.isReturning ? returnPath(query.getAll('callbackUrl'), publicUrl) : null
  if (wanted === undefined) return NEXT
  if (wanted !== null) {
    asked.set('callbackUrl', `/${places.path}`)
    fillings.path = wanted.slice(1)
  }
  const error = query.get('error')
  if (page.hasErrors && error !== null) asked.set('error', isKnownError(error) ? error : 'Callback')
  const reason = query.get('reason')
  if (page.hasReason && isErrorCode(reason)) asked.set('reason', reason)
  const url = asked.size > 0 ? `${path}?${asked}` : path
  return { kind: 'page', page: { ...kept(question, path, url, fillings), ...(page.keepMs && { keepMs: page.keepMs }) } }
}

/** Next-auth's names that the page tells apart, and ours. */
function isKnownError(error: string): boolean {
  return error === 'OAuthAccountNotLinked' || error === 'SessionRequired' || isErrorCode(error)
}

/** `name` and what `url` has besides make the key. */
function kept(question: Question, name: string, url: string, fillings: Record<string, string>): KeptRequest {
  const isData = question.headers.rsc !== undefined
  const asked = isData ? `${url}${url.includes('?') ? '&' : '?'}_rsc` : url
  return {
    key: [name, question.locale, asked.slice(asked.indexOf('?') + 1 || asked.length)].join(' '),
    url: asked,
    headers: { cookie: `locale=${question.locale}`, ...(isData && { rsc: '1' }) },
    keepMs: PAGE_KEEP_MS,
    fillings,
  }
}

/**
 * Where to go after signing in: a path of this server, null for the default, and undefined for one with letters that mean
 * something in HTML or JSON. Only Next can put such a path into a page.
 */
function returnPath(wanted: readonly string[], publicUrl: string): string | null | undefined {
  const [value] = wanted
  if (value === undefined || wanted.length > 1) return null
  const path = value.startsWith(`${publicUrl}/`) ? value.slice(publicUrl.length) : value
  if (path === '/dashboard') return null
  return /^\/(?!\/)[\w/.~?=-]*$/.test(path) && !path.includes('/.') ? path : undefined
}
