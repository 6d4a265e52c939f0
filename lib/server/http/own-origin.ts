/**
 * Decides which pages may talk to the server with a user's rights (rule AC5): those of its own origin. With PUBLIC_URL that
 * is one origin. Without it, it is any address of this machine that the browser used, if it is `localhost` or an IP address;
 * a stranger could point a host name here (DNS rebinding).
 */
import { isIP } from 'node:net'
import type { Config } from '#lib/server/config/env.ts'

export type OriginRule = Pick<Config, 'publicUrl' | 'isPublicUrlSet'>

/** Compares scheme, host and port exactly, as browsers spell them. */
export function isOwnOrigin(origin: string | undefined, hostHeader: string | undefined, rule: OriginRule): boolean {
  return origin !== undefined && origin === ownOrigin(hostHeader, rule)
}

/** The server's own origin for a request, or null when the request's host name is not known to be ours. */
export function ownOrigin(hostHeader: string | undefined, rule: OriginRule): string | null {
  if (rule.isPublicUrlSet) return rule.publicUrl
  if (!hostHeader || !/^[0-9A-Za-z.:[\]-]+$/.test(hostHeader)) return null
  const text = `http://${hostHeader}`
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const name = url.hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || isIP(name) !== 0 ? url.origin : null
}
