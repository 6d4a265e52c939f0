/**
 * The unmodified apps that are connected (§13.1): by which right each came, whether it is one that started again, and its
 * session in the hub. What an app sends is seed-device.ts's; upgrades are seed-endpoint.ts's.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError, isAppError } from '../errors.ts'
import type { Claim } from '../pairing/waiting-pen.ts'
import { randomId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import { NO_COUNTERS } from '../protocol/messages.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { newSeedDeviceId, newSeedSessionId } from '../seed/ids.ts'
import { writeSeedTime } from '../seed/seed-time.ts'
import { FrameCut } from './frame-cut.ts'
import { GrantConnects } from './grant-connects.ts'
import { SeedBatches } from './seed-batches.ts'
import { describeApp } from './seed-description.ts'
import { SeedDevice } from './seed-device.ts'
import type { SeedParts } from './seed-endpoint.ts'
import { type LastRun, type SeedPlace, SeedPlaces, type SeedRight, siteOf } from './seed-places.ts'
import { closeSocket } from './seed-socket.ts'
import { placeOf } from './shield.ts'

const NO_BYTES = Buffer.alloc(0)

/** What is known of a connection before it is answered. */
interface Arrival {
  id: string
  site: string
  address: string
  userAgent: string
  sessionId: string
  deviceId: string
  /** Null: it waits to be claimed. */
  place: SeedPlace | null
  lastRun: LastRun | null
}

type Started = { deviceId: string; deviceName: string }

