/**
 * A session on the server that a command sends records to. Says when more may be logged, and ends the session so that the
 * server has everything, current viewers have fetched it, and the last records stay available for late viewers.
 */
import type { AgentLogger } from '#lib/sdk/index.ts'
import { Audience } from './audience.ts'
import { CommandFailure } from './command.ts'
import { connectDevice, type DeviceOptions, type StartedDevice, startDevice } from './connected-device.ts'
import { DeliveryLimit, SILENT_MS } from './delivery-limit.ts'
import { Dropped } from './dropped.ts'
import { showDuration } from './durations.ts'
import { failureOf } from './failures.ts'
import { say } from './say.ts'
import type { StopRequest } from './stop-request.ts'
import { Unseen } from './unseen.ts'

/** Where a command's records go. */
export interface RecordSink {
  readonly device: AgentLogger
  /** Resolves when records are accepted for the first time. Rejects like {@link StartedDevice}. */
  readonly accepted: Promise<void>
  /** Resolves, with the reason, when records are no longer accepted. */
  readonly refused: Promise<CommandFailure>
  /** How many records should have been accepted but were not. */
  readonly undelivered: number
  /** Call after logging `bytes` of input. */
  logged(bytes: number): void
  /** Resolves when more may be logged. */
  whenRoom(): Promise<void>
  /** Throws CommandFailure when not everything was delivered. */
  end(lingerMs: number, stop: StopRequest): Promise<void>
}

/** Minimum length of a session, so that viewers who wait for it can join before it ends. */
const SESSION_MIN_MS = 2_000
/** How long viewers have at the end to fetch what they miss. Ends early when the last one leaves. */
const FETCH_MS = 5_000
/** How often a wait at the end checks whether its time is up. */
const CHECK_MS = 1_000

interface SinkOptions {
  server: string
  stderr: NodeJS.WritableStream
  /** How long the end waits for a server that acknowledges nothing. */
  silentMs?: number
}

export class HostedSink implements RecordSink {
  readonly device: AgentLogger
  readonly accepted: Promise<void>
  readonly refused: Promise<CommandFailure>
  readonly #server: string
  readonly #silentMs: number
  readonly #stderr: NodeJS.WritableStream
  readonly #audience = new Audience()
  readonly #unseen = new Unseen()
  readonly #dropped = new Dropped()
  #acceptedAtMs = performance.now()
  /** The server has accepted the device, or was given the time to. */
  #isSettled = false

  private constructor({ device, accepted }: StartedDevice, { server, silentMs = SILENT_MS, stderr }: SinkOptions) {
    this.device = device
    this.accepted = accepted
    this.#server = server
    this.#silentMs = silentMs
    this.#stderr = stderr
    const settle = () => {
      this.#isSettled = true
      this.#acceptedAtMs = performance.now()
    }
    accepted.then(settle, settle)
    this.#audience.update(device.status, performance.now())
    device.onStatus((status) => {
      // Before the update, because records acknowledged when the connection was lost have been seen.
      this.#forgetSeen()
      this.#dropped.update(status)
      this.#audience.update(status, performance.now())
    })
    this.refused = new Promise((resolve) =>
      device.onStatus(({ state, error }) => state === 'refused' && error && resolve(failureOf(error, server))),
    )
  }

  /** Returns at once, like {@link startDevice}. */
  static start(options: DeviceOptions & SinkOptions): HostedSink {
    return new HostedSink(startDevice(options, options.stderr), options)
  }

  /** Throws like {@link connectDevice}. */
  static async open(options: DeviceOptions & SinkOptions): Promise<HostedSink> {
    const device = await connectDevice(options, options.stderr)
    return new HostedSink({ device, accepted: Promise.resolve() }, options)
  }

  get undelivered(): number {
    const { head, acked, tail } = this.device.status
    return this.#dropped.records + head - Math.max(acked, tail - 1)
  }

