/**
 * What a person pastes, types or scans to open a session (§13.3): addresses of the original in each of its spellings, its
 * share text, and our own links. Says what was meant; nothing is looked up and nothing is connected.
 */

export type ConnectTarget =
  /** A relay of the original, ours or a foreign one. */
  | { kind: 'relay'; wsUrl: string; session: string }
  /** A phone's own server. `isPlaceholder`: the code an app shows that is not connected [B6]. */
  | { kind: 'direct'; wsUrl: string; isPlaceholder: boolean }
  /** A session's id alone, of the server at hand. */
  | { kind: 'session'; id: string }
  /** A share link; `href` is a path where no server was named. */
  | { kind: 'link'; href: string }
  /** A page of the dashboard that shows a session. */
  | { kind: 'page'; href: string; session: string }

export interface ConnectInputFault {
  kind: 'fault'
  reason:
    | 'empty'
    | 'too-long'
    | 'not-understood'
    /** A relay's address without the session. */
    | 'no-session'
    /** What stands where a session id belongs cannot be one. */
    | 'bad-session'
    /** The secret behind the # is not there: mail programs cut it. */
    | 'link-without-secret'
    /** Port 0: the app was given a ws:// address, which it mishandles [B9]. */
    | 'no-port'
}

const INPUT_CHARS_MAX = 2_000
const SESSION = /^[\w.~-]{1,200}$/
const BARE_ID = /^[\w-]{6,64}$/
const SCHEME = /^(?:wss?|https?):\/\//i
/** A name or address that has a dot, a port or is localhost; what else has no scheme is an id. */
const HOST = /^(?:\[[\da-f:.]+\]|localhost|[a-z\d-]+(?:\.[a-z\d-]+)+|[a-z\d-]+(?=:\d))(?::\d{1,5})?(?=[/?#]|$)/i
const OWN_PATH = /^\/(?:s|dashboard\/sessions|session)\//
/** Around an address in a mail or a chat. */
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

/** A scheme wins over what only looks like a host: the share text has words before its address. */
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
  // A scheme the person left out: plain inside a network, TLS for a name without a port or with 443.
  const isSecure = /^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z][a-z\d-]+(?::443)?(?:[/?#]|$)/i.test(word)
  const text = SCHEME.test(word) ? word : `${isSecure ? 'wss' : 'ws'}://${word}`
  try {
    return new URL(withBrackets(text))
  } catch {
    return null
  }
}

/** `ws://::1:8080/…`: the app loses an IPv6 address's brackets [B9]; the last part is the port. */
function withBrackets(text: string): string {
  return text.replace(/^([a-z]+:\/\/)([\da-f]*:[\da-f:]*:[\da-f:]*):(\d+)(?=[/?#]|$)/i, '$1[$2]:$3')
}

/** Direct servers of our own SDK want a code: in the stream's address, or behind the # of the page that their QR code opens. */
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
