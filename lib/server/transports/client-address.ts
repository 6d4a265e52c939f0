/** The address of a client: its own, or the one that a trusted proxy names. An IPv6 /64 counts as one client. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

export type AddressOf = (request: IncomingMessage) => string

export interface ClientAddress {
  address: string
  /** The address of the socket's other end. */
  peer: string
  isPeerTrusted: boolean
  /** Whether a trusted proxy named `address`; otherwise it is the peer's. */
  isNamed: boolean
}

/** `trustedProxies`: addresses or CIDR ranges whose X-Forwarded-For is trusted, nearest hop first. */
export function readAddressBy(trustedProxies: readonly string[]): (request: IncomingMessage) => ClientAddress {
  const trusted = new BlockList()
  for (const entry of trustedProxies) {
    const [address = '', prefix] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(prefix), family)
  }
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

  return (request) => {
    const peer = plain(request.socket.remoteAddress ?? '')
    let address = peer
    let isNamed = false
    const header = request.headers['x-forwarded-for']
    const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => plain(hop.trim()))
    while (isTrusted(address)) {
      const hop = hops.pop()
      if (!hop || isIP(hop) === 0) break
      address = hop
      isNamed = true
    }
    return { address: bucketOf(address), peer, isPeerTrusted: isTrusted(peer), isNamed }
  }
}

function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
}

function bucketOf(address: string): string {
  if (isIP(address) !== 6 || address === '::1') return address
  const [head = '', tail = ''] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  const groups = address.includes('::')
    ? [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left
  return `${groups.slice(0, 4).join(':')}::/64`
}
