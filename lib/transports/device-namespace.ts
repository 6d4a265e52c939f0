/** The `/device` namespace: checks a hello and its token, then hands every message to the hub. Holds no rules of its own. */
import { AppError } from '../errors.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import { LIMITS, type LimitName } from '../protocol/limits.ts'
import type { DeviceHello, Head } from '../protocol/messages.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Hub } from '../relay/hub.ts'
import { TokenBucket } from '../relay/token-bucket.ts'
import type { TrafficMeter } from '../relay/traffic.ts'
import { deviceHelloSchema, goneReasonSchema, headSchema, rangeSchema, signalSchema } from './control-schemas.ts'
import { oneOf, unknownEvent } from './event-names.ts'
import { GrantConnects } from './grant-connects.ts'
import type { RelayPorts } from './relay-ports.ts'
import type { StartedSession } from './session-store.ts'
import { shielded } from './shield.ts'
import { closeAfter, type DeviceNamespace, type DeviceSocket, endSocket, refusal } from './sockets.ts'
import type { TellRefusals } from './tell-refusals.ts'

const isKnown = oneOf('batch', 'fill', 'gone', 'head', 'bye', 'signal')

export function attachDevices(
  devices: DeviceNamespace,
  hub: Hub,
  ports: RelayPorts,
  now: () => number,
  received: TrafficMeter,
  tell: Pick<TellRefusals, 'refused' | 'admitted'>,
): void {
  devices.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error) => {
        ports.hits.refused(error, 'a device that connects')
        tell.refused(error, socket.request, socket.handshake.auth, socket.data.grant)
        next(refusal(error, ports.log))
      },
    )
  })

  const hellos = new WeakMap<DeviceSocket, StartedSession & { hello: DeviceHello }>()

  const connects = new GrantConnects()

  async function admit(socket: DeviceSocket): Promise<void> {
    const hello = parseHello(socket.handshake.auth)
    const grant = await ports.deviceGrant(hello.token, Date.now())
    socket.data.grant = grant
    await connects.take('token', grant.tokenId)
    const { deviceId, deviceName, startedAtMs } = await ports.store.rows.recordSessionStart({
      id: hello.session,
      teamId: grant.teamId,
      tokenId: grant.tokenId,
      startedAtMs: now() - hello.ageMs,
      device: hello.device,
    })
    hellos.set(socket, { hello, deviceId, deviceName, startedAtMs })
  }

  devices.on('connection', (socket) => {
    const admitted = hellos.get(socket)
    if (!admitted) return void socket.disconnect(true)
    hellos.delete(socket)
    const { hello, deviceId, deviceName, startedAtMs } = admitted
    const { grant } = socket.data
    const control = new TokenBucket(LIMITS.controlPerSecond, LIMITS.controlPerSecond * 4, now())
    const refuse = (error: AppError) => {
      ports.hits.refused(error, `device session ${hello.session}`)
      tell.refused(error, socket.request, hello, grant)
      endSocket(socket, error)
    }
    const end = (code: ErrorCodeName, message?: string, limit?: LimitName) =>
      refuse(new AppError(code, message, { limit }))

    try {
      const { platform, os, model, appName, appVersion } = hello.device
      const facts = {
        id: hello.session,
        teamId: grant.teamId,
        deviceId,
        startedAtMs,
        device: { id: deviceId, name: deviceName, platform, os, model, appName, appVersion },
      }
      const session = hub.openSession(socket.id, hello, facts, grant.tokenId, now())
      socket.data.session = session
      socket.emit('welcome', {
        session: session.id,
        creditBytes: LIMITS.creditBytes,
        viewers: session.viewerCount,
        relayTimeMs: Date.now(),
        pageUrl: ports.pageUrl(session.id),
      })
      tell.admitted(grant.tokenId, hello.device.installationId)
      hub.resumeNeeds(session, now())
      ports.store.sessionStarted(session)
      ports.verbose(
        `device ${deviceId} opened session ${session.id} (attempt ${hello.attempt}, ${hello.device.platform})`,
      )
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return refuse(error)
    }

    // A cut that came while the handshake was under way has found no socket.
    ports.recheckDevice(grant.tokenId, Date.now()).then(
      (error) => error && endSocket(socket, error),
      () => {}, // the database is away: the timed recheck asks again
    )
    const on = shielded(socket, ports.log)
    // Batches are bounded by credit; everything else by a rate.
    socket.onAny((event: unknown) => {
      if (!isKnown(event)) return end('unknown-event', unknownEvent(event))
      if (event === 'batch' || event === 'fill') return
      if (!control.take(1, now()))
        end('too-many-requests', `More than ${LIMITS.controlPerSecond} messages a second.`, 'controlPerSecond')
    })
    on('batch', (header, bytes) => {
      const sealed = asBytes(bytes)
      const error = hub.batch(socket.id, header, sealed, now())
      if (error) refuse(error)
      else received.add(sealed.byteLength)
    })
    on('fill', (header, bytes) => {
      const sealed = asBytes(bytes)
      const error = hub.fill(socket.id, header, sealed, now())
      if (error) refuse(error)
      else received.add(sealed.byteLength)
    })
    on('gone', (range, reason) => {
      const parsed = rangeSchema.safeParse(range)
      const why = goneReasonSchema.safeParse(reason)
      if (!parsed.success || !why.success) return end('invalid-input', 'gone: not a range and a reason')
      hub.gone(socket.id, parsed.data, why.data)
    })
    on('head', (head) => {
      const parsed = headSchema.safeParse(head)
      if (!parsed.success) return end('invalid-input', 'head: not of its shape')
      hub.head(socket.id, parsed.data as Head, Date.now())
    })
    on('bye', (head) => {
      const parsed = headSchema.safeParse(head)
      if (!parsed.success) return end('invalid-input', 'bye: not of its shape')
      hub.bye(socket.id, parsed.data as Head, now())
    })
    on('signal', (viewer, text) => {
      if (!signalSchema.safeParse(text).success || typeof viewer !== 'string')
        return end('invalid-input', 'signal: not a viewer and a text', isLong(text) ? 'signalCharsMax' : undefined)
      hub.direct.deviceSignal(socket.id, viewer, text)
    })
    on('disconnect', (reason) => {
      ports.verbose(`device ${deviceId} left session ${hello.session}: ${reason}`)
      hub.deviceLost(socket.id, now())
      closeAfter(reason, socket)
    })
  })
}

function isLong(text: unknown): boolean {
  return typeof text === 'string' && text.length > LIMITS.signalCharsMax
}

/** A Buffer, as it comes from our clients, is passed on untouched; an ArrayBuffer becomes one, so that it leaves as `bin`. */
function asBytes(value: unknown): Uint8Array {
  return Buffer.isBuffer(value) ? value : value instanceof ArrayBuffer ? Buffer.from(value) : (value as Uint8Array)
}

function parseHello(auth: unknown): DeviceHello {
  const version = (auth as { version?: unknown } | null)?.version
  if (version !== PROTOCOL_VERSION) {
    throw new AppError(
      'version-unsupported',
      `The server speaks protocol version ${PROTOCOL_VERSION}; the device ${Number(version) || 'said none'}.`,
    )
  }
  const parsed = deviceHelloSchema.safeParse(auth)
  if (parsed.success) return parsed.data as DeviceHello
  const issue = parsed.error.issues[0]
  // Names the field, never its value: the token is one of them.
  throw new AppError(
    'invalid-input',
    `The device's hello: ${issue?.path.join('.') || 'payload'} is not as it should be.`,
  )
}
