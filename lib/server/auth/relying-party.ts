/**
 * Which site passkeys belong to (WebAuthn's relying party). With PUBLIC_URL it is that site. Without it only `localhost` works,
 * because WebAuthn accepts no IP address.
 */
import { isIP } from 'node:net'
import { AppError } from '#lib/protocol/app-error.ts'
import { type OriginRule, ownOrigin } from '#lib/server/http/own-origin.ts'

export interface RelyingParty {
  /** The host name, without a port. */
  id: string
  /** Scheme, host and port, as the browser reports it. */
  origin: string
}

/** Null where browsers offer no passkeys: at an IP address, and at plain HTTP anywhere but on this machine. */
export function relyingParty(hostHeader: string | undefined, rule: OriginRule): RelyingParty | null {
  const origin = ownOrigin(hostHeader, rule)
  if (origin === null) return null
  const { hostname, protocol } = new URL(origin)
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost')
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || (protocol !== 'https:' && !isLocal)) return null
  return { id: hostname, origin: new URL(origin).origin }
}

/** Throws `invalid-input` where browsers offer no passkeys. */
export function requiredRelyingParty(headers: Headers, rule: OriginRule): RelyingParty {
  const host = headers.get('host') ?? undefined
  const party = relyingParty(host, rule)
  if (party) return party
  const here = rule.isPublicUrlSet ? rule.publicUrl : (host ?? 'this address')
  throw new AppError('invalid-input', `Passkeys need https:// and a host name, or localhost; this is ${here}.`)
}
