/**
 * next-auth's token against forged sign-ins, made here: a form that anybody may ask for must cost the server next to nothing.
 * The cookie is next-auth's own (its core/lib/csrf-token.js), which checks it when the form is sent.
 */
import { createHash, randomBytes } from 'node:crypto'
import { parse, serialize } from 'cookie'
import { isSecure } from './session-cookie.ts'
import { derivedKey } from './signing-key.ts'

export interface CsrfAnswer {
  csrfToken: string
  /** `Set-Cookie`, or null when the browser has the cookie already. */
  setCookie: string | null
}

export function csrfAnswer(cookieHeader: string | undefined): CsrfAnswer {
  const isOverTls = isSecure()
  const name = `${isOverTls ? '__Host-' : ''}next-auth.csrf-token`
  const [known = '', hash] = (parse(cookieHeader ?? '')[name] ?? '').split('|')
  if (hash === hashOf(known)) return { csrfToken: known, setCookie: null }
  const csrfToken = randomBytes(32).toString('hex')
  const value = `${csrfToken}|${hashOf(csrfToken)}`
  const setCookie = serialize(name, value, { httpOnly: true, sameSite: 'lax', path: '/', secure: isOverTls })
  return { csrfToken, setCookie }
}

function hashOf(token: string): string {
  return createHash('sha256')
    .update(`${token}${derivedKey('session')}`)
    .digest('hex')
}
