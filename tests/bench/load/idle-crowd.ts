/** Connections that only answer heartbeats, to measure what one of them costs the server in memory. */
import { hello } from '#tests/support/sessions.ts'
import { peekHead } from './framings.ts'
import { openRawSocketIo, openRawWebSocket } from './raw-socket-io.ts'
import { deviceToken, viewerAuth } from './rights.ts'
import { joined } from './watchers.ts'

export type IdleKind = 'viewer' | 'device' | 'ws'

export interface CrowdOrder {
  kind: IdleKind
  port: number
  count: number
}

const AT_ONCE = 50
/** The relay accepts this many viewers in one session. */
const SESSION_VIEWERS = 100

export class IdleCrowd {
  readonly #closes: (() => void)[] = []
  #opened = 0

  async add({ kind, port, count }: CrowdOrder): Promise<void> {
    for (let left = count; left > 0; left -= AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, left) }, () => this.#opened++)
      if (kind === 'viewer') await this.#sessionsFor(some, port)
      await Promise.all(some.map((number) => this.#open(kind, port, number)))
    }
  }

  close(): void {
    for (const close of this.#closes) close()
  }

  async #sessionsFor(numbers: number[], port: number): Promise<void> {
    for (const number of numbers)
      if (number % SESSION_VIEWERS === 0) await this.#openDevice(port, `watched-session-${number}`)
  }

  async #open(kind: IdleKind, port: number, number: number): Promise<void> {
    if (kind === 'device') return this.#openDevice(port, `idle-device-session-${number}`)
    if (kind === 'ws') {
      const sink = await openRawWebSocket(port, '/viewer', peekHead, { records: () => {}, control: () => {} })
      this.#closes.push(() => sink.close())
      return
    }
    const { sink, ask } = await openRawSocketIo(port, '/viewer', viewerAuth(), () => {})
    joined(await ask('join', { session: `watched-session-${Math.floor(number / SESSION_VIEWERS) * SESSION_VIEWERS}` }))
    this.#closes.push(() => sink.close())
  }

  async #openDevice(port: number, session: string): Promise<void> {
    const { sink } = await openRawSocketIo(port, '/device', hello({ session, token: deviceToken() }), () => {})
    this.#closes.push(() => sink.close())
  }
}
