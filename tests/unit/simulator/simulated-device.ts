/** A device: the real session of the SDK on a host that can sleep, crash and begin again. */

import { encodeRecord } from '#lib/protocol/record.ts'
import type { Clock } from '#lib/sdk/delivery/clock.ts'
import { DeviceSession } from '#lib/sdk/delivery/device-session.ts'
import type { Dial } from '#lib/sdk/delivery/dial.ts'
import { type Seal, sealPlain } from '#lib/sdk/delivery/seal.ts'
import type { Oracle, SessionTruth } from './oracle.ts'
import type { Said } from './simulated-sockets.ts'
import type { ClientConnection, Uplink } from './uplink.ts'

export interface DeviceSetup {
  name: string
  ringBytesMax: number
  ringRecordsMax: number
  /** A seal takes up to this long; 0: it is made in place. */
  sealMs: number
}

export class SimulatedDevice {
  readonly setup: DeviceSetup
  readonly uplink: Uplink
  session!: DeviceSession
  truth!: SessionTruth
  connection: ClientConnection | null = null
  liveSinceMs = Number.POSITIVE_INFINITY
  isOff = true
  #runs = 0
  readonly #oracle: Oracle

  constructor(setup: DeviceSetup, uplink: Uplink, oracle: Oracle) {
    this.setup = setup
    this.uplink = uplink
    this.#oracle = oracle
    this.start()
  }

  get host() {
    return this.uplink.host
  }

  /** [SQ2] A new run is a new session. */
  start(): void {
    if (!this.isOff) return
    this.isOff = false
    const { host } = this
    const id = `${this.setup.name}-run-${++this.#runs}-of-session`
    const clock: Clock = {
      nowMs: () => host.time.nowMs,
      wallMs: host.wallMs,
      after: host.after,
      soon: (work) => void host.after(0, work),
    }
    this.truth = this.#oracle.began(id, this)
    const device = {
      installationId: this.setup.name,
      name: '',
      platform: '',
      os: '',
      model: '',
      appName: '',
      appVersion: '',
      sdkVersion: '',
    }
    this.session = new DeviceSession({
      session: id,
      token: 'device-token',
      device,
      dial: this.#dial(this.truth),
      clock,
      random: host.random,
      seal: this.#seal(this.truth),
      ringBytesMax: this.setup.ringBytesMax,
      ringRecordsMax: this.setup.ringRecordsMax,
      changed: () => {},
    })
    this.session.connect()
  }

  log(count: number, bytes: number): void {
    if (this.isOff || this.host.isFrozen || !this.session.takesRecords) return
    this.host.time.hasPromises ||= this.setup.sealMs > 0
    for (let i = 0; i < count; i++) {
      const body = `${this.truth.id} ${this.truth.bodies.length + 1} `.padEnd(bytes, 'x')
      const line = encodeRecord({ timeMs: this.host.wallMs(), level: 'info', body })
      this.#oracle.logged(this.truth, body, line.length)
      this.session.push({ line, byteLength: line.length, level: 'info', isTruncated: false })
    }
  }

  /** Power lost, killed: nothing is said, and the ring is gone. */
  crash(isSilent: boolean): void {
    if (this.isOff) return
    this.isOff = true
    this.liveSinceMs = Number.POSITIVE_INFINITY
    this.truth.isLost = true
    this.uplink.abandon(isSilent)
    this.host.die()
  }

  /** [DV8] */
  bye(lingerMs: number): void {
    if (this.isOff || this.host.isFrozen) return
    this.host.time.hasPromises = true
    const { truth } = this
    void this.session.close(lingerMs).then(() => {
      truth.isLost = true
    })
  }

  #seal(truth: SessionTruth): Seal {
    const { host } = this
    return (draft) => {
      const batch = sealPlain(draft)
      this.#oracle.sealed(truth, batch)
      const { sealMs } = this.setup
      if (sealMs === 0) return batch
      return new Promise((resolve) => {
        host.after(host.random() * sealMs, () => {
          host.time.hasPromises = true
          resolve(batch)
        })
      })
    }
  }

  #dial(truth: SessionTruth): Dial {
    return (hello) => {
      const heard: Record<string, (...args: never[]) => void> = {}
      let isConnected = false
      let failed: (said: unknown) => void = () => {}
      let lost = () => {}
      const link = this.#oracle.dialled(truth, hello)
      const connection = this.uplink.dial(
        'device',
        JSON.parse(JSON.stringify(hello)),
        ({ event, args }: Said) => {
          if (event === 'connect') isConnected = true
          else if (event === 'connect_error') failed(args[0])
          else {
            if (event === 'welcome') this.liveSinceMs = this.host.time.nowMs
            if (event === 'ack') link.acked(args[0] as number)
            heard[event]?.(...(args as never[]))
          }
        },
        () => {
          this.liveSinceMs = Number.POSITIVE_INFINITY
          this.uplink.trouble()
          if (isConnected) lost()
          else failed(undefined)
        },
      )
      this.connection = connection
      return {
        on: (event, hear) => {
          heard[event] = hear as never
        },
        onFailed: (hear) => {
          failed = hear
        },
        onLost: (hear) => {
          lost = hear
        },
        emit: (event, ...args) => {
          link.sent({ event, args })
          connection.send({ event, args })
        },
        close: () => connection.close(),
      }
    }
  }
}
