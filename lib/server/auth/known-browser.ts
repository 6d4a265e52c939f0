/**
 * The cookie that marks a browser which has signed in to an account before, so that wrong passwords of others at its address do not
 * stop it (OWASP calls it a device cookie). It opens nothing: it only gives attempts a bucket of their own. It holds a random id
 * and, for each account, a tag that only this server can make; no address, name or user id.
 */
import { timingSafeEqual } from 'node:crypto'
import { parse, serialize } from 'cookie'
import { randomId } from '#lib/protocol/ids.ts'
import { config } from '#lib/server/config/env.ts'
import { normalEmail } from '#lib/server/db/users.ts'
import { signatureOf } from './signing-key.ts'

/** Accounts that one browser is remembered for; the one that signed in longest ago is forgotten first. */
const ACCOUNTS_MAX = 8
/** The longest that browsers keep a cookie: 400 days. */
const MAX_AGE_S = 400 * 24 * 3600
const SHAPE = /^(\w{22})((?:\.[\w-]{22}){1,8})$/

/** Id of the browser, or null when it has not signed in to the account of this address before. */
export function knownBrowserOf(cookieHeader: string | null | undefined, email: string): string | null {
  const browser = read(cookieHeader)
  if (!browser) return null
  const wanted = Buffer.from(tagOf(browser.id, email))
  return browser.tags.some((tag) => timingSafeEqual(Buffer.from(tag), wanted)) ? browser.id : null
}

/** The `Set-Cookie` header that adds the account to those that the browser is known for. */
export function knownBrowserCookie(cookieHeader: string | null | undefined, email: string): string {
  const { id, tags } = read(cookieHeader) ?? { id: randomId(22), tags: [] }
  const tag = tagOf(id, email)
  const kept = [tag, ...tags.filter((other) => other !== tag)].slice(0, ACCOUNTS_MAX)
  return serialize(cookieName(), [id, ...kept].join('.'), {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isOverTls(),
    maxAge: MAX_AGE_S,
  })
}

function cookieName(): string {
  return isOverTls() ? '__Host-agent-logger.browser' : 'agent-logger.browser'
}

function isOverTls(): boolean {
  return config().publicUrl.startsWith('https:')
}

function read(cookieHeader: string | null | undefined): { id: string; tags: string[] } | null {
  const found = SHAPE.exec(parse(cookieHeader ?? '')[cookieName()] ?? '')
  if (!found) return null
  const [, id = '', tags = ''] = found
  return { id, tags: tags.slice(1).split('.') }
}

/** 132 bits. */
function tagOf(id: string, email: string): string {
  return signatureOf('known-browser', `${id}\n${normalEmail(email)}`)
    .toString('base64url')
    .slice(0, 22)
}