  logged(bytes: number): void {
    this.#unseen.add(this.device.status.head, bytes)
    this.#dropped.update(this.device.status)
    this.#forgetSeen()
  }

  /**
   * Makes the producer wait while the server has not accepted the device yet and the ring fills up, but no longer than for the
   * connection at the start. While viewers are away, makes a fast producer wait before they would miss anything, but no longer than an
   * {@link Audience} waits. If the server or the viewers stay away, the producer continues; the ring then drops the oldest
   * records and reports it.
   */
  async whenRoom(): Promise<void> {
    if (!this.#isSettled && this.#unseen.isTooMuch) await this.accepted.catch(() => {})
    await this.#waitForAudience(() => this.#unseen.isTooMuch)
    if (this.#audience.isComplete(performance.now())) await this.#whenDrainedOrAway()
  }

  async end(lingerMs: number, stop: StopRequest): Promise<void> {
    const limit = new DeliveryLimit(performance.now(), this.#silentMs)
    await this.#waitForAcks(limit, stop)
    await this.#waitForAudience(() => performance.now() < limit.endsAtMs(stop.requestedAtMs), CHECK_MS)
    const lingering = this.device.close(
      lingerMs > 0
        ? { lingerMs }
        : this.device.status.viewers > 0
          ? { lingerMs: FETCH_MS, onlyWhileWatched: true }
          : { lingerMs: Math.max(0, SESSION_MIN_MS - (performance.now() - this.#acceptedAtMs)) },
    )
    // The linger still applies if the stop request only ended the input.
    await (lingerMs > 0 && !stop.isRequested() ? Promise.race([lingering, stop.requested]) : lingering)
  }

  async #whenDrainedOrAway(): Promise<void> {
    if (this.device.status.state !== 'live') return
    let stop = () => {}
    const away = new Promise<void>((resolve) => {
      stop = this.device.onStatus(({ state }) => state !== 'live' && resolve())
    })
    await Promise.race([this.device.whenDrained(), away])
    stop()
  }

  #forgetSeen(): void {
    const { acked, tail } = this.device.status
    this.#unseen.forget(this.#audience.isComplete(performance.now()) ? Math.max(acked, tail - 1) : tail - 1)
  }

  /** Resolves when the audience is complete or `condition` is false; checks at each change and every `checkMs`. */
  async #waitForAudience(condition: () => boolean, checkMs = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      const nowMs = performance.now()
      const untilMs = this.#audience.awaitedUntilMs(nowMs)
      if (untilMs === null || !condition()) return
      await this.#nextChange(Math.min(untilMs - nowMs, checkMs))
    }
  }

  /** Resolves at the next status change, or after `timeoutMs`. */
  async #nextChange(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    let stop = () => {}
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.ceil(timeoutMs))
      stop = this.device.onStatus(() => resolve())
    })
    clearTimeout(timer)
    stop()
  }

  /** Waits through reconnects until the limit. Throws at once if the server rejects the session. */
  async #waitForAcks(limit: DeliveryLimit, stop: StopRequest): Promise<void> {
    let isExplained = false
    while (!(await this.device.flush({ timeoutMs: CHECK_MS }))) {
      const { state, error, head, acked } = this.device.status
      if (state === 'refused' && error) throw failureOf(error, this.#server)
      if (state === 'closed') throw new CommandFailure('the connection was closed before everything was sent', 1)
      limit.onAck(acked, performance.now())
      const leftMs = limit.endsAtMs(stop.requestedAtMs) - performance.now()
      if (leftMs <= 0) throw new CommandFailure('the server did not take the last records in time', 1)
      if (state !== 'live' && !isExplained) {
        const limitText = showDuration(Math.ceil(leftMs / 1000) * 1000)
        say(this.#stderr, `waiting up to ${limitText} for the server to take the last ${head - acked} records`)
        isExplained = true
      }
    }
  }
}
