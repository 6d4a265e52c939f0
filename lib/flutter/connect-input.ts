/**
 * Reads what a person pastes, types or scans to open a session [FP16]: every spelling of a Flutter app's address, its
 * share text, and our own links. Pure: looks nothing up and connects to nothing.
 */

export type ConnectTarget =
  /** A relay that speaks the Flutter protocol, ours or a foreign one. */
  | { kind: 'relay'; wsUrl: string; session: string }
  /** A server on a phone. `isPlaceholder`: the address that an app shows while it is not connected [FB13]. */
  | { kind: 'direct'; wsUrl: string; isPlaceholder: boolean }
  /** The bare id of a session of this server. */
  | { kind: 'session'; id: string }
  /** A share link; `href` is a path if the input names no server. */
  | { kind: 'link'; href: string }
  /** A page of the dashboard that shows a session. */
  | { kind: 'page'; href: string; session: string }

export interface ConnectInputFault {
  kind: 'fault'
  reason:
    | 'empty'
    | 'too-long'
    | 'not-understood'
    /** The address of a relay without a session. */
    | 'no-session'
    /** The text in place of the session id cannot be one. */
    | 'bad-session'
    /** The secret after the # is missing: some mail programs cut it off. */
    | 'link-without-secret'
    /** Port 0: the app was configured with a ws:// address, which it mishandles [FB14]. */
    | 'no-port'
}

const INPUT_CHARS_MAX = 2_000
const SESSION = /^[\w.~-]{1,200}$/
const BARE_ID = /^[\w-]{6,64}$/
const SCHEME = /^(?:wss?|https?):\/\//i
/** A host with a dot or a port, or localhost; anything else without a scheme is an id. */
const HOST = /^(?:\[[\da-f:.]+\]|localhost|[a-z\d-]+(?:\.[a-z\d-]+)+|[a-z\d-]+(?=:\d))(?::\d{1,5})?(?=[/?#]|$)/i
const OWN_PATH = /^\/(?:s|dashboard\/sessions|session)\//
/** Characters around an address in a mail or a chat. */
const WRAPPING = /^[<("'«“]+|[>)"'»”.,;]+$/g

export function parseConnectInput(text: string): ConnectTarget | ConnectInputFault {
  if (text.length > INPUT_CHARS_MAX) return fault('too-long')
  const words = text
    .split(/[\s,;]+/)
    .map((word) => word.replace(WRAPPING, ''))
    .filter(Boolean)
  if (words.length === 0) return fault('empty')

  const at = addressAt(words)
  if (at >= 0) return ofAddress(words[at] as string, at + 2 === words.length ? words[at + 1] : undefined)
  const [only] = words
  if (words.length === 1 && only !== undefined && BARE_ID.test(only)) return { kind: 'session', id: only }
  return fault('not-understood')
}

/** An address with a scheme wins over words that only look like a host, because a share text has words before its address. */
function addressAt(words: readonly string[]): number {
  const withScheme = words.findIndex((word) => SCHEME.test(word))
  return withScheme >= 0 ? withScheme : words.findIndex((word) => HOST.test(word) || OWN_PATH.test(word))
}

function ofAddress(word: string, next: string | undefined): ConnectTarget | ConnectInputFault {
  const isPath = word.startsWith('/')
  const url = urlOf(isPath ? `https://server.invalid${word}` : word)
  if (!url) return fault('not-understood')
  if (url.port === '0') return fault('no-port')
  const hrefOf = () => (isPath ? word : `${httpOrigin(url)}${url.pathname}${url.search}${url.hash}`)

  const [, place = '', id = '', inner = ''] = url.pathname.split('/')
  if (place === 's' && id !== '')
    return url.hash.length > 1 ? { kind: 'link', href: hrefOf() } : fault('link-without-secret')
  if (place === 'dashboard' && id === 'sessions' && inner !== '')
    return SESSION.test(inner) ? { kind: 'page', href: hrefOf(), session: inner } : fault('bad-session')
  if (isPath && place !== 'session') return fault('not-understood')

  const named = url.searchParams.get('session') ?? (place === 'session' && id !== '' ? id : (next ?? null))
  if (named !== null) {
    if (!SESSION.test(named)) return fault('bad-session')
    if (isPath) return { kind: 'session', id: named }
    return { kind: 'relay', wsUrl: `${wsOrigin(url)}/ws?type=web&session=${named}`, session: named }
  }
  if (url.searchParams.has('type')) return fault('no-session')
  return {
    kind: 'direct',
    wsUrl: `${wsOrigin(url)}/ws${codeOf(url)}`,
    isPlaceholder: url.host === 'localhost:8080' && url.pathname === '/ws',
  }
}

function urlOf(word: string): URL | null {
  // Without a scheme, a domain name without a port or with 443 means TLS; anything else is inside a network.
  const isSecure = /^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z][a-z\d-]+(?::443)?(?:[/?#]|$)/i.test(word)
  const text = SCHEME.test(word) ? word : `${isSecure ? 'wss' : 'ws'}://${word}`
  try {
    return new URL(withBrackets(text))
  } catch {
    return null
  }
}

/** Restores the brackets of an IPv6 address, which the app loses: `ws://::1:8080/…` [FB14]. The last part is the port. */
function withBrackets(text: string): string {
  return text.replace(/^([a-z]+:\/\/)([\da-f]*:[\da-f:]*:[\da-f:]*):(\d+)(?=[/?#]|$)/i, '$1[$2]:$3')
}

/** Direct servers of our own SDK require a code: in the address of the stream, or after the # of the page that their QR code opens. */
function codeOf(url: URL): string {
  const code = url.searchParams.get('code') ?? (url.pathname === '/' ? url.hash.slice(1) : '')
  return /^[A-Za-z0-9-]{8,40}$/.test(code) ? `?code=${code}` : ''
}

function wsOrigin(url: URL): string {
  return `${/^(?:wss|https):$/.test(url.protocol) ? 'wss' : 'ws'}://${url.host}`
}

function httpOrigin(url: URL): string {
  return `${/^(?:wss|https):$/.test(url.protocol) ? 'https' : 'http'}://${url.host}`
}

function fault(reason: ConnectInputFault['reason']): ConnectInputFault {
  return { kind: 'fault', reason }
}
