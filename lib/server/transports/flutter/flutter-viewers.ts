/**
 * The connected viewers of the Flutter package [FB10]: what each may watch, and which of the hub's messages reach it. They
 * understand logs, and that the device left; nothing else of ours.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { type BatchHeader, FLAG } from '#lib/protocol/batch.ts'
import { randomId } from '#lib/protocol/ids.ts'
import type { JoinTarget, SessionState } from '#lib/protocol/messages.ts'
import type { ViewerMessage } from '#lib/server/relay/hub-output.ts'
import { type ConnectedViewer, recheckViewer } from '#lib/server/transports/connection-rights.ts'
import { GrantConnects } from '#lib/server/transports/grant-connects.ts'
import { announceLinkWatchers } from '#lib/server/transports/link-watchers.ts'
import type { FlutterParts } from './flutter-parts.ts'
import { FlutterViewer } from './flutter-viewer.ts'
import { framesOf } from './verbatim-frames.ts'

/** Viewers have nothing to send. */
const MESSAGE_BYTES_MAX = 4096

export class FlutterViewers {
  /** By connection id. */
  readonly byId = new Map<string, FlutterViewer>()
  readonly #bySession = new Map<string, Set<FlutterViewer>>()
  readonly #parts: FlutterParts
  /** The device id that the session's app was greeted with, if a Flutter app of this node runs the session. */
  readonly #greetedDeviceId: (session: string) => string | undefined
  readonly #connects = new GrantConnects()
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MESSAGE_BYTES_MAX,
  })

  constructor(parts: FlutterParts, greetedDeviceId: (session: string) => string | undefined) {
    this.#parts = parts
    this.#greetedDeviceId = greetedDeviceId
  }

  /** Throws AppError before the connection was answered. A viewer that may watch nothing is accepted to say so, then closed. */
  async connect(request: IncomingMessage, socket: Duplex, head: Buffer, sessionId: string): Promise<void> {
    const { ports, flutter } = this.#parts
    const { origin, host } = request.headers
    // [AC5] A page elsewhere may come with an id or a code that it was given, never with the cookie of the person who reads it.
    if (origin !== undefined && !ports.isOwnOrigin(origin, host)) delete request.headers.cookie
    const found = await flutter.flutterViewerGrant(request, sessionId).catch((error: unknown) => error)
    if (found && !isFound(found) && !isAppError(found)) throw found
    if (isFound(found)) await this.#connects.take(found.grant.kind, found.grant.id)
    if (socket.destroyed) return
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => {}) // 'close' follows
      const { hits } = ports
      const { now, traffic } = this.#parts
      const grant = isFound(found) ? found.grant : NO_GRANT
      const viewer = new FlutterViewer({ id: `seedv:${randomId()}`, ws, grant, hits, sent: traffic.out, now })
      if (!isFound(found)) {
        viewer.end(isAppError(found) ? found : new AppError('session-unknown'))
        return
      }
      this.byId.set(viewer.id, viewer)
      ws.on('close', () => this.#remove(viewer))
      this.#join(viewer, found.target)
    })
  }

  end(viewer: FlutterViewer, error: AppError): void {
    this.#remove(viewer)
    viewer.end(error)
  }

  *connected(): Iterable<ConnectedViewer> {
    for (const viewer of this.byId.values()) yield this.#connectionOf(viewer)
  }

  /** Call at every ping interval. */
  ping(): void {
    for (const viewer of this.byId.values()) viewer.heartbeat.ping()
  }

  // ── what the hub sends ──

  enter(viewerId: string, session: string): void {
    const viewer = this.byId.get(viewerId)
    if (viewer) this.#bySession.set(session, (this.#bySession.get(session) ?? new Set()).add(viewer))
  }

  leave(viewerId: string, session: string): void {
    const viewer = this.byId.get(viewerId)
    const viewers = this.#bySession.get(session)
    if (viewer && viewers?.delete(viewer) && viewers.size === 0) this.#bySession.delete(session)
  }

  toSession(session: string, message: ViewerMessage): void {
    const viewers = this.#bySession.get(session)
    if (!viewers) return
    if (message[0] === 'batch') this.#sendBatch(viewers, session, message[1], message[2])
    else if (message[0] === 'state') for (const viewer of viewers) viewer.state(message[1])
  }

  /** Only one message to a single viewer matters: the device that it follows has begun another session. */
  toViewer(viewerId: string, message: ViewerMessage): void {
    const viewer = this.byId.get(viewerId)
    if (viewer && message[0] === 'device') this.#greet(viewer, message[2])
  }

  // ── inside ──

  #sendBatch(viewers: ReadonlySet<FlutterViewer>, session: string, header: BatchHeader, bytes: Uint8Array): void {
    const frames = framesOf(header, bytes, this.#deviceOf(session))
    const isEncrypted = (header[1] & FLAG.e2ee) !== 0
    if (!frames && !isEncrypted)
      this.#parts.ports.hits.hit('flutterOpenedBytesMax', `a batch of session ${session} that does not open`)
    else for (const viewer of viewers) viewer.logs(frames)
  }

  #connectionOf(viewer: FlutterViewer): ConnectedViewer {
    const { id, grant } = viewer
    return { id, kind: 'seedViewers', grant, end: (error) => this.end(viewer, error) }
  }

  #join(viewer: FlutterViewer, target: JoinTarget): void {
    const { ports, hub, now } = this.#parts
    try {
      const state =
        'device' in target
          ? hub.subscriptions.follow(viewer.id, viewer.grant, target.device, now())
          : this.#joinSession(viewer, target.session)
      if (!state) throw new AppError('session-unknown')
      this.#greet(viewer, state)
      announceLinkWatchers(viewer.grant, this.#parts.teamChanged)
    } catch (error) {
      if (!isAppError(error)) throw error
      ports.hits.count(error, 'a Flutter viewer')
      this.end(viewer, error)
      return
    }
    void recheckViewer(this.#connectionOf(viewer), ports, Date.now())
  }

  /** Null for a session that has ended: it has nothing to show here. */
  #joinSession(viewer: FlutterViewer, id: string): SessionState | null {
    const { hub, now } = this.#parts
    const session = hub.sessions.get(id)
    return session && session.liveness !== 'ended'
      ? hub.subscriptions.join(viewer.id, viewer.grant, session, now())
      : null
  }

  #greet(viewer: FlutterViewer, state: SessionState): void {
    viewer.greet(this.#deviceOf(state.session), state.session, this.#parts.flutter.publicUrl())
    viewer.state(state)
  }

  #deviceOf(session: string): string {
    return this.#greetedDeviceId(session) ?? this.#parts.hub.sessions.get(session)?.deviceId ?? ''
  }

  #remove(viewer: FlutterViewer): void {
    if (!this.byId.has(viewer.id)) return
    // First, because the hub's leaveSession must still find the viewer.
    this.#parts.hub.subscriptions.viewerLost(viewer.id)
    this.byId.delete(viewer.id)
    announceLinkWatchers(viewer.grant, this.#parts.teamChanged)
  }
}

type Found = Awaited<ReturnType<FlutterParts['flutter']['flutterViewerGrant']>>

function isFound(value: unknown): value is NonNullable<Found> {
  return typeof value === 'object' && value !== null && 'target' in value && 'grant' in value
}

/** For a connection that is accepted only to say why it is refused. */
const NO_GRANT = { kind: 'link' as const, id: '', name: '', teamIds: [], target: null, expiresAtMs: null }
