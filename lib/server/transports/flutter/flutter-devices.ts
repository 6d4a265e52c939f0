/**
 * The connections of Flutter apps [FP1], from the upgrade to the close. flutter-arrivals.ts identifies an app,
 * flutter-sessions.ts opens its session, and flutter-device.ts handles what it sends.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { type Claim, UNKNOWN_ADDRESS } from '#lib/server/pairing/pairing-queue.ts'
import type { ConnectedDevice } from '#lib/server/transports/connection-rights.ts'
import { errorPlace } from '#lib/server/transports/error-place.ts'
import { type Arrival, FlutterArrivals } from './flutter-arrivals.ts'
import { FlutterDevice } from './flutter-device.ts'
import type { FlutterParts } from './flutter-parts.ts'
import { FlutterReturns } from './flutter-returns.ts'
import { FlutterSessions, type RecordedStart } from './flutter-sessions.ts'
import { closeSocket } from './flutter-socket.ts'
import { FrameCut } from './frame-cut.ts'
import { RememberedRuns } from './remembered-runs.ts'

const NO_BYTES = Buffer.alloc(0)

export class FlutterDevices {
  /** By connection id. */
  readonly byId = new Map<string, FlutterDevice>()
  readonly #parts: FlutterParts
  readonly #runs: RememberedRuns
  readonly #arrivals: FlutterArrivals
  readonly #returns: FlutterReturns
  readonly #sessions: FlutterSessions
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Invalid UTF-8 makes a log unreadable; it is no reason to lose the app.
    skipUTF8Validation: true,
    perMessageDeflate: false,
    maxPayload: 0, // FrameCut bounds messages without closing
  })

  constructor(parts: FlutterParts) {
    this.#parts = parts
    this.#runs = new RememberedRuns(() => parts.ports.hits.hit('flutterPlacesMax', 'runs of Flutter apps that left'))
    this.#arrivals = new FlutterArrivals(parts, this.#runs, this.byId)
    this.#returns = new FlutterReturns(parts, this.#runs, this.byId)
    parts.flutter.pairingQueue?.onEvict(({ id }, error) => this.end(this.byId.get(id), error))
    this.#sessions = new FlutterSessions({
      ...parts,
      runs: this.#runs,
      isConnected: ({ id }) => this.byId.has(id),
      end: (device, error) => this.end(device, error),
    })
  }

  /** Throws AppError before the connection was answered. */
  async connect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const arrival = await this.#arrivals.identify(request)
    const { run, sessionId, userAgent } = arrival
    try {
      const recorded = run && (await this.#sessions.record(run, sessionId, userAgent))
      if (socket.destroyed) throw new AppError('handshake-timeout')
      this.#accept(request, socket, head, arrival, recorded)
    } catch (error) {
      this.#arrivals.abandon(arrival)
      throw error
    }
  }

  /** Closes with the reason and drops everything that the app sends from now on. */
  end(device: FlutterDevice | undefined, error: AppError): void {
    if (!device) return
    this.#parts.ports.hits.count(error, `an app of session ${device.session?.id}`)
    this.#leave(device, null)
    closeSocket(device.ws, error)
  }

  /** Those that have a right; not those that wait to be claimed. */
  *connected(): Iterable<ConnectedDevice> {
    for (const device of this.byId.values()) {
      const { run, session } = device
      if (run) yield { right: run.right, session, end: (error) => this.end(device, error) }
    }
  }

  /** Call at every ping interval: ends apps that are gone, and those that nobody claimed in time. */
  ping(nowMs: number): void {
    for (const device of this.byId.values()) device.heartbeat.ping()
    this.#runs.forgetAllOld(nowMs)
    for (const { id } of this.#parts.flutter.pairingQueue?.expire(nowMs) ?? []) {
      const device = this.byId.get(id)
      const limit = device?.unclaimedLogs === 0 ? 'waitingSilentMs' : 'waitingMs'
      this.end(device, new AppError('handshake-timeout', 'Nobody has claimed the device.', { limit }))
    }
  }

  #accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    arrival: Arrival,
    recorded: RecordedStart | null,
  ): void {
    const { flutter, ports, now } = this.#parts
    const { id, source, sessionId, deviceId, ownAddress, userAgent, run, lastRun } = arrival
    let device: FlutterDevice | null = null
    if (!run) {
      const onClaimed = (claim: Claim) =>
        device ? this.#sessions.claimed(device, claim, this.#returns.take(device, claim)) : sessionId
      // What came from an unknown address cannot be matched with what comes after.
      const where = ownAddress === null ? { address: UNKNOWN_ADDRESS } : { address: ownAddress, source }
      flutter.pairingQueue?.add({ id, sessionId, deviceId, userAgent, ...where }, onClaimed, now())
    }
    const cut = new FrameCut(socket, run ? LIMITS.flutterFrameBytesMax : 0, () => {
      if (cut.bytesMax > 0) ports.hits.hit('flutterFrameBytesMax', `an app of session ${device?.session?.id}`)
    })
    cut.takeFirst(head)
    this.#server.handleUpgrade(request, cut, NO_BYTES, (ws) => {
      const accepted = this.#deviceOf(arrival, ws, cut)
      device = accepted
      this.byId.set(id, accepted)
      ws.on('error', () => {}) // 'close' follows
      ws.on('close', (code) => this.#leave(accepted, code))
      accepted.greet(flutter.publicUrl())
      ports.verbose(`a Flutter app connected, ${run ? `session ${sessionId}` : 'to be claimed'}`)
      if (run && recorded) this.#sessions.open(accepted, run, sessionId, recorded, lastRun)
      else if (ownAddress !== null) void this.#returns.waits(accepted)
    })
    // It was no valid WebSocket handshake, and ws has answered 400.
    if (device) return
    flutter.pairingQueue?.remove(id)
    this.#arrivals.abandon(arrival)
  }

  #deviceOf({ id, source, userAgent, sessionId, deviceId }: Arrival, ws: FlutterDevice['ws'], cut: FrameCut) {
    const { ports, hub, traffic, now } = this.#parts
    return new FlutterDevice({
      ...{ id, source, userAgent, sessionId, deviceId, ws, cut, hub, now },
      hits: ports.hits,
      received: traffic.in,
      onFailure: (error) => ports.log(`a log of a Flutter app failed: ${errorPlace(error)}`),
      onSpoke: (device) => this.#parts.flutter.pairingQueue?.spoke(device.id),
      onResumed: (device) => this.#sessions.openAgain(device),
    })
  }

  /** `code` is the WebSocket close code, or null when we closed it. May be called twice. */
  #leave(device: FlutterDevice, code: number | null): void {
    if (!this.byId.delete(device.id)) return
    const { flutter, ports, hub, now } = this.#parts
    flutter.pairingQueue?.remove(device.id)
    this.#returns.stopsWaiting(device)
    device.flush()
    const { run, session } = device
    // The next start does not continue a run that we ended.
    const lastRun = code === null ? null : device.lastRun()
    if (run?.connectionId === device.id) this.#runs.leave(run, lastRun, now())
    device.detach()
    if (session) hub.deviceLost(device.id, now())
    if (code !== null) ports.verbose(`a Flutter app left session ${session?.id}: ${code}`)
  }
}
