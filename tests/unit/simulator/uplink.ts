/** One client's way to the relay: dials a node that is up, and has one weather for all its connections. */
import type { SimulatedNode } from './simulated-node.ts'
import type { Said, SimulatedSocket } from './simulated-sockets.ts'
import { sizeOf } from './simulated-sockets.ts'
import { VirtualConnection, type Weather } from './virtual-link.ts'
import type { Host } from './virtual-time.ts'

export interface ClientConnection {
  /** Null until the node has answered. */
  node: SimulatedNode
  send(said: Said): void
  close(): void
}

export class Uplink {
  readonly host: Host
  readonly weather: Weather
  /** When its network was last disturbed. */
  troubledAtMs = Number.NEGATIVE_INFINITY
  readonly #nodes: readonly SimulatedNode[]
  readonly #connections = new Set<VirtualConnection>()

  constructor(host: Host, nodes: readonly SimulatedNode[], weather: Weather) {
    this.host = host
    this.#nodes = nodes
    this.weather = weather
  }

  dial(kind: 'device' | 'viewer', auth: unknown, hear: (said: Said) => void, lost: () => void): ClientConnection {
    const up = this.#nodes.filter((node) => node.isUp)
    const choice = up.length > 0 ? up : this.#nodes
    const node = choice[Math.floor(this.host.random() * choice.length)] as SimulatedNode
    let socket: SimulatedSocket | null = null
    const { lives } = node
    const connection: VirtualConnection = new VirtualConnection(
      { host: this.host, hear: (message) => this.#heard(message as Said, hear), lost },
      {
        host: node.host,
        hear: (message) => {
          node.host.time.hasPromises = true
          if (socket) socket.hear(message as Said)
          // What its kernel had accepted for it, a process that died meanwhile takes with it.
          else if (node.isUp && node.lives === lives) socket = node.accept(kind, auth, () => connection)
          else connection.terminateByRelay()
        },
        lost: () => socket?.lost(),
      },
      this.weather,
      () => this.#connections.delete(connection),
    )
    this.#connections.add(connection)
    connection.sendUp({ event: 'hello', args: [] }, 500)
    return {
      node,
      send: (said) => connection.sendUp(said, sizeOf(said)),
      close: () => connection.closeByClient(),
    }
  }

  change(changes: Partial<Weather>): void {
    this.trouble()
    Object.assign(this.weather, changes)
    for (const connection of [...this.#connections]) connection.weatherChanged()
  }

  cut(late: { side: 'client' | 'relay'; ms: number } | null): void {
    this.trouble()
    for (const connection of [...this.#connections]) connection.cut(late)
  }

  /** The client's process is gone. */
  abandon(isSilent: boolean): void {
    this.trouble()
    for (const connection of [...this.#connections]) connection.abandonedBy('client', isSilent)
  }

  trouble(): void {
    this.troubledAtMs = this.host.time.nowMs
  }

  #heard(said: Said, hear: (said: Said) => void): void {
    this.host.time.hasPromises = true
    hear(said)
  }
}
