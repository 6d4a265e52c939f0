/**
 * {@link NodeBus} over Socket.IO's sharded Redis adapter: a namespace that no client can reach, whose rooms are nodes and
 * watched sessions. What comes is taken from the adapter before it looks for sockets. Messages are lost while Redis is
 * away, never queued; the rules in lib/relay repair that.
 */
import { createShardedAdapter } from '@socket.io/redis-adapter'
import type { Redis } from 'ioredis'
import { type Namespace, Server } from 'socket.io'
import type { Adapter } from 'socket.io-adapter'
import { LIMITS } from '../protocol/limits.ts'
import type { NodeBus, NodeMessage } from '../relay/node-messages.ts'
import { HopSeal } from './hop-seal.ts'

export interface NodeBusParts {
  publisher: Redis
  subscriber: Redis
  /** The same on all nodes. */
  secret: string
  /** More was said than Redis takes, and dropped. */
  overflowed(detail: string): void
  log(line: string): void
}

export interface OpenNodeBus extends NodeBus {
  /** `connected`: messages flow, for the first time or again. One listener. */
  listen(hear: { message(from: string, message: NodeMessage): void; connected(): void }): void
  close(): Promise<void>
}

/** Nodes that speak another version of these messages do not hear each other. */
const CHANNEL_PREFIX = 'agent-logger:1'
const SELF = 'self'

export function openNodeBus({ publisher, subscriber, secret, overflowed, log }: NodeBusParts): OpenNodeBus {
  const channels = new WantedChannels(subscriber)
  const bounded = new BoundedPublisher(publisher, overflowed)
  const io = new Server({
    serveClient: false,
    // Nobody is connected, so there is nothing to encode for anybody here.
    parser: { Encoder: EncodesNothing, Decoder: class {} },
    adapter: createShardedAdapter(bounded, channels, {
      channelPrefix: CHANNEL_PREFIX,
      subscriptionMode: 'dynamic',
    }) as never,
  })
  const namespace = io.of('/node')
  const adapter = namespace.adapter as unknown as NodeAdapter
  const node = adapter.uid
  const seal = new HopSeal(secret, node)
  let hear: Parameters<OpenNodeBus['listen']>[0] | null = null

  adapter.onMessage = ({ uid, data }) => {
    if (uid === node || !hear) return
    try {
      const rooms = data.opts?.rooms ?? []
      if (rooms.length > 0 && !rooms.some((room) => adapter.rooms.has(room))) return
      hear.message(uid, opened(uid, data.packet.data))
    } catch (error) {
      // A node that is newer, or a stranger with access to Redis: its message is lost, like any other can be.
      log(`a message of node ${uid} could not be read: ${error instanceof Error ? error.message : 'unknown error'}`)
    }
  }
  // Records, and what a direct path is agreed on with: whoever changed that could take its records.
  const opened = (from: string, message: NodeMessage): NodeMessage => {
    if (message[0] === 'batch' || message[0] === 'fill') return [message[0], message[1], seal.open(from, message[2])]
    if (message[0] !== 'signal' && message[0] !== 'answer') return message
    const sealedText = message[3] as unknown as Uint8Array
    return [message[0], message[1], message[2], seal.open(from, sealedText).toString()]
  }
  const sealed = (message: NodeMessage): NodeMessage => {
    if (message[0] === 'batch' || message[0] === 'fill') return [message[0], message[1], seal.seal(message[2])]
    if (message[0] !== 'signal' && message[0] !== 'answer') return message
    return [message[0], message[1], message[2], seal.seal(Buffer.from(message[3])) as unknown as string]
  }

  const emit = (to: Pick<Namespace, 'emit'>, [event, ...args]: NodeMessage) => void to.emit(event, ...args)
  const enter = (room: string) => void adapter.addAll(SELF, new Set([room]))
  enter(nodeRoom(node))
  channels.whenSubscribed(() => hear?.connected())

  return {
    node,
    listen: (listener) => {
      hear = listener
      if (channels.isSubscribed) listener.connected()
    },
    toAll: (message) => emit(namespace, message),
    toNode: (to, message) => emit(namespace.to(nodeRoom(to)), sealed(message)),
    toWatching: (session, message) => emit(namespace.to(sessionRoom(session)), sealed(message)),
    watch: (session) => enter(sessionRoom(session)),
    unwatch: (session) => void adapter.del(SELF, sessionRoom(session)),
    close: async () => {
      hear = null
      await bounded.settled()
      await adapter.close()
    },
  }
}

