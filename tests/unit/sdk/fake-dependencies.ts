/** A clock that the test moves and sockets whose other end is the test: a whole SDK without time and network. */

import type { BatchHeader } from '#lib/protocol/batch.ts'
import type { DeviceHello, RelayToDevice, Welcome } from '#lib/protocol/messages.ts'
import { decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import type { Clock } from '#lib/sdk/delivery/clock.ts'
import type { Dial, DialedSocket } from '#lib/sdk/delivery/dial.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

export class FakeClock implements Clock {
  #nowMs = 1_000
  #timers: { atMs: number; work: () => void; keepsAlive: boolean }[] = []
  #soon: (() => void)[] = []

  nowMs = () => this.#nowMs
  wallMs = () => 1_700_000_000_000 + this.#nowMs

  after = (delayMs: number, work: () => void, options?: { keepsAlive?: boolean }) => {
    const timer = { atMs: this.#nowMs + delayMs, work, keepsAlive: options?.keepsAlive === true }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  soon = (work: () => void) => void this.#soon.push(work)

  /** Timers that would keep a process alive. */
  get keptAlive(): number {
    return this.#timers.filter((timer) => timer.keepsAlive).length
  }

  get nextInMs(): number {
    return Math.min(...this.#timers.map((timer) => timer.atMs)) - this.#nowMs
  }

  /** Runs work that waits for the end of the current code. */
  settle(): void {
    for (let rounds = 0; this.#soon.length > 0; rounds++) {
      if (rounds > 1_000) throw new Error('the SDK never comes to rest')
      for (const work of this.#soon.splice(0)) runAsSdk(work)
    }
  }

  /** Runs the callbacks of promises that are already settled. */
  async turns(): Promise<void> {
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }

  advance(spanMs: number): void {
    const untilMs = this.#nowMs + spanMs
    this.settle()
    for (let steps = 0; ; steps++) {
      if (steps > 100_000) throw new Error('timers without end')
      const due = this.#timers.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (!due) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#nowMs = Math.max(this.#nowMs, due.atMs)
      runAsSdk(due.work)
      this.settle()
    }
    this.#nowMs = untilMs
  }
}

export class FakeSocket implements DialedSocket {
  readonly hello: DeviceHello
  readonly sent: unknown[][] = []
  isClosed = false
  fail: (said: unknown) => void = () => {}
  lose: () => void = () => {}
  readonly #heard: Partial<Record<keyof RelayToDevice, (...args: never[]) => void>> = {}

  constructor(hello: DeviceHello) {
    this.hello = hello
  }

  on<E extends keyof RelayToDevice>(event: E, hear: RelayToDevice[E]): void {
    this.#heard[event] = hear
  }
  onFailed(hear: (said: unknown) => void): void {
    this.fail = hear
  }
  onLost(hear: () => void): void {
    this.lose = hear
  }
  emit(...message: unknown[]): void {
    if (this.isClosed) throw new Error(`${message[0]} on a closed socket`)
    this.sent.push(message)
  }
  close(): void {
    this.isClosed = true
    this.lose()
  }

  // ── the relay's side ──

  say<E extends keyof RelayToDevice>(event: E, ...args: Parameters<RelayToDevice[E]>): void {
    ;(this.#heard[event] as ((...args: unknown[]) => void) | undefined)?.(...args)
  }

  welcome(changes: Partial<Welcome> = {}): void {
    const { session } = this.hello
    const welcome = { session, creditBytes: 256 * 1024, viewers: 1, relayTimeMs: 0, pageUrl: 'http://page/1' }
    this.say('welcome', { ...welcome, ...changes })
  }

  /** Events by name, in order. */
  get events(): unknown[] {
    return this.sent.map(([event]) => event)
  }

  /** All live records that arrived, decoded. */
  get records(): NumberedRecord[] {
    return this.sent.flatMap(([event, header, bytes]) => {
      if (event !== 'batch') return []
      const [, , first, count] = header as BatchHeader
      return decodeRecords(new TextDecoder().decode(bytes as Uint8Array), first, count)
    })
  }
}

export class FakeNetwork {
  readonly sockets: FakeSocket[] = []
  readonly origins: string[] = []
  dial = (origin: string): Dial => {
    this.origins.push(origin)
    return (hello) => {
      const socket = new FakeSocket(hello)
      this.sockets.push(socket)
      return socket
    }
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('nothing was dialed')
    return socket
  }
}
