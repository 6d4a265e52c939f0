/**
 * Notices a proxy that TRUSTED_PROXIES does not name, or that names no clients: behind it everybody has the proxy's address.
 * Says of each request what its address is worth, and keeps the first notice for the server's owner. Does no I/O.
 */
import type { IncomingMessage } from 'node:http'
import { isLoopback, isPrivate } from '#lib/server/pairing/same-network.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { type ClientAddress, readAddressBy } from './client-address.ts'

/**
 * What the address of a request stands for.
 * - `own`: the client, or its network.
 * - `proxy`: a proxy of this server, so it is everybody's. Nobody can bring this about by what they send from elsewhere, so
 *   limits may spare such an address.
 * - `unknown`: the client says that it came through a proxy. That may be so, so its network is not known; but anybody can say
 *   so, and limits by address go on to hold.
 */
export type AddressStanding = 'own' | 'proxy' | 'unknown'

export interface ProxyNotice {
  /**
   * - `unnamed`: requests come through a proxy at `peer` that TRUSTED_PROXIES does not name.
   * - `missing`: the public address implies a proxy, and TRUSTED_PROXIES names none.
   * - `silent`: the trusted proxy at `peer` sends no X-Forwarded-For.
   */
  kind: 'unnamed' | 'missing' | 'silent'
  /** A loopback or private address, or null. */
  peer: string | null
}

export interface ProxySettings {
  trustedProxies: readonly string[]
  /** Null when PUBLIC_URL is not set. */
  publicUrl: string | null
}

const FORWARDED_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const
/** Health checks on the machine itself come without the header: a proxy is behind more requests than these. */
const NAMELESS_MIN = 100

export class ProxyWatch {
  readonly #read: (request: IncomingMessage) => ClientAddress
  readonly #trustsNone: boolean
  /** Whether the public address is one for other machines than those of one network. */
  readonly #isPublic: boolean
  /** Whether only a proxy can serve the public address: this server itself speaks plain http. */
  readonly #needsProxy: boolean
  readonly #publicHost: string | null
  readonly #noticed: (notice: ProxyNotice) => void
  #notice: ProxyNotice | null = null
  #nameless = 0
  #hasNamed = false

  /** Calls `noticed` at most once, maybe at once. */
  constructor({ trustedProxies, publicUrl }: ProxySettings, noticed: (notice: ProxyNotice) => void) {
    const url = publicUrl === null ? null : new URL(publicUrl)
    this.#read = readAddressBy(trustedProxies)
    this.#trustsNone = trustedProxies.length === 0
    this.#isPublic = url !== null && !isLocalName(url.hostname)
    this.#needsProxy = url?.protocol === 'https:' && !isLoopbackName(url.hostname)
    this.#publicHost = url?.host ?? null
    this.#noticed = noticed
    if (this.#needsProxy && this.#trustsNone) this.#note({ kind: 'missing', peer: null })
  }

  /** For the owner of the server; null while nothing is wrong. */
  get notice(): ProxyNotice | null {
    return this.#notice
  }

  addressOf = (request: IncomingMessage): string => this.#read(request).address

  /** Null where the address is not the client's own. */
  ownAddressOf = (request: IncomingMessage): string | null =>
    this.standingOf(request) === 'own' ? this.addressOf(request) : null

  standingOf = (request: IncomingMessage): AddressStanding => {
    const { peer, isPeerTrusted, isNamed } = this.#read(request)
    if (isNamed) {
      this.#hasNamed = true
      return 'own'
    }
    if (isPeerTrusted) {
      this.#countNameless(request, { kind: 'silent', peer })
      return 'proxy'
    }
    const isOfProxy = isLoopback(peer) || (isPrivate(peer) && (this.#isPublic || this.#needsProxy))
    if (FORWARDED_HEADERS.some((name) => request.headers[name] !== undefined)) {
      // Only peers that strangers cannot be: a notice that named a stranger's address would ask to trust that.
      if (isOfProxy) this.#note({ kind: 'unnamed', peer })
      return isOfProxy ? 'proxy' : 'unknown'
    }
    if (isLoopback(peer) && (this.#isPublic || this.#needsProxy)) {
      this.#countNameless(request, { kind: this.#trustsNone ? 'missing' : 'unnamed', peer })
      return 'proxy'
    }
    if (!this.#trustsNone) return 'own'
    if (this.#needsProxy) return isOfProxy ? 'proxy' : 'unknown'
    // A private address under a public name may be that of a container's gateway, through which everybody comes.
    return this.#isPublic && isPrivate(peer) ? 'unknown' : 'own'
  }

  #countNameless({ headers }: IncomingMessage, notice: ProxyNotice): void {
    if (this.#notice || this.#hasNamed) return
    this.#nameless++
    if (headers.host === this.#publicHost || this.#nameless >= NAMELESS_MIN) this.#note(notice)
  }

  #note(notice: ProxyNotice): void {
    // One that says where is worth more than one that does not.
    if (this.#notice && (this.#notice.peer !== null || notice.peer === null)) return
    const isFirst = this.#notice === null
    this.#notice = notice
    if (isFirst) this.#noticed(notice)
  }
}

/** In a process slot because pages show the notice. */
export const proxyWatch = processSlot<ProxyWatch>('proxy-watch')

/** The notice as a line of the server's log. */
export function proxyLine({ kind, peer }: ProxyNotice): string {
  const effect =
    'everybody appears to have one address, so devices are not shown by network and nobody is locked out by address'
  switch (kind) {
    case 'unnamed':
      return `TRUSTED_PROXIES does not name ${peer}, through which requests come: ${effect}`
    case 'missing':
      return `TRUSTED_PROXIES names no proxy, but PUBLIC_URL is served by one: ${effect}`
    case 'silent':
      return `the trusted proxy at ${peer} sends no X-Forwarded-For: ${effect}`
  }
}

function isLoopbackName(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name)
}

/** Names and addresses that only one machine or network can mean: RFC 6761, RFC 6762, RFC 8375, single labels. */
function isLocalName(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '')
  return (
    isLoopbackName(name) ||
    isPrivate(name) ||
    !/[.:]/.test(name) ||
    /\.(local|lan|internal|home\.arpa|test)$/.test(name)
  )
}