/** The adapter with what is protected in its types, being meant for classes that extend it. */
interface NodeAdapter extends Pick<Adapter, 'rooms' | 'addAll' | 'del'> {
  readonly uid: string
  close(): Promise<void>
  onMessage(message: { uid: string; data: { packet: { data: NodeMessage }; opts?: { rooms: string[] } } }): void
}

// The adapter takes a name of 20 characters for a socket's id.
const room = (name: string) => (name.length === 20 ? `${name}.` : name)
const nodeRoom = (node: string) => room(`n:${node}`)
const sessionRoom = (session: string) => room(`s:${session}`)

class EncodesNothing {
  encode(): never[] {
    return []
  }
}

/** The adapter's publishing client: refuses when Redis takes messages more slowly than they are made. */
class BoundedPublisher {
  readonly #redis: Redis
  readonly #overflowed: (detail: string) => void
  #pendingBytes = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(redis: Redis, overflowed: (detail: string) => void) {
    this.#redis = redis
    this.#overflowed = overflowed
  }

  async spublish(channel: string, message: string | Buffer): Promise<unknown> {
    const bytes = Buffer.byteLength(message)
    if (this.#pendingBytes + bytes > LIMITS.nodeBusBytesMax) {
      this.#overflowed(`${this.#pendingBytes} bytes wait for Redis`)
      throw new Error('Redis is too slow')
    }
    this.#pendingBytes += bytes
    this.#last = this.#redis.spublish(channel, message)
    try {
      return await this.#last
    } finally {
      this.#pendingBytes -= bytes
    }
  }

  /** Resolves once Redis has taken, or refused, what was said so far. */
  async settled(): Promise<void> {
    await this.#last.catch(() => {})
  }
}

/** The adapter's subscribing client: what is wanted stays wanted while Redis is away, and is subscribed when it is back. */
class WantedChannels {
  readonly #redis: Redis
  readonly #wanted = new Set<string>()
  #subscribed: (() => void) | null = null
  isSubscribed = false

  constructor(redis: Redis) {
    this.#redis = redis
    redis.on('ready', () => void this.#subscribeAll())
    redis.on('close', () => {
      this.isSubscribed = false
    })
    if (redis.status === 'ready') queueMicrotask(() => void this.#subscribeAll())
  }

  whenSubscribed(act: () => void): void {
    this.#subscribed = act
  }

  on(event: 'smessageBuffer', hear: (channel: Buffer, message: Buffer) => void): void {
    this.#redis.on(event, hear)
  }

  ssubscribe(channel: string): void {
    this.#wanted.add(channel)
    if (this.isSubscribed) this.#redis.ssubscribe(channel).catch(() => {})
  }

  sunsubscribe(channel: string): void {
    this.#wanted.delete(channel)
    if (this.isSubscribed) this.#redis.sunsubscribe(channel).catch(() => {})
  }

  async #subscribeAll(): Promise<void> {
    try {
      const before = [...this.#wanted]
      for (const channel of before) await this.#redis.ssubscribe(channel)
      this.isSubscribed = true
      // Wanted meanwhile.
      for (const channel of this.#wanted) if (!before.includes(channel)) this.ssubscribe(channel)
      this.#subscribed?.()
    } catch {
      // Lost again: the next `ready` comes here.
    }
  }
}
