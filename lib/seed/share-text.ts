/** What the original shows as a QR code and shares (§6), byte for byte. The QR code is of level L, in byte mode. */

/** Shown before the greeting has come, and while nothing runs [B6]: a valid-looking address of nowhere. */
export const SEED_URL_WAITING = 'ws://localhost:8080/ws'
const SHARE_PREFIX = 'Connect to Agent Logger:\n'

/**
 * The address a viewer connects to. The port is always written, and the session id is not escaped [B15]: the relay keeps
 * to letters that need none. `serverUrl` is http(s); anything else throws a TypeError.
 */
export function seedViewerUrl(serverUrl: string, session: string | null): string {
  if (session === null) return SEED_URL_WAITING
  const { protocol, hostname, port } = new URL(serverUrl)
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('The server has no http or https address.')
  const isSecure = protocol === 'https:'
  const host = `${hostname}:${port || (isSecure ? 443 : 80)}`
  return `${isSecure ? 'wss' : 'ws'}://${host}/ws?type=web&session=${session}`
}

export function seedDirectUrl(address: string, port: number): string {
  return `ws://${address}:${port}/ws`
}

export function seedShareText(url: string): string {
  return `${SHARE_PREFIX}${url}`
}
