/**
 * Decides by addresses alone whether two clients share a network: equal public IPv4 addresses, one IPv6 /64, one private IPv4
 * /24. A person at the server's own machine (loopback) shares every private network. Addresses come from the socket or a
 * trusted proxy.
 */

const LOOPBACK = 'loopback'

/** The network that stands for an address in counts and comparisons: an IPv6 /64, or the IPv4 address itself. Takes `…::/64` too. */
export function networkOf(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  if (!plain.includes(':') || plain === '::1') return plain
  const [head = '', tail = ''] = plain.replace(/\/64$/, '').replace(/%.*$/, '').split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  const zeros = plain.includes('::') ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0') : []
  const groups = [...left, ...zeros, ...right].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

/** Whether a person at `viewer` may see a device at `device`. An unknown address is near nobody. */
export function isNear(viewer: string, device: string): boolean {
  const group = viewerGroupOf(viewer)
  return group !== null && groupsNear(device).includes(group)
}

/**
 * Whether the address can be that of one machine only: this one, or one with a private IPv4 address. A public address is often
 * shared by a house, an office or a carrier's customers, and an IPv6 address is known here by its /64 only.
 */
export function isOneMachine(address: string): boolean {
  const network = networkOf(address)
  return isLoopback(network) || (isIPv4(network) && isPrivate(network))
}

/** People at one address see what people of the same group see; null: the address is not known, and they see nothing. */
export function viewerGroupOf(viewer: string): string | null {
  const network = networkOf(viewer)
  if (!isAddress(network)) return null
  if (isLoopback(network)) return LOOPBACK
  return isIPv4(network) && isPrivate(network) ? subnet24(network) : network
}

/** The groups of people who may be shown a device at this address: two at most. */
export function groupsNear(device: string): string[] {
  const group = viewerGroupOf(device)
  if (group === null) return []
  return isPrivate(networkOf(device)) ? [group, LOOPBACK] : [group]
}

function isIPv4(address: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(address)
}

function isAddress(address: string): boolean {
  return isIPv4(address) || address.includes(':')
}

export function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/** RFC 1918, RFC 3927, RFC 4193 and RFC 4291 §2.5.6: never an address of somebody else on the internet. */
export function isPrivate(address: string): boolean {
  if (isIPv4(address)) return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
  return /^(f[cd]|fe[89ab])/.test(address)
}

function subnet24(address: string): string {
  return address.slice(0, address.lastIndexOf('.'))
}
