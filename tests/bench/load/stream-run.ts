/**
 * One slice: a fixed number of records from the devices to the viewers, never more than a window ahead of the slowest viewer.
 * Everything is connected and all bytes are created before the clock and the CPU count begin.
 */
import type { Wire } from '#tests/bench/arms.ts'
import { Account, type Counts, totalOf } from './account.ts'
import { Payloads } from './payloads.ts'
import type { Producer } from './producer.ts'
import { openDevice, openProducer } from './producers.ts'
import { openSink, openVerifier } from './watchers.ts'

export interface StreamOrder {
  server: Wire
  port: number
  viewerPort: number
  /** A session never reuses a number, so every slice has its own sessions. */
  slice: string
  batch: number
  isDeflated: boolean
  records: number
  devices: number
  /** Records of each device. */
  viewers: number
  seed: number
  corpusDir?: string
}

export interface StreamResult extends Counts {
  seconds: number
  loadCpuSeconds: number
  /** Bytes of one record on the wire, and before the device compressed it. */
  bytesPerRecord: number
  plainBytesPerRecord: number
  batches: number
}

const WINDOW_RECORDS = 2_000
/** A relay holds a device to its rate after a burst of 16 MiB; a longer stream continues in another session. */
const SESSION_BYTES_MAX = 12 * 1024 * 1024
/** A viewer may watch 32. */
const GROUP_STREAMS_MAX = 25
const GIVE_UP_MS = 60_000
/** If nothing arrives for this long after the last record, nothing will. */
const QUIET_MS = 2_000

interface Group {
  accounts: Account[]
  sent: number
}

interface Stream {
  producer: Producer
  group: Group
  next: number
  last: number
}

const pools = new Map<string, Payloads>()

export class StreamRun {
  readonly payloads: Payloads
  readonly #order: StreamOrder
  readonly #isLossy: boolean
  readonly #streams: Stream[] = []
  readonly #groups: Group[] = []
  readonly #closes: (() => void)[] = []
  #wake = () => {}
  readonly #arrived = () => this.#wake()

  constructor(order: StreamOrder) {
    const key = `${order.batch} ${order.isDeflated} ${order.seed} ${order.corpusDir}`
    this.payloads = pools.get(key) ?? new Payloads(order.batch, order.seed, order.isDeflated, order.corpusDir)
    pools.set(key, this.payloads)
    this.#order = order
    // Skipping over gaps means checking every stream; only peers without flow control need it.
    this.#isLossy = order.server === 'log.io'
  }

  async open(): Promise<void> {
    const { server, port, records, devices, slice, batch } = this.#order
    const isRelay = server === 'relay'
    const perDevice = Math.ceil(records / devices / batch) * batch
    const sessionsOfOne = isRelay ? Math.ceil((perDevice * this.payloads.bytesPerRecord) / SESSION_BYTES_MAX) : 1
    const last = Math.ceil(perDevice / sessionsOfOne / batch) * batch
    const ids = Array.from({ length: devices * sessionsOfOne }, (_, i) => `${slice}-session-${i}`)
    for (let from = 0; from < ids.length; from += GROUP_STREAMS_MAX) {
      const group: Group = { accounts: [], sent: 0 }
      this.#groups.push(group)
      const mine = ids.slice(from, from + GROUP_STREAMS_MAX)
      const producers = await Promise.all(
        mine.map((id) =>
          isRelay ? openDevice(port, id, this.payloads, this.#arrived) : openProducer(server, port, this.payloads),
        ),
      )
      for (const producer of producers) this.#streams.push({ producer, group, next: 1, last })
      await this.#openViewers(group, new Map(mine.map((id, i) => [id, from + i])), mine.length * last)
    }
  }

  async #openViewers(group: Group, sessions: Map<string, number>, expected: number): Promise<void> {
    const { server, viewerPort: port, viewers } = this.#order
    group.accounts = Array.from({ length: viewers }, () => new Account(expected))
    const watch = (account: Account) => ({ server, port, sessions, account, arrived: this.#arrived })
    for (let from = 0; from < viewers; from += 50) {
      const some = group.accounts.slice(from, from + 50)
      const closes = await Promise.all(
        some.map((account, i) =>
          // One verifying viewer for the whole slice.
          from + i === 0 && this.#groups.length === 1
            ? openVerifier(watch(account), this.payloads)
            : openSink(watch(account)),
        ),
      )
      this.#closes.push(...closes)
    }
  }

  async run(): Promise<StreamResult> {
    const { batch } = this.#order
    const startedAt = performance.now()
    const cpu = process.cpuUsage()
    // Several devices take turns; one device's sessions follow each other.
    const isInTurn = this.#order.devices > 1
    let open = this.#streams
    let batches = 0
    const step = isInTurn || batch > 1 ? batch : 100
    while (open.length > 0) {
      for (const stream of isInTurn ? open : open.slice(0, 1)) {
        while (!this.#maySend(stream)) {
          await this.#arrival(20)
          if (performance.now() - startedAt > GIVE_UP_MS) return this.#result(startedAt, cpu, batches)
        }
        for (const end = Math.min(stream.next + step, stream.last + 1); stream.next < end; stream.next += batch) {
          stream.producer.send(stream.next, batch)
          stream.group.sent += batch
          batches++
        }
      }
      open = open.filter((stream) => stream.next <= stream.last)
    }
    const accounts = this.#groups.flatMap((group) => group.accounts)
    for (let lastAt = performance.now(); accounts.some((account) => !account.isComplete); ) {
      if (await this.#arrival(20)) lastAt = performance.now()
      if (performance.now() - lastAt > QUIET_MS) break
    }
    return this.#result(startedAt, cpu, batches)
  }

  close(): void {
    for (const close of this.#closes) close()
    for (const { producer } of this.#streams) producer.close()
  }

  #maySend({ producer, group }: Stream): boolean {
    if (!producer.isFree()) return false
    for (const account of group.accounts)
      if (group.sent - (this.#isLossy ? account.passed : account.delivered) > WINDOW_RECORDS) return false
    return true
  }

  #result(startedAt: number, cpu: NodeJS.CpuUsage, batches: number): StreamResult {
    const { user, system } = process.cpuUsage(cpu)
    return {
      ...totalOf(this.#groups.flatMap((group) => group.accounts)),
      seconds: (performance.now() - startedAt) / 1000,
      loadCpuSeconds: (user + system) / 1e6,
      bytesPerRecord: this.payloads.bytesPerRecord,
      plainBytesPerRecord: this.payloads.plainBytesPerRecord,
      batches,
    }
  }

  /** True when something arrived, false when the wait is over. Flow control may also change without an arrival. */
  #arrival(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (hasArrived: boolean) => {
        clearTimeout(timer)
        this.#wake = () => {}
        resolve(hasArrived)
      }
      const timer = setTimeout(done, timeoutMs, false)
      this.#wake = () => done(true)
    })
  }
}
