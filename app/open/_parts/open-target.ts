/** What the form of "Open a session" holds, read as one target; and what opening it means here. Pure but for the address it is told. */
import { isId } from '#lib/protocol/ids.ts'
import { type ConnectInputFault, type ConnectTarget, parseConnectInput } from '#lib/seed/connect-input.ts'

export type OpenMode = 'relay' | 'direct'

/** What the page itself shows. */
export interface SeedTarget {
  mode: OpenMode
  wsUrl: string
  /** Host and port, as people know it. */
  host: string
  /** Null: a phone has no sessions. */
  session: string | null
}

/** By what this server is known. */
export interface OwnHosts {
  /** Host and port in the address bar. */
  here: string
  /** Its public name, and the one below which apps have a key as first label. */
  others: readonly string[]
}

export type Opening =
  | { kind: 'fault'; reason: ConnectInputFault['reason'] }
  /** Another page of this server. */
  | { kind: 'here'; href: string; id: string }
  /** A page of whatever server the address names. */
  | { kind: 'link' | 'page'; href: string; host: string }
  | { kind: 'seed'; target: SeedTarget; isPlaceholder: boolean }

/** `server`: what the person typed as the relay's address. */
export function openingOf(text: string, server: string, own: OwnHosts): Opening {
  const alone = parseConnectInput(text)
  const target =
    alone.kind === 'session' && server.trim() !== '' ? parseConnectInput(`${server.trim()} ${alone.id}`) : alone
  switch (target.kind) {
    case 'fault':
      return target
    case 'session':
      return here(target.id)
    case 'link':
    case 'page':
      return elsewhere(target, own.here)
    case 'relay': {
      const { host } = new URL(target.wsUrl)
      // Not an id: the code of a share link, which only its `/ws` takes.
      if (isOwn(host, own) && isId(target.session)) return here(target.session)
      return seed({ mode: 'relay', wsUrl: target.wsUrl, host, session: target.session }, false)
    }
    case 'direct': {
      const { host } = new URL(target.wsUrl)
      return seed({ mode: 'direct', wsUrl: target.wsUrl, host, session: null }, target.isPlaceholder)
    }
  }
}

/** Whether browsers hold a page of `protocol` back from the target. Addresses of this machine count as safe. */
export function isMixed(target: SeedTarget, protocol: string): boolean {
  const { protocol: scheme, hostname } = new URL(target.wsUrl)
  return protocol === 'https:' && scheme === 'ws:' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

const KEY_LABEL = /^[a-z2-7]{26}$/

/** An app may have its key as first label of the host, and names the port even where nobody else does. */
function isOwn(host: string, { here, others }: OwnHosts): boolean {
  const hosts = [here, ...others]
  if (hosts.includes(host)) return true
  const [label = '', ...rest] = nameOf(host).split('.')
  return KEY_LABEL.test(label) && hosts.some((own) => nameOf(own) === rest.join('.'))
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '')
}

function here(id: string): Opening {
  return { kind: 'here', href: `/dashboard/sessions/${encodeURIComponent(id)}`, id }
}

function elsewhere(target: Extract<ConnectTarget, { kind: 'link' | 'page' }>, ownHost: string): Opening {
  const isPath = target.href.startsWith('/')
  return { kind: target.kind, href: target.href, host: isPath ? ownHost : new URL(target.href).host }
}

function seed(target: SeedTarget, isPlaceholder: boolean): Opening {
  return { kind: 'seed', target, isPlaceholder }
}
