/** The `/viewer` namespace: checks who watches and from where, then hands every message to the hub. Holds no rules of its own. */
import { AppError } from '../errors.ts'
import type { ErrorCodeName, WireError } from '../protocol/error-codes.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { LIMITS, type LimitName } from '../protocol/limits.ts'
import type { JoinAnswer, JoinTarget, TeamTopic, ViewerHello } from '../protocol/messages.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { maySeeDevice, maySeeSession } from '../relay/access.ts'
import type { Hub } from '../relay/hub.ts'
import { TokenBucket } from '../relay/token-bucket.ts'
import {
  idSchema,
  joinTargetSchema,
  pathSchema,
  rangesSchema,
  signalSchema,
  viewerHelloSchema,
} from './control-schemas.ts'
import { oneOf, unknownEvent } from './event-names.ts'
import { GrantConnects } from './grant-connects.ts'
import type { RelayPorts } from './relay-ports.ts'
import { shielded } from './shield.ts'
import { closeAfter, endSocket, refusal, teamRoom, type ViewerNamespace, type ViewerSocket } from './sockets.ts'

const isKnown = oneOf('join', 'leave', 'need', 'watchTeam', 'unwatchTeam', 'direct', 'signal', 'path')

export function attachViewers(
  viewers: ViewerNamespace,
  hub: Hub,
  ports: RelayPorts,
  now: () => number,
  teamChanged: (team: string, topic: TeamTopic) => void,
): void {
  viewers.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error) => {
        ports.hits.refused(error, 'a viewer that connects')
        next(refusal(error, ports.log))
      },
    )
  })

  const connects = new GrantConnects()

  async function admit(socket: ViewerSocket): Promise<void> {
    const hello = parseHello(socket.handshake.auth)
    const { origin, host } = socket.request.headers
    // [AC5] Only programs have no origin, and they bring a token or a link; a ticket belongs to a page of ours.
    if (origin !== undefined ? !ports.isOwnOrigin(origin, host) : 'ticket' in hello)
      throw new AppError('origin-refused')
    const grant = await ports.viewerGrant(hello, Date.now())
    await connects.take(grant.kind, grant.id)
    socket.data.grant = grant
  }

  viewers.on('connection', (socket) => {
    const { grant } = socket.data
    const control = new TokenBucket(LIMITS.controlPerSecond, LIMITS.controlPerSecond * 4, now())
    const opens = new TokenBucket(LIMITS.directOpensPerMinute / 60, LIMITS.directOpensPerMinute / 2, now())
    const who = `viewer ${grant.kind} ${grant.id}`
    const end = (code: ErrorCodeName, message?: string, limit?: LimitName) => {
      const error = new AppError(code, message, { limit })
      ports.hits.refused(error, who)
      endSocket(socket, error)
    }
    const { name, target, expiresAtMs, teamIds } = grant
    // A link says what it opens and not whose it is.
    const whose = target === null ? { teamIds } : {}
    socket.emit('welcome', { name, relayTimeMs: Date.now(), target, expiresAtMs, ...whose })

    const on = shielded(socket, ports.log)
    socket.onAny((event: unknown) => {
      if (!isKnown(event)) return end('unknown-event', unknownEvent(event))
      if (!control.take(1, now()))
        end('too-many-requests', `More than ${LIMITS.controlPerSecond} messages a second.`, 'controlPerSecond')
    })
    on('join', (target, answer) => {
      if (typeof answer !== 'function') return end('invalid-input', 'join: no answer function')
      const parsed = joinTargetSchema.safeParse(target)
      if (!parsed.success)
        return answer({ ok: false, error: new AppError('invalid-input', 'join: not a target').toWire() })
      join(socket, grant, parsed.data).then(answer, (error) => {
        ports.hits.refused(error, who)
        answer({ ok: false, error: answerable(error) })
      })
    })
    on('leave', (session) => {
      if (idSchema.safeParse(session).success) hub.leave(socket.id, session)
    })
    on('need', (session, ranges) => {
      const parsed = rangesSchema.safeParse(ranges)
      const isTooMany = Array.isArray(ranges) && ranges.length > LIMITS.needRangesMax
      if (!idSchema.safeParse(session).success || !parsed.success)
        return end('invalid-input', 'need: not a session and ranges', isTooMany ? 'needRangesMax' : undefined)
      hub.need(socket.id, session, parsed.data, now())
    })
    on('direct', (session, answer) => {
      if (typeof answer !== 'function') return end('invalid-input', 'direct: no answer function')
      if (!idSchema.safeParse(session).success) return end('invalid-input', 'direct: not a session')
      try {
        const advice = `More than ${LIMITS.directOpensPerMinute} direct paths a minute.`
        if (!opens.take(1, now())) throw new AppError('too-many-requests', advice, { limit: 'directOpensPerMinute' })
        answer({ ok: true, iceServers: hub.direct.open(socket.id, session) })
      } catch (error) {
        ports.hits.refused(error, who)
        answer({ ok: false, error: answerable(error) })
      }
    })
    on('signal', (session, text) => {
      const isTooLong = typeof text === 'string' && text.length > LIMITS.signalCharsMax
      if (!idSchema.safeParse(session).success || !signalSchema.safeParse(text).success)
        return end('invalid-input', 'signal: not a session and a text', isTooLong ? 'signalCharsMax' : undefined)
      hub.direct.signal(socket.id, session, text)
    })
    on('path', (session, path) => {
      const parsed = pathSchema.safeParse(path)
      if (!idSchema.safeParse(session).success || !parsed.success)
        return end('invalid-input', 'path: not a session and a path')
      hub.direct.path(socket.id, session, parsed.data)
    })
    on('watchTeam', (team, answer) => {
      if (typeof answer !== 'function') return end('invalid-input', 'watchTeam: no answer function')
      if (!idSchema.safeParse(team).success) return end('invalid-input', 'watchTeam: not a team')
      try {
        const sessions = hub.watchTeam(grant, team)
        void socket.join(teamRoom(team))
        answer({ ok: true, sessions })
      } catch (error) {
        answer({ ok: false, error: answerable(error) })
      }
    })
    on('unwatchTeam', (team) => {
      if (!idSchema.safeParse(team).success) return end('invalid-input', 'unwatchTeam: not a team')
      void socket.leave(teamRoom(team))
    })
    ports.verbose(`${who} came`)
    tellLinkLists(grant)
    // A cut that came while the handshake was under way has found no socket.
    ports.recheckViewer(grant, Date.now()).then(
      (error) => error && endSocket(socket, error),
      () => {}, // the database is away: the timed recheck asks again
    )
    on('disconnect', (reason) => {
      ports.verbose(`${who} left: ${reason}`)
      hub.viewerLost(socket.id)
      closeAfter(reason, socket)
      tellLinkLists(grant)
    })
  })

  /** Lists of links show how many watch through each. */
  function tellLinkLists({ kind, teamIds }: ViewerGrant): void {
    if (kind !== 'link') return
    for (const team of teamIds) teamChanged(team, 'links')
  }

  async function join(socket: ViewerSocket, grant: ViewerGrant, target: JoinTarget): Promise<JoinAnswer> {
    if ('device' in target) {
      const teamId = await ports.store.rows.findDeviceTeam(target.device)
      if (!teamId || !maySeeDevice(grant, { id: target.device, teamId })) throw new AppError('session-unknown')
      if (!socket.connected) throw new AppError('session-unknown')
      const state = hub.follow(socket.id, grant, target.device, now())
      return { ok: true, session: state?.session ?? null, state }
    }
    const session = hub.sessions.get(target.session) ?? (await recall(target.session, grant))
    // The socket may have left while the database was asked; a seat of nobody would stay for ever.
    if (!socket.connected) throw new AppError('session-unknown')
    return { ok: true, session: session.id, state: hub.join(socket.id, grant, session, now()) }
  }

  /** A session that memory does not hold: after a restart, or long ended. */
  async function recall(id: string, grant: ViewerGrant) {
    const state = await ports.store.rows.findSessionState(id)
    if (!state || !maySeeSession(grant, { id, teamId: state.teamId, deviceId: state.deviceId }))
      throw new AppError('session-unknown')
    const { teamId, deviceId, ...plain } = state
    const { startedAtMs, device, delivery } = state
    return hub.remember({ id, teamId, deviceId, startedAtMs, device, ...(delivery && { delivery }) }, plain, now())
  }

  function answerable(error: unknown): WireError {
    return refusal(error, ports.log).data
  }
}

function parseHello(auth: unknown): ViewerHello {
  const version = (auth as { version?: unknown } | null)?.version
  if (version !== PROTOCOL_VERSION) {
    throw new AppError(
      'version-unsupported',
      `The server speaks protocol version ${PROTOCOL_VERSION}; the viewer ${Number(version) || 'said none'}.`,
    )
  }
  const parsed = viewerHelloSchema.safeParse(auth)
  if (!parsed.success) throw new AppError('not-signed-in', 'The handshake needs a ticket, a token or a link.')
  return parsed.data as ViewerHello
}
