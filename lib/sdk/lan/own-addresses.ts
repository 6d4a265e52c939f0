/** The addresses of this machine, and the one that its LAN knows it by. Read anew each time, because laptops change networks. */
import os from 'node:os'

type Interfaces = ReturnType<typeof os.networkInterfaces>

const LOOPBACK = '127.0.0.1'
/** Networks of containers, virtual machines and tunnels, which nobody in the room can reach. */
const VIRTUAL =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|utun|tun|tap|wg|tailscale|zt|cni|flannel|podman|lxc)/i
/** RFC 1918. A public address is never chosen by itself. */
const PRIVATE = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/

/** The private IPv4 address of the first real network; loopback without one. */
export function lanAddress(interfaces: Interfaces = os.networkInterfaces()): string {
  for (const [name, addresses = []] of Object.entries(interfaces)) {
    if (VIRTUAL.test(name)) continue
    const found = addresses.find(
      ({ family, internal, address }) => family === 'IPv4' && !internal && PRIVATE.test(address),
    )
    if (found) return found.address
  }
  return LOOPBACK
}

/** The hosts of this machine as a URL spells them: IPv6 in brackets, without a zone. */
export function ownHosts(interfaces: Interfaces = os.networkInterfaces()): Set<string> {
  const hosts = new Set(['localhost', LOOPBACK, '[::1]'])
  for (const { address } of Object.values(interfaces).flatMap((addresses) => addresses ?? []))
    hosts.add(hostOf(address))
  return hosts
}

/** The address as the host of a URL. */
export function hostOf(address: string): string {
  const [plain = ''] = address.split('%')
  return plain.includes(':') ? `[${plain.toLowerCase()}]` : plain
}