export class SeedDevices {
  readonly byId = new Map<string, SeedDevice>()
  readonly #parts: SeedParts
  readonly #places: SeedPlaces
  readonly #connects = new GrantConnects()
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // What is no UTF-8 is a log that cannot be read, not a reason to lose the app.
    skipUTF8Validation: true,
    perMessageDeflate: false,
    maxPayload: 0, // FrameCut bounds it without closing
  })

  constructor(parts: SeedParts) {
    this.#parts = parts
    this.#places = new SeedPlaces(() => parts.ports.hits.hit('seedPlacesMax', 'apps of the original that left'))
  }

  /** Throws AppError, before the connection was answered. */
  async connect(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const arrival = await this.#arrive(request)
    const { place } = arrival
    try {
      const started = place && (await this.#record(place.right, place.installationId, arrival))
      if (socket.destroyed) throw new AppError('handshake-timeout')
      this.#accept(request, socket, head, arrival, started)
    } catch (error) {
      if (place) this.#places.leave(place, arrival.lastRun, this.#parts.now())
      throw error
    }
  }

  /** Says why and closes; nothing that it sends from now on goes anywhere. */
  end(device: SeedDevice | undefined, error: AppError): void {
    if (!device) return
    this.#parts.ports.hits.refused(error, `an app of session ${device.session?.id}`)
    this.#leave(device, null)
    closeSocket(device.ws, error)
  }

  /** Every ping interval. */
  beat(nowMs: number): void {
    for (const device of this.byId.values()) device.pulse.beat()
    this.#places.forgetAllOld(nowMs)
    for (const { id } of this.#parts.seed.pen?.expire(nowMs) ?? [])
      this.end(
        this.byId.get(id),
        new AppError('handshake-timeout', 'Nobody has claimed the device.', { limit: 'waitingMs' }),
      )
  }

  // ── who comes ──

  async #arrive(request: IncomingMessage): Promise<Arrival> {
    const { seed } = this.#parts
    const host = request.headers.host ?? ''
    const address = seed.addressOf(request)
    const userAgent = (request.headers['user-agent'] ?? '').slice(0, LIMITS.labelCharsMax)
    const site = siteOf(host, address, userAgent)
    const id = `seed:${randomId()}`
    const key = seed.hostKeyOf(host)
    const right = key === null ? null : await this.#rightOf(key)
    const adopted = await this.#adopt(site, id, right)
    if (adopted === null && right === null && seed.pen === null) throw new AppError('pairing-off')
    const lastRun = adopted?.lastRun ?? null
    return {
      id,
      site,
      address,
      userAgent,
      sessionId: lastRun?.session ?? newSeedSessionId(),
      deviceId: lastRun?.deviceId ?? newSeedDeviceId(),
      place: adopted ?? (right && this.#places.take(site, right, id)),
      lastRun,
    }
  }

  async #rightOf(key: string): Promise<SeedRight> {
    const grant = await this.#parts.seed.hostKeyGrant(key, Date.now())
    if (!grant) throw new AppError('token-unknown')
    await this.#connects.take('token', grant.tokenId)
    return grant
  }

  /** [S13.1.9] The place of an app that ran here a moment ago, or that seems dead, where its team wants that. */
  async #adopt(site: string, id: string, right: SeedRight | null): Promise<SeedPlace | null> {
    const leftPlace = () => this.#places.leftAt(site, this.#parts.now())
    for (let left = leftPlace(); left && (await this.#mayAdopt(left, right)); left = leftPlace()) {
      // Another may have taken it while the database was asked.
      if (left.occupant !== null) continue
      this.#places.occupy(left, id)
      return left
    }
    for (const place of await this.#silentAt(site)) {
      const { occupant } = place
      const device = occupant !== null ? this.byId.get(occupant) : undefined
      if (!device?.session || !(await this.#mayAdopt(place, right)) || place.occupant !== occupant) continue
      device.flush()
      place.lastRun = lastRunOf(device)
      device.superseded(place.right)
      this.#places.occupy(place, id)
      return place
    }
    return null
  }

  /** Connected apps of the site that do not answer. */
  async #silentAt(site: string): Promise<SeedPlace[]> {
    const places = this.#places.occupiedAt(site)
    const answers = await Promise.all(
      places.map(({ occupant }) => this.byId.get(occupant ?? '')?.pulse.answers(LIMITS.seedProbeMs) ?? true),
    )
    return places.filter((_, i) => !answers[i])
  }

  async #mayAdopt(place: SeedPlace, right: SeedRight | null): Promise<boolean> {
    const { tokenId, teamId } = place.right
    if (right && right.teamId !== teamId) return false
    if (!right && tokenId !== null && (await this.#parts.ports.recheckDevice(tokenId, Date.now()))) return false
    return this.#parts.seed.adoptsRestarts(teamId)
  }

  // ── its session ──

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, arrival: Arrival, started: Started | null): void {
    const { seed, ports, hub, traffic, now } = this.#parts
    const { id, site, sessionId, deviceId, address, userAgent, place, lastRun } = arrival
    let device: SeedDevice | null = null
    if (!place) {
      const onClaimed = (claim: Claim) => void (device && this.#claimed(device, claim))
      seed.pen?.add({ id, sessionId, deviceId, address, userAgent }, onClaimed, now())
    }
    const cut = new FrameCut(socket, place ? LIMITS.seedFrameBytesMax : 0, () => {
      if (cut.bytesMax > 0) ports.hits.hit('seedFrameBytesMax', `an app of session ${device?.session?.id}`)
    })
    cut.takeFirst(head)
    this.#server.handleUpgrade(request, cut, NO_BYTES, (ws) => {
      device = new SeedDevice({
        id,
        site,
        userAgent,
        ws,
        cut,
        sessionId,
        deviceId,
        hub: hub(),
        hits: ports.hits,
        received: traffic.in,
        now,
        failed: (error) => ports.log(`a log of the original's app failed: ${placeOf(error)}`),
        spokeAgain: (silent) => this.#spokeAgain(silent),
      })
      const accepted = device
      this.byId.set(id, accepted)
      ws.on('error', () => {}) // 'close' follows
      ws.on('close', (code) => this.#leave(accepted, code))
      accepted.greet(seed.publicUrl())
      ports.verbose(`an app of the original came, ${place ? `session ${sessionId}` : 'to be claimed'}`)
      if (place && started) this.#open(accepted, place, started, sessionId, lastRun)
    })
    // No WebSocket handshake: it was answered with 400.
    if (device) return
    seed.pen?.remove(id)
    if (place) this.#places.leave(place, lastRun, now())
  }

  #open(device: SeedDevice, place: SeedPlace, started: Started, sessionId: string, lastRun: LastRun | null): void {
    const { ports, now } = this.#parts
    const hub = this.#parts.hub()
    const batches = device.batches ?? new SeedBatches(sessionId, lastRun ?? undefined)
    device.place = place
    device.runs = (lastRun?.runs ?? 0) + 1
    device.startedAtMs = lastRun?.startedAtMs ?? device.startedAtMs
    const description = describeApp(device.userAgent, place.installationId)
    const { platform, os, model, appName, appVersion } = description
    const { deviceId, deviceName: name } = started
    const { startedAtMs, runs } = device
    const hello = {
      version: PROTOCOL_VERSION,
      token: '',
      session: sessionId,
      attempt: runs,
      ageMs: Date.now() - startedAtMs,
      // What was collected while it was being opened is yet to come.
      tail: (lastRun?.head ?? 0) + 1,
      head: lastRun?.head ?? 0,
      counters: lastRun?.counters ?? NO_COUNTERS,
      device: description,
    }
    const facts = {
      id: sessionId,
      teamId: place.right.teamId,
      deviceId,
      startedAtMs,
      device: { id: deviceId, name, platform, os, model, appName, appVersion },
      delivery: 'at-most-once' as const,
    }
    try {
      const session = hub.openSession(device.id, hello, facts, place.right.tokenId, now())
      device.listen(batches)
      if (lastRun) device.note(dividerAt(Date.now(), device.deviceId), { event: 'restart', run: runs })
      device.open(session)
      hub.resumeNeeds(session, now())
      ports.store.sessionStarted(session)
    } catch (error) {
      this.#failed(device, error)
      return
    }
    const { tokenId } = place.right
    if (tokenId === null) return
    // A cut that came while it was being let in has found no connection.
    ports.recheckDevice(tokenId, Date.now()).then(
      (error) => error && this.end(device, error),
      () => {}, // the database is away: the timed recheck asks again
    )
  }

  #claimed(device: SeedDevice, claim: Claim): void {
    const { teamId, tokenId, deviceName, userId } = claim
    this.#openLater(device, { teamId, tokenId, deviceName, claimedById: userId ?? null }, device.sessionId)
  }

  /** It seemed dead, and another connection goes on in its session: its own logs get a session of their own. */
  #spokeAgain(device: SeedDevice): void {
    if (device.supersededAs) this.#openLater(device, device.supersededAs, newSeedSessionId())
  }

  #openLater(device: SeedDevice, right: SeedRight, sessionId: string): void {
    const place = this.#places.take(device.site, right, device.id)
    device.place = place
    device.listen(new SeedBatches(sessionId))
    this.#record(right, place.installationId, { sessionId, userAgent: device.userAgent }).then(
      (started) => {
        if (this.byId.has(device.id)) this.#open(device, place, started, sessionId, null)
      },
      (error) => this.#failed(device, error),
    )
  }

  #record(
    right: SeedRight,
    installationId: string,
    { sessionId, userAgent }: { sessionId: string; userAgent: string },
  ) {
    const { teamId, tokenId, claimedById = null } = right
    const device = describeApp(userAgent, installationId, right.deviceName)
    const startedAtMs = Date.now()
    return this.#parts.ports.store.rows.recordSessionStart({
      id: sessionId,
      teamId,
      tokenId,
      claimedById,
      startedAtMs,
      device,
    })
  }

  #failed(device: SeedDevice, error: unknown): void {
    if (!isAppError(error)) this.#parts.ports.log(`a session of an app of the original did not open: ${nameOf(error)}`)
    this.end(device, isAppError(error) ? error : new AppError('internal'))
  }

  /** `code`: of the closing; null: we end it. Called twice at most. */
  #leave(device: SeedDevice, code: number | null): void {
    if (!this.byId.delete(device.id)) return
    const { seed, ports, hub, now } = this.#parts
    seed.pen?.remove(device.id)
    device.flush()
    const { place, session } = device
    // Who was ended is not the one that the next start goes on from.
    const lastRun = code === null ? null : lastRunOf(device)
    if (place?.occupant === device.id) this.#places.leave(place, lastRun, now())
    device.silence()
    if (session) hub().deviceLost(device.id, now())
    if (code !== null) ports.verbose(`an app of the original left session ${session?.id}: ${code}`)
  }
}

function lastRunOf({ session, batches, deviceId, startedAtMs, runs }: SeedDevice): LastRun | null {
  if (!session || !batches) return null
  const { head, counters } = batches.head
  return { session: session.id, deviceId, startedAtMs, runs, head, counters }
}

function dividerAt(nowMs: number, deviceId: string) {
  const message = '──── the app was started again ────'
  return { message, level: 'info', timestamp: writeSeedTime(nowMs), error: null, stackTrace: null, deviceId }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error'
}
