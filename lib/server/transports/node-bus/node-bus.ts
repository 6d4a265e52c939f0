/**
 * {@link NodeBus} over Socket.IO's sharded Redis adapter: a namespace that no client can reach, whose rooms are nodes and
 * watched sessions. Messages are taken from the adapter before it looks for sockets. While Redis is away messages are lost,
 * never queued; the rules in lib/server/relay repair that.
 */
import { createShardedAdapter } from '@socket.io/redis-adapter'
import type { Redis } from 'ioredis'
import { type Namespace, Server } from 'socket.io'
import type { Adapter } from 'socket.io-adapter'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { NodeFrame } from '#lib/server/relay/node-extension.ts'
import type { NodeBus } from '#lib/server/relay/node-messages.ts'
import { HopSeal } from './hop-seal.ts'

export interface NodeBusParts {
  publisher: Redis
  subscriber: Redis
  /** The same on all nodes. */
  secret: string
  /** A message was dropped because `nodeBusBytesMax` wait for Redis already. */
  overflowed(detail: string): void
  log(line: string): void
}

export interface NodeBusListener {
  message(from: string, message: NodeFrame): void
  /** Messages flow, for the first time or again. */
  connected(): void
}

export interface OpenNodeBus extends NodeBus<NodeFrame> {
  /** One listener. */
  listen(listener: NodeBusListener): void
  close(): Promise<void>
}

/** Nodes that speak an incompatible version of these messages do not hear each other: raise the number to part them. */
const CHANNEL_PREFIX = 'agent-logger:1'
const SELF = 'self'

/**
 * Kinds that are sealed for the hop, and which of their arguments is: records, what people write about them, and the signals
 * that a direct path is agreed on with, because anybody who could change those could take its records.
 */
const SEALED = new Map<string, { argument: number; isText: boolean }>([
  ['batch', { argument: 1, isText: false }],
  ['fill', { argument: 1, isText: false }],
  ['signal', { argument: 2, isText: true }],
  ['answer', { argument: 2, isText: true }],
  ['shared', { argument: 2, isText: true }],
])

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
  let listener: NodeBusListener | null = null

  adapter.onMessage = ({ uid, data }) => {
    if (uid === node || !listener) return
    try {
      const rooms = data.opts?.rooms ?? []
      if (rooms.length > 0 && !rooms.some((room) => adapter.rooms.has(room))) return
      listener.message(uid, opened(uid, data.packet.data))
    } catch (error) {
      // A node that is newer, or a stranger with access to Redis: its message is lost, like any other can be.
      log(`a message of node ${uid} could not be read: ${error instanceof Error ? error.message : 'unknown error'}`)
    }
  }
  const opened = (from: string, frame: NodeFrame): NodeFrame => {
    const sealed = SEALED.get(frame[0])
    if (!sealed) return frame
    const [kind, ...args] = frame
    const bytes = seal.open(from, bytesOf(args[sealed.argument]))
    args[sealed.argument] = sealed.isText ? bytes.toString() : bytes
    return [kind, ...args]
  }
  const emit = (to: Pick<Namespace, 'emit'>, [kind, ...args]: NodeFrame) => {
    const sealed = SEALED.get(kind)
    if (sealed) args[sealed.argument] = seal.seal(bytesOf(args[sealed.argument]))
    to.emit(kind, ...args)
  }
  const enter = (room: string) => void adapter.addAll(SELF, new Set([room]))
  enter(nodeRoom(node))
  channels.whenSubscribed(() => listener?.connected())

  return {
    node,
    listen: (newListener) => {
      listener = newListener
      if (channels.isSubscribed) listener.connected()
    },
    toAll: (message) => emit(namespace, message),
    toNode: (to, message) => emit(namespace.to(nodeRoom(to)), message),
    toWatching: (session, message) => emit(namespace.to(sessionRoom(session)), message),
    watch: (session) => enter(sessionRoom(session)),
    unwatch: (session) => void adapter.del(SELF, sessionRoom(session)),
    close: async () => {
      listener = null
      await bounded.settled()
      await adapter.close()
    },
  }
}

/** The adapter with the members that its types protect, because they are meant for classes that extend it. */
interface NodeAdapter extends Pick<Adapter, 'rooms' | 'addAll' | 'del'> {
  readonly uid: string
  close(): Promise<void>
  onMessage(message: { uid: string; data: { packet: { data: NodeFrame }; opts?: { rooms: string[] } } }): void
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value))
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

  /** Resolves once Redis has taken, or refused, everything published so far. */
  async settled(): Promise<void> {
    await this.#last.catch(() => {})
  }
}

/** The adapter's subscribing client: channels stay wanted while Redis is away, and are subscribed when it is back. */
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
      // Channels that were wanted meanwhile.
      for (const channel of this.#wanted) if (!before.includes(channel)) this.ssubscribe(channel)
      this.#subscribed?.()
    } catch {
      // Lost again: the next `ready` comes here.
    }
  }
}
