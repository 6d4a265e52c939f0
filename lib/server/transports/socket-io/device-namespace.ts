/** The `/device` namespace: checks each hello and its token, then hands every message to the hub. Holds no rules of its own. */
import { AppError } from '#lib/protocol/app-error.ts'
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import type { DeviceHello, Head } from '#lib/protocol/messages.ts'
import type { StartedSession } from '#lib/server/relay/session-rows.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'
import { recheckDevice } from '#lib/server/transports/connection-rights.ts'
import { GrantConnects } from '#lib/server/transports/grant-connects.ts'
import type { RelayParts } from '#lib/server/transports/transport.ts'
import { checkVersion } from './check-version.ts'
import { deviceHelloSchema, goneReasonSchema, headSchema, rangeSchema, signalSchema } from './control-schemas.ts'
import { guardHandlers } from './error-boundary.ts'
import { DEVICE_EVENTS, oneOf, unknownEvent } from './event-names.ts'
import { closeAfter, connectedDevice, type DeviceNamespace, type DeviceSocket, endSocket, refusal } from './sockets.ts'

const isKnown = oneOf(DEVICE_EVENTS)

export function attachDevices(devices: DeviceNamespace, { hub, ports, now, traffic, rejections }: RelayParts): void {
  devices.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error) => {
        ports.hits.count(error, 'a device that connects')
        rejections.report(error, socket.request, socket.handshake.auth, socket.data.grant)
        next(refusal(error, ports.log))
      },
    )
  })

  const hellos = new WeakMap<DeviceSocket, StartedSession & { hello: DeviceHello }>()

  const connects = new GrantConnects()

  async function admit(socket: DeviceSocket): Promise<void> {
    const hello = parseHello(socket.handshake.auth)
    const grant = await ports.deviceGrant(hello.token, Date.now(), 'sdk')
    socket.data.grant = grant
    await connects.take('token', grant.tokenId)
    const { deviceId, deviceName, startedAtMs } = await ports.store.rows.recordSessionStart({
      id: hello.session,
      teamId: grant.teamId,
      tokenId: grant.tokenId,
      startedAtMs: now() - hello.ageMs,
      device: hello.device,
      isEphemeral: socket.handshake.query.ephemeral === '1', // [DV11]
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
      ports.hits.count(error, `device session ${hello.session}`)
      rejections.report(error, socket.request, hello, grant)
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
      rejections.clear(grant, hello.device.installationId)
      hub.resumeNeeds(session, now())
      ports.store.sessionStarted(session)
      ports.verbose(
        `device ${deviceId} opened session ${session.id} (attempt ${hello.attempt}, ${hello.device.platform})`,
      )
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return refuse(error)
    }

    void recheckDevice(connectedDevice(socket), ports, Date.now())
    const on = guardHandlers(socket, ports.log)
    // Credit bounds batches; a rate bounds everything else.
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
      else traffic.in.add(sealed.byteLength)
    })
    on('fill', (header, bytes) => {
      const sealed = asBytes(bytes)
      const error = hub.fill(socket.id, header, sealed, now())
      if (error) refuse(error)
      else traffic.in.add(sealed.byteLength)
    })
    on('gone', (range, reason) => {
      const parsed = rangeSchema.safeParse(range)
      const why = goneReasonSchema.safeParse(reason)
      if (!parsed.success || !why.success) return end('invalid-input', 'gone: expected a range and a reason')
      hub.gone(socket.id, parsed.data, why.data)
    })
    on('head', (head) => {
      const parsed = headSchema.safeParse(head)
      if (!parsed.success) return end('invalid-input', 'head: invalid shape')
      hub.head(socket.id, parsed.data as Head, Date.now())
    })
    on('bye', (head) => {
      const parsed = headSchema.safeParse(head)
      if (!parsed.success) return end('invalid-input', 'bye: invalid shape')
      hub.bye(socket.id, parsed.data as Head, now())
    })
    on('signal', (viewer, text) => {
      if (!signalSchema.safeParse(text).success || typeof viewer !== 'string')
        return end('invalid-input', 'signal: expected a viewer and a text', isLong(text) ? 'signalCharsMax' : undefined)
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

/** A Buffer, which is what our clients' bytes arrive as, stays as it is; an ArrayBuffer becomes one, so that it leaves as `bin`. */
function asBytes(value: unknown): Uint8Array {
  return Buffer.isBuffer(value) ? value : value instanceof ArrayBuffer ? Buffer.from(value) : (value as Uint8Array)
}

function parseHello(auth: unknown): DeviceHello {
  checkVersion(auth, 'device')
  const parsed = deviceHelloSchema.safeParse(auth)
  if (parsed.success) return parsed.data as DeviceHello
  const issue = parsed.error.issues[0]
  // Names the field, never its value: the token is one of them.
  throw new AppError('invalid-input', `The device's hello is invalid: ${issue?.path.join('.') || 'payload'}.`)
}
