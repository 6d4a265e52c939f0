/**
 * Identifies the sender of a request as far as that needs no database: a cookie that this server sealed, or a token that was
 * accepted a moment ago. Decides only whom a request is counted for and who goes first; rights are checked elsewhere, as always.
 */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { parse } from 'cookie'
import { decode } from 'next-auth/jwt'
import { LIMITS } from '#lib/protocol/limits.ts'
import { sessionCookieName } from '#lib/server/auth/session-cookie.ts'
import { derivedKey } from '#lib/server/auth/signing-key.ts'
import { processSlot } from '#lib/server/process-slot.ts'

interface Known {
  /** `person ID` or `token HASH`. */
  key: string
  untilMs: number
}

/** Only credentials that were found good are remembered, so that made-up ones cannot displace them. */
export class KnownCallers {
  readonly #known = new Map<string, Known>()

  get(credential: string, nowMs: number): string | null {
    const known = this.#known.get(hashOf(credential))
    return known && known.untilMs > nowMs ? known.key : null
  }

  remember(credential: string, key: string, nowMs: number): void {
    const hash = hashOf(credential)
    this.#known.delete(hash)
    this.#known.set(hash, { key, untilMs: nowMs + LIMITS.knownCallerMs })
    const [oldest] = this.#known.keys()
    if (this.#known.size > LIMITS.knownCallersMax && oldest !== undefined) this.#known.delete(oldest)
  }
}

const slot = processSlot<KnownCallers>('http.known-callers')
export const knownCallers = (): KnownCallers => slot.getOrCreate(() => new KnownCallers())

/** Call when an API token was accepted. */
export function rememberToken(token: string, tokenId: string, nowMs: number): void {
  knownCallers().remember(token, `token ${tokenId}`, nowMs)
}

/** What a request shows, before anyone has looked whether it is good; null when it shows nothing. */
export function credentialOf(headers: IncomingHttpHeaders): { kind: 'cookie' | 'token'; value: string } | null {
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]?.trim()
  if (token) return { kind: 'token', value: token }
  if (!headers.cookie?.includes(sessionCookieName())) return null
  const value = parse(headers.cookie)[sessionCookieName()]
  return value ? { kind: 'cookie', value } : null
}

/**
 * The key of a cookie that this server sealed and that has not expired, or null. It may be of a sign-in that has been ended
 * since: such a person is still one person, and is counted as one.
 */
export async function keyOfCookie(sealed: string, nowMs: number): Promise<string | null> {
  const claims = await decode({ token: sealed, secret: derivedKey('session') }).catch(() => null)
  if (!claims?.sub) return null
  const key = `person ${claims.sub}`
  knownCallers().remember(sealed, key, nowMs)
  return key
}

function hashOf(credential: string): string {
  return createHash('sha256').update(credential).digest('base64url')
}
