/** What a source's request says before its body is read: who it is, and how it wants to be answered. */
import type { IncomingMessage } from 'node:http'
import { AppError } from '#lib/protocol/app-error.ts'

type Headers = Pick<IncomingMessage, 'headers'>

/** The token of an Authorization header: as Bearer, or as the password of Basic. Null without one. */
export function tokenOf({ headers }: Headers): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  return bearer ?? basicOf({ headers })?.password ?? null
}

/** The user of Basic; empty without one. */
export function userOf(request: Headers): string {
  return basicOf(request)?.user ?? ''
}

function basicOf({ headers }: Headers): { user: string; password: string } | null {
  const basic = /^Basic +([\w+/=-]+) *$/i.exec(headers.authorization ?? '')?.[1]
  if (!basic) return null
  const pair = Buffer.from(basic, 'base64').toString()
  const at = pair.indexOf(':')
  const password = pair.slice(at + 1).trim()
  return password === '' ? null : { user: at < 0 ? '' : pair.slice(0, at), password }
}

/** Throws `token-malformed` without one. */
export function requiredToken(request: Headers): string {
  const token = tokenOf(request)
  if (token !== null) return token
  throw new AppError(
    'token-malformed',
    'Send a device token (agl_d_…) as "Authorization: Bearer TOKEN" or as the password of Basic. Tokens in addresses are not read.',
  )
}

/** The media type without its parameters, in lower case. */
export function mediaTypeOf({ headers }: Headers): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
