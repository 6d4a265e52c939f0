/**
 * A session on the server that a verb feeds with records: when more may be logged, and how it ends so that everything has
 * arrived, those who watch have fetched it, and the last records linger for who comes late.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { AgentLogger } from '../device/index.ts'
import { Audience } from './audience.ts'
import { CommandFailure } from './command.ts'
import { connectDevice, type DeviceOptions } from './connected-device.ts'
import { failureOf } from './failures.ts'
import type { StopRequest } from './stop-request.ts'

/** Where records of a verb go. */
export interface Feed {
  readonly device: AgentLogger
  /** Resolves when nobody takes its records any more. */
  readonly refused: Promise<void>
  /** To be asked after so much was logged; resolves when more may be. */
  whenRoom(bytes: number, records: number): Promise<void>
  /** Throws CommandFailure when not everything has arrived. */
  end(lingerMs: number, stop: StopRequest): Promise<void>
}

/** A session lives at least this long, so that whoever waits for it has joined before it ends. */
const SESSION_MIN_MS = 2_000
/** Time for those who watch at the end to fetch what they still miss; over as soon as the last has left. */
const FETCH_MS = 5_000
/** Read on while the server restarts; with what is under way it stays within the ring. */
const READ_AHEAD_BYTES = 512 * 1024
const READ_AHEAD_RECORDS = 10_000

export class HostedFeed implements Feed {
  readonly device: AgentLogger
  readonly refused: Promise<void>
  readonly #server: string
  readonly #audience: Audience
  readonly #startedAtMs = performance.now()
  #aheadBytes = 0
  #aheadRecords = 0

  private constructor(device: AgentLogger, server: string) {
    this.device = device
    this.#server = server
    this.#audience = new Audience(device)
    this.refused = new Promise((resolve) => device.onStatus(({ state }) => state === 'refused' && resolve()))
  }

  /** As {@link connectDevice}. */
  static async open(options: DeviceOptions, stderr: NodeJS.WritableStream): Promise<HostedFeed> {
    return new HostedFeed(await connectDevice(options, stderr), options.server)
  }

  async whenRoom(bytes: number, records: number): Promise<void> {
    if (this.#audience.isHere) {
      this.#aheadBytes = 0
      this.#aheadRecords = 0
      await this.#drainedOrAway()
      return
    }
    // A restart holds a fast producer instead of losing its records. A server that stays away does not: then the ring
    // forgets the oldest and says so.
    this.#aheadBytes += bytes
    this.#aheadRecords += records
    if (this.#aheadBytes > READ_AHEAD_BYTES || this.#aheadRecords > READ_AHEAD_RECORDS) await this.#audience.whenHere()
  }

  async end(lingerMs: number, stop: StopRequest): Promise<void> {
    await this.#acknowledged()
    await this.#audience.whenHere()
    const lingering = this.device.close(
      lingerMs > 0
        ? { lingerMs }
        : this.device.status.viewers > 0
          ? { lingerMs: FETCH_MS, onlyWhileWatched: true }
          : { lingerMs: Math.max(0, SESSION_MIN_MS - (performance.now() - this.#startedAtMs)) },
    )
    // Who asked for the end while there was input gets the linger all the same.
    await (lingerMs > 0 && !stop.isRequested() ? Promise.race([lingering, stop.requested]) : lingering)
  }

  async #drainedOrAway(): Promise<void> {
    let stop = () => {}
    const away = new Promise<void>((resolve) => {
      stop = this.device.onStatus(({ state }) => state !== 'live' && resolve())
    })
    await Promise.race([this.device.whenDrained(), away])
    stop()
  }

  /** Waits through reconnects; a refusal ends it. */
  async #acknowledged(): Promise<void> {
    while (!(await this.device.flush({ timeoutMs: LIMITS.sessionGraceMs }))) {
      const { state, error } = this.device.status
      if (state === 'refused' && error) throw failureOf(error, this.#server)
      if (state === 'closed') throw new CommandFailure('the connection was closed before everything was sent', 1)
    }
  }
}
