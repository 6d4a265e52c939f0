/**
 * Who is in whose network, by addresses alone: equal public IPv4 addresses, one IPv6 /64, one private IPv4 /24. A person at
 * the server's own machine (loopback) is in every private network with it. Addresses come from the socket or a trusted proxy.
 */

/** What stands for an address in counts and comparisons: itself, and of IPv6 its /64. Takes `…::/64` as well. */
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

/** Whether somebody at `viewer` may be shown a device at `device`. An address that is not known is near nobody. */
export function isNear(viewer: string, device: string): boolean {
  const [mine, other] = [networkOf(viewer), networkOf(device)]
  if (!isAddress(mine) || !isAddress(other)) return false
  if (mine === other) return true
  if (isLoopback(mine)) return isLoopback(other) || isPrivate(other)
  return isPrivate(mine) && isPrivate(other) && isIPv4(mine) && isIPv4(other) && subnet24(mine) === subnet24(other)
}

function isIPv4(address: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(address)
}

function isAddress(address: string): boolean {
  return isIPv4(address) || address.includes(':')
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/** RFC 1918, RFC 3927, RFC 4193 and RFC 4291 §2.5.6: never the address of somebody else on the internet. */
function isPrivate(address: string): boolean {
  if (isIPv4(address)) return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
  return /^(f[cd]|fe[89ab])/.test(address)
}

function subnet24(address: string): string {
  return address.slice(0, address.lastIndexOf('.'))
}
