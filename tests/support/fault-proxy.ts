/**
 * A TCP proxy that injects faults on demand: between a client and the server under test it delays, throttles, splits, holds,
 * cuts, swallows or resets the bytes. It does not interpret them. Each direction of each connection keeps its order.
 */
import net, { type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'

/** What a link does to its bytes in both directions. A missing key does nothing. */
export interface LinkRule {
  latencyMs?: number
  bytesPerSecond?: number
  /** Splits every write into packets of at most this size. */
  writeBytesMax?: number
  /** Releases bytes only at multiples of this interval, all at once. */
  holdMs?: number
  /** Closes a connection that was idle for this long. */
  idleCutMs?: number
}

/** How much a direction buffers before it stops reading, so that the other end notices the slowness. */
const QUEUED_BYTES_MAX = 64 * 1024
/** A slow link forwards its bytes in pieces of this length. */
const RATE_SLICE_MS = 20

export class FaultProxy {
  rule: LinkRule = {}
  /** Bytes forwarded to the server, and to the clients. */
  upBytes = 0
  downBytes = 0
  /** Connections accepted so far. */
  accepted = 0
  readonly #targetPort: number
  readonly #localAddress: string
  readonly #server = net.createServer({ allowHalfOpen: true }, (client) => this.#take(client))
  readonly #links = new Set<Link>()
  #isSwallowing = false
  #isRefusing = false
  #whenHealed: (() => void)[] = []
  #whenAccepted: (() => void)[] = []

  private constructor(targetPort: number, localAddress: string) {
    this.#targetPort = targetPort
    this.#localAddress = localAddress
  }

  /**
   * Listens on a free loopback port in front of `target`, a port or an address such as `http://127.0.0.1:1234`. The server sees
   * its clients connect from `localAddress`, which may be any address in 127.0.0.0/8.
   */
  static async before(target: number | string, rule: LinkRule = {}, localAddress = '127.0.0.1'): Promise<FaultProxy> {
    const port = typeof target === 'number' ? target : Number(new URL(target).port)
    const proxy = new FaultProxy(port, localAddress)
    proxy.rule = rule
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', 4096, resolve))
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get open(): number {
    return this.#links.size
  }

  get isSwallowing(): boolean {
    return this.#isSwallowing
  }

  /** Sends RST to both ends of every connection. */
  reset(): void {
    for (const link of [...this.#links]) link.reset()
  }

  /** Accepts new connections and all bytes but forwards nothing, not even RST or FIN. */
  blackHole(): void {
    this.#isSwallowing = true
  }

  /** Refuses new connections and swallows what the old ones send. */
  partition(): void {
    this.#isRefusing = true
    this.#isSwallowing = true
  }

  /** Ends {@link blackHole} only for new connections. The old ones stay silently dead, as behind a NAT that forgot them. */
  forget(): void {
    for (const link of this.#links) link.forget()
    this.heal()
  }

  /** Ends {@link blackHole} and {@link partition}. Held bytes are forwarded, as TCP would retransmit them. */
  heal(): void {
    this.#isRefusing = false
    this.#isSwallowing = false
    for (const resolve of this.#whenHealed.splice(0)) resolve()
  }

  /** Resolves while bytes may pass. */
  async passage(): Promise<void> {
    while (this.#isSwallowing) await new Promise<void>((resolve) => this.#whenHealed.push(resolve))
  }

  /** Resolves once `count` connections have been accepted since the start. */
  async hasAccepted(count: number): Promise<void> {
    while (this.accepted < count) await new Promise<void>((resolve) => this.#whenAccepted.push(resolve))
  }

  async close(): Promise<void> {
    this.heal()
    this.reset()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(client: Socket): void {
    client.on('error', () => {})
    if (this.#isRefusing) return void client.resetAndDestroy()
    this.accepted++
    for (const resolve of this.#whenAccepted.splice(0)) resolve()
    const to = { port: this.#targetPort, host: '127.0.0.1', localAddress: this.#localAddress, allowHalfOpen: true }
    const link = new Link(this, client, () => net.connect(to))
    this.#links.add(link)
    link.closed.then(() => this.#links.delete(link))
  }
}

/** One client's connection and its counterpart to the server. */
class Link {
  readonly closed: Promise<void>
  readonly #sockets: Socket[]
  #idleTimer: NodeJS.Timeout | undefined
  #finish: () => void = () => {}
  #isForgotten = false
  #revive: () => void = () => {}
  readonly #revived = new Promise<void>((resolve) => {
    this.#revive = resolve
  })
  readonly #proxy: FaultProxy

  constructor(proxy: FaultProxy, client: Socket, dial: () => Socket) {
    this.#proxy = proxy
    this.#sockets = [client]
    this.closed = new Promise((resolve) => {
      this.#finish = resolve
    })
    const touch = () => {
      clearTimeout(this.#idleTimer)
      if (proxy.rule.idleCutMs) this.#idleTimer = setTimeout(() => this.#cut(), proxy.rule.idleCutMs)
    }
    // Paused until there is a server connection; during a black hole, that is after it ends.
    client.pause()
    const passage = () => this.#passage()
    void passage().then(() => {
      if (client.destroyed) return this.#finish()
      const server = dial()
      this.#sockets.push(server)
      server.on('error', () => {})
      for (const socket of this.#sockets) socket.setNoDelay(true)
      const up = new Pipe(proxy, passage, client, server, (bytes) => {
        proxy.upBytes += bytes
        touch()
      })
      const down = new Pipe(proxy, passage, server, client, (bytes) => {
        proxy.downBytes += bytes
        touch()
      })
      touch()
      void Promise.all([up.run(), down.run()]).then(() => {
        clearTimeout(this.#idleTimer)
        this.#finish()
      })
    })
  }

  forget(): void {
    this.#isForgotten = true
  }

  reset(): void {
    this.#isForgotten = false
    this.#revive()
    for (const socket of this.#sockets) if (!socket.destroyed) socket.resetAndDestroy()
    if (this.#sockets.length === 1) this.#finish()
  }

  /** Resolves while bytes of this connection may pass. */
  async #passage(): Promise<void> {
    await this.#proxy.passage()
    if (this.#isForgotten) await this.#revived
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** One direction of one link. */
class Pipe {
  readonly #proxy: FaultProxy
  readonly #passage: () => Promise<void>
  readonly #from: Socket
  readonly #to: Socket
  readonly #passed: (bytes: number) => void
  readonly #queue: { bytes: Buffer; dueAtMs: number }[] = []
  #queuedBytes = 0
  #isOver = false
  #wake: () => void = () => {}

  constructor(
    proxy: FaultProxy,
    passage: () => Promise<void>,
    from: Socket,
    to: Socket,
    passed: (bytes: number) => void,
  ) {
    this.#proxy = proxy
    this.#passage = passage
    this.#from = from
    this.#to = to
    this.#passed = passed
    from.on('data', (bytes: Buffer) => {
      const { latencyMs = 0, holdMs } = proxy.rule
      const nowMs = performance.now()
      const heldUntilMs = holdMs ? Math.ceil(nowMs / holdMs) * holdMs : nowMs
      this.#queue.push({ bytes, dueAtMs: heldUntilMs + latencyMs })
      this.#queuedBytes += bytes.length
      // A held or high-latency link has more in flight than a merely slow one.
      if (this.#queuedBytes > QUEUED_BYTES_MAX * (holdMs || latencyMs ? 64 : 1)) from.pause()
      this.#wake()
    })
    for (const event of ['end', 'close'] as const) {
      from.on(event, () => {
        this.#isOver = true
        this.#wake()
      })
    }
    to.on('close', () => this.#wake())
    from.resume()
  }

  /** Resolves once this direction is closed. */
  async run(): Promise<void> {
    while (!this.#to.destroyed) {
      const item = this.#queue[0]
      if (item) await this.#pass(item)
      else if (this.#isOver) break
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    await this.#passage()
    // Mirrors what the other end did: a FIN or a reset.
    if (this.#from.errored && !this.#to.destroyed) this.#to.resetAndDestroy()
    else this.#to.end()
    if (this.#to.destroyed && !this.#from.destroyed) this.#from.destroy()
  }

  async #pass(item: { bytes: Buffer; dueAtMs: number }): Promise<void> {
    await this.#passage()
    const waitMs = item.dueAtMs - performance.now()
    if (waitMs > 0) return void (await sleep(waitMs))
    const { bytesPerSecond = Number.POSITIVE_INFINITY, writeBytesMax = Number.POSITIVE_INFINITY } = this.#proxy.rule
    const slice = Math.max(1, Math.min(item.bytes.length, writeBytesMax, (bytesPerSecond * RATE_SLICE_MS) / 1000))
    const bytes = item.bytes.subarray(0, slice)
    item.bytes = item.bytes.subarray(bytes.length)
    if (item.bytes.length === 0) this.#queue.shift()
    this.#queuedBytes -= bytes.length
    if (this.#to.destroyed) return
    if (!this.#to.write(bytes)) await drained(this.#to)
    this.#passed(bytes.length)
    if (this.#queuedBytes < QUEUED_BYTES_MAX / 2) this.#from.resume()
    if (Number.isFinite(bytesPerSecond)) await sleep((bytes.length / bytesPerSecond) * 1000)
    else if (Number.isFinite(writeBytesMax)) await turn()
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })
}
