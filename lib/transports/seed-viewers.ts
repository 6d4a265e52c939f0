/** The viewers of the original that are connected (§13.2): what each may watch, and what of the hub's output is for them. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { AppError, isAppError } from '../errors.ts'
import { FLAG } from '../protocol/batch.ts'
import { randomId } from '../protocol/ids.ts'
import type { JoinTarget, RelayToViewer, SessionState } from '../protocol/messages.ts'
import { GrantConnects } from './grant-connects.ts'
import type { SeedParts } from './seed-endpoint.ts'
import { framesOf } from './seed-frames.ts'
import { SeedViewer } from './seed-viewer.ts'

/** It has nothing to say. */
const SAID_BYTES_MAX = 4096

export class SeedViewers {
  readonly byId = new Map<string, SeedViewer>()
  readonly #bySession = new Map<string, Set<SeedViewer>>()
  readonly #parts: SeedParts
  /** What the app of a session calls its device, where an app of the original runs it here. */
  readonly #deviceIdOf: (session: string) => string | undefined
  readonly #connects = new GrantConnects()
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: SAID_BYTES_MAX,
  })

  constructor(parts: SeedParts, deviceIdOf: (session: string) => string | undefined) {
    this.#parts = parts
    this.#deviceIdOf = deviceIdOf
  }

  /** Throws AppError where nobody could be told why over a WebSocket. */
  async connect(request: IncomingMessage, socket: Duplex, head: Buffer, sessionId: string): Promise<void> {
    const { ports, seed } = this.#parts
    const { origin, host } = request.headers
    // [AC5] A page elsewhere may come with an id or a code that it was given, never with the cookie of whoever reads it.
    if (origin !== undefined && !ports.isOwnOrigin(origin, host)) delete request.headers.cookie
    const found = await seed.seedViewerGrant(request, sessionId).catch((error: unknown) => error)
    if (found && !isFound(found) && !isAppError(found)) throw found
    if (isFound(found)) await this.#connects.take(found.grant.kind, found.grant.id)
    if (socket.destroyed) return
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => {}) // 'close' follows
      const { hits } = ports
      const { now, traffic } = this.#parts
      const grant = isFound(found) ? found.grant : NOBODY
      const viewer = new SeedViewer({ id: `seedv:${randomId()}`, ws, grant, hits, sent: traffic.out, now })
      if (!isFound(found)) {
        viewer.end(isAppError(found) ? found : new AppError('session-unknown'))
        return
      }
      this.byId.set(viewer.id, viewer)
      ws.on('close', () => this.#leave(viewer))
      this.#join(viewer, found.target)
    })
  }

  end(viewer: SeedViewer | undefined, error: AppError): void {
    if (!viewer) return
    this.#leave(viewer)
    viewer.end(error)
  }

  beat(): void {
    for (const viewer of this.byId.values()) viewer.pulse.beat()
  }

  // ── what the hub wants ──

  enter(viewerId: string, session: string): void {
    const viewer = this.byId.get(viewerId)
    if (viewer) this.#bySession.set(session, (this.#bySession.get(session) ?? new Set()).add(viewer))
  }

  exit(viewerId: string, session: string): void {
    const viewer = this.byId.get(viewerId)
    const viewers = this.#bySession.get(session)
    if (viewer && viewers?.delete(viewer) && viewers.size === 0) this.#bySession.delete(session)
  }

  toSession<E extends keyof RelayToViewer>(session: string, event: E, args: Parameters<RelayToViewer[E]>): void {
    const viewers = this.#bySession.get(session)
    if (!viewers) return
    if (event === 'batch') {
      const [header, bytes] = args as Parameters<RelayToViewer['batch']>
      const frames = framesOf(header, bytes, this.#deviceOf(session))
      const isEncrypted = (header[1] & FLAG.e2ee) !== 0
      if (!frames && !isEncrypted)
        this.#parts.ports.hits.hit('seedOpenedBytesMax', `a batch of session ${session} that does not open`)
      else for (const viewer of viewers) viewer.logs(frames)
    } else if (event === 'state') {
      const [state] = args as Parameters<RelayToViewer['state']>
      for (const viewer of viewers) viewer.state(state)
    }
  }

  /** Of what is said to single viewers, only that a device that is followed has begun another session. */
  toViewer<E extends keyof RelayToViewer>(viewerId: string, event: E, args: Parameters<RelayToViewer[E]>): void {
    const viewer = this.byId.get(viewerId)
    if (!viewer || event !== 'device') return
    const [, state] = args as Parameters<RelayToViewer['device']>
    this.#greet(viewer, state)
  }

  // ── inside ──

  #join(viewer: SeedViewer, target: JoinTarget): void {
    const { ports, now } = this.#parts
    const hub = this.#parts.hub()
    try {
      const state =
        'device' in target
          ? hub.follow(viewer.id, viewer.grant, target.device, now())
          : this.#joinSession(viewer, target.session)
      if (!state) throw new AppError('session-unknown')
      this.#greet(viewer, state)
    } catch (error) {
      if (!isAppError(error)) throw error
      ports.hits.refused(error, 'a viewer of the original')
      this.end(viewer, error)
      return
    }
    // A cut that came while it was being let in has found no connection.
    ports.recheckViewer(viewer.grant, Date.now()).then(
      (error) => error && this.end(viewer, error),
      () => {}, // the database is away: the timed recheck asks again
    )
  }

  /** What has ended has nothing to show here. */
  #joinSession(viewer: SeedViewer, id: string): SessionState | null {
    const { now } = this.#parts
    const hub = this.#parts.hub()
    const session = hub.sessions.get(id)
    return session && session.liveness !== 'ended' ? hub.join(viewer.id, viewer.grant, session, now()) : null
  }

  #greet(viewer: SeedViewer, state: SessionState): void {
    viewer.greet(this.#deviceOf(state.session), state.session, this.#parts.seed.publicUrl())
    viewer.state(state)
  }

  #deviceOf(session: string): string {
    return this.#deviceIdOf(session) ?? this.#parts.hub().sessions.get(session)?.deviceId ?? ''
  }

  #leave(viewer: SeedViewer): void {
    if (!this.byId.has(viewer.id)) return
    // While it is known: the hub takes it out of its sessions.
    this.#parts.hub().viewerLost(viewer.id)
    this.byId.delete(viewer.id)
  }
}

type Found = Awaited<ReturnType<SeedParts['seed']['seedViewerGrant']>>

function isFound(value: unknown): value is NonNullable<Found> {
  return typeof value === 'object' && value !== null && 'target' in value && 'grant' in value
}

/** Of a connection that is only told why it is refused. */
const NOBODY = { kind: 'link' as const, id: '', name: '', teamIds: [], target: null, expiresAtMs: null }
