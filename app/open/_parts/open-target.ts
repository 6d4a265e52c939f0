/** Reads the fields of "Open a session" as one target, and decides what opening it means on this server. Pure. */

import { type ConnectInputFault, type ConnectTarget, parseConnectInput } from '#lib/flutter/connect-input.ts'
import { isId } from '#lib/protocol/ids.ts'

export type OpenMode = 'relay' | 'direct'

/** A target that the page itself shows. */
export interface FlutterTarget {
  mode: OpenMode
  wsUrl: string
  /** Host and port as people know them. */
  host: string
  /** Null: a phone has no sessions. */
  session: string | null
}

/** The names of this server. */
export interface OwnHosts {
  /** Host and port in the address bar. */
  here: string
  /** Its public name, and the base of the names that begin with an app's key. */
  others: readonly string[]
}

export type Opening =
  | { kind: 'fault'; reason: ConnectInputFault['reason'] }
  /** Another page of this server. */
  | { kind: 'here'; href: string; id: string }
  /** A page of any server that the address names. */
  | { kind: 'link' | 'page'; href: string; host: string }
  | { kind: 'flutter'; target: FlutterTarget; isPlaceholder: boolean }

/** `server` is what the person typed as the relay's address. */
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
      // The code of a share link is not an id; only `/ws` accepts it.
      if (isOwn(host, own) && isId(target.session)) return here(target.session)
      return flutter({ mode: 'relay', wsUrl: target.wsUrl, host, session: target.session }, false)
    }
    case 'direct': {
      const { host } = new URL(target.wsUrl)
      return flutter({ mode: 'direct', wsUrl: target.wsUrl, host, session: null }, target.isPlaceholder)
    }
  }
}

/** Whether browsers keep a page of `protocol` from connecting to the target. They treat addresses of this machine as safe. */
export function isMixed(target: FlutterTarget, protocol: string): boolean {
  const { protocol: scheme, hostname } = new URL(target.wsUrl)
  return protocol === 'https:' && scheme === 'ws:' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

const KEY_LABEL = /^[a-z2-7]{26}$/

/** Whether `host` is this server: an app may put its key in front of the name, and always writes the port. */
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

function flutter(target: FlutterTarget, isPlaceholder: boolean): Opening {
  return { kind: 'flutter', target, isPlaceholder }
}
