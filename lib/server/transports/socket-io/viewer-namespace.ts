/** The `/viewer` namespace: checks each viewer's right and origin, then hands every message to the hub. Holds no rules of its own. */
import type { IncomingMessage } from 'node:http'
import { AppError } from '#lib/protocol/app-error.ts'
import type { ErrorCodeName, WireError } from '#lib/protocol/error-codes.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import type { JoinAnswer, JoinTarget, ViewerHello } from '#lib/protocol/messages.ts'
import type {
  AnnotateAnswer,
  Annotation,
  AnnotationDraft,
  ParticipateAnswer,
  PassAnswer,
} from '#lib/protocol/participants.ts'
import { viewerGroupOf } from '#lib/server/pairing/same-network.ts'
import { maySeeDevice, maySeeSession } from '#lib/server/relay/access.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'
import { recheckViewer } from '#lib/server/transports/connection-rights.ts'
import { GrantConnects } from '#lib/server/transports/grant-connects.ts'
import { announceLinkWatchers } from '#lib/server/transports/link-watchers.ts'
import type { RelayParts } from '#lib/server/transports/transport.ts'
import { checkVersion } from './check-version.ts'
import {
  annotationsSchema,
  draftsSchema,
  idSchema,
  introductionSchema,
  joinTargetSchema,
  pathSchema,
  rangesSchema,
  signalSchema,
  tellSchema,
  toSchema,
  viewerHelloSchema,
} from './control-schemas.ts'
import { guardHandlers } from './error-boundary.ts'
import { oneOf, unknownEvent, VIEWER_EVENTS } from './event-names.ts'
import {
  closeAfter,
  connectedViewer,
  endSocket,
  networkRoom,
  refusal,
  teamRoom,
  type ViewerNamespace,
  type ViewerSocket,
} from './sockets.ts'

const isKnown = oneOf(VIEWER_EVENTS)

export function attachViewers(viewers: ViewerNamespace, { hub, ports, now, teamChanged }: RelayParts): void {
  viewers.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error) => {
        ports.hits.count(error, 'a viewer that connects')
        next(refusal(error, ports.log))
      },
    )
  })

  const connects = new GrantConnects()
  const groupOf = (request: IncomingMessage) => {
    const address = ports.ownAddressOf?.(request) ?? null
    return address === null ? null : viewerGroupOf(address)
  }

  async function admit(socket: ViewerSocket): Promise<void> {
    const hello = parseHello(socket.handshake.auth)
    const { origin, host } = socket.request.headers
    // [AC5] Only programs send no origin, and they use a token or a link; a ticket belongs to one of our own pages.
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
    const wrongStamps = new TokenBucket(LIMITS.wrongStampsPerMinute / 60, LIMITS.wrongStampsPerMinute, now())
    const who = `viewer ${grant.kind} ${grant.id}`
    const end = (code: ErrorCodeName, message?: string, limit?: LimitName) => {
      const error = new AppError(code, message, { limit })
      ports.hits.count(error, who)
      endSocket(socket, error)
    }
    const { name, target, expiresAtMs, teamIds } = grant
    // A holder of a link learns what it opens, not whose it is.
    const teams = target === null ? { teamIds } : {}
    const participation = ports.stamp ? { participation: true } : {}
    socket.emit('welcome', { name, relayTimeMs: Date.now(), target, expiresAtMs, ...teams, ...participation })

    const on = guardHandlers(socket, ports.log)
    socket.onAny((event: unknown) => {
      if (!isKnown(event)) return end('unknown-event', unknownEvent(event))
      if (!control.take(1, now()))
        end('too-many-requests', `More than ${LIMITS.controlPerSecond} messages a second.`, 'controlPerSecond')
    })
    on('join', (target, answer) => {
      if (typeof answer !== 'function') return end('invalid-input', 'join: no answer function')
      const parsed = joinTargetSchema.safeParse(target)
      if (!parsed.success)
        return answer({ ok: false, error: new AppError('invalid-input', 'join: not a session or device').toWire() })
      join(socket, grant, parsed.data).then(
        (joined) => {
          answer(joined)
          // Once more after the join: other nodes count a link's viewers by what they have joined.
          announceLinkWatchers(grant, teamChanged)
        },
        (error) => {
          ports.hits.count(error, who)
          answer({ ok: false, error: answerable(error) })
        },
      )
    })
    on('leave', (session) => {
      if (idSchema.safeParse(session).success) hub.subscriptions.leave(socket.id, session)
    })
    on('need', (session, ranges) => {
      const parsed = rangesSchema.safeParse(ranges)
      const isTooMany = Array.isArray(ranges) && ranges.length > LIMITS.needRangesMax
      if (!idSchema.safeParse(session).success || !parsed.success)
        return end('invalid-input', 'need: expected a session and ranges', isTooMany ? 'needRangesMax' : undefined)
      hub.subscriptions.need(socket.id, session, parsed.data, now())
    })
    on('direct', (session, answer) => {
      if (typeof answer !== 'function') return end('invalid-input', 'direct: no answer function')
      if (!idSchema.safeParse(session).success) return end('invalid-input', 'direct: expected a session ID')
      try {
        const advice = `More than ${LIMITS.directOpensPerMinute} direct paths a minute.`
        if (!opens.take(1, now())) throw new AppError('too-many-requests', advice, { limit: 'directOpensPerMinute' })
        answer({ ok: true, iceServers: hub.direct.open(socket.id, session) })
      } catch (error) {
        ports.hits.count(error, who)
        answer({ ok: false, error: answerable(error) })
      }
    })
    on('signal', (session, text) => {
      const isTooLong = typeof text === 'string' && text.length > LIMITS.signalCharsMax
      if (!idSchema.safeParse(session).success || !signalSchema.safeParse(text).success)
        return end('invalid-input', 'signal: expected a session and a text', isTooLong ? 'signalCharsMax' : undefined)
      hub.direct.signal(socket.id, session, text)
    })
    on('path', (session, path) => {
      const parsed = pathSchema.safeParse(path)
      if (!idSchema.safeParse(session).success || !parsed.success)
        return end('invalid-input', 'path: expected a session and a path')
      hub.direct.path(socket.id, session, parsed.data)
    })
    /** Answers with what `act` returns, or with its error. */
    const answerWith = <A>(answer: (answer: A | { ok: false; error: WireError }) => void, act: () => A) => {
      try {
        answer(act())
      } catch (error) {
        ports.hits.count(error, who)
        answer({ ok: false, error: answerable(error) })
      }
    }
    on('participate', (session, introduction, answer) => {
      const parsed = introductionSchema.safeParse(introduction)
      if (typeof answer !== 'function' || !idSchema.safeParse(session).success || !parsed.success)
        return end('invalid-input', 'participate: expected a session, an introduction and an answer function')
      answerWith<ParticipateAnswer>(answer, () => {
        const author = hub.participants.enter(socket.id, grant, session, parsed.data, now())
        return { ok: true, connection: socket.id, author, participants: hub.participants.list(session) }
      })
    })
    on('annotate', (session, drafts, answer) => {
      const parsed = draftsSchema.safeParse(drafts)
      if (typeof answer !== 'function' || !idSchema.safeParse(session).success || !parsed.success)
        return end('invalid-input', 'annotate: expected a session, drafts and an answer function', sharedLimit(drafts))
      answerWith<AnnotateAnswer>(answer, () => ({
        ok: true,
        annotations: hub.participants.annotate(socket.id, session, parsed.data as AnnotationDraft[], now()),
      }))
    })
    on('pass', (session, to, annotations, answer) => {
      const parsed = annotationsSchema.safeParse(annotations)
      const isForSomebody = toSchema.safeParse(to).success
      if (typeof answer !== 'function' || !idSchema.safeParse(session).success || !isForSomebody || !parsed.success)
        return end('invalid-input', 'pass: expected a session, whom for, annotations', sharedLimit(annotations))
      answerWith<PassAnswer>(answer, () => {
        const refused = hub.participants.pass(socket.id, session, to, parsed.data as Annotation[], now())
        if (refused.length > 0 && !wrongStamps.take(1, now()))
          end('too-many-requests', 'Annotations with wrong stamps.', 'wrongStampsPerMinute')
        return { ok: true, refused }
      })
    })
    on('tell', (session, to, text) => {
      if (
        !idSchema.safeParse(session).success ||
        !toSchema.safeParse(to).success ||
        !tellSchema.safeParse(text).success
      )
        return end('invalid-input', 'tell: expected a session, whom to and a text', sharedLimit([{ content: text }]))
      try {
        hub.participants.tell(socket.id, session, to, text, now())
      } catch (error) {
        // It has left the session a moment ago.
        ports.hits.count(error, who)
      }
    })
    on('watchTeam', (team, answer) => {
      if (typeof answer !== 'function') return end('invalid-input', 'watchTeam: no answer function')
      if (!idSchema.safeParse(team).success) return end('invalid-input', 'watchTeam: expected a team')
      try {
        const sessions = hub.watchTeam(grant, team)
        void socket.join(teamRoom(team))
        // Only signed-in people may list what is in their network.
        const group = grant.kind === 'user' ? groupOf(socket.request) : null
        if (group !== null) void socket.join(networkRoom(group))
        answer({ ok: true, sessions })
      } catch (error) {
        answer({ ok: false, error: answerable(error) })
      }
    })
    on('unwatchTeam', (team) => {
      if (!idSchema.safeParse(team).success) return end('invalid-input', 'unwatchTeam: expected a team')
      void socket.leave(teamRoom(team))
    })
    ports.verbose(`${who} connected`)
    announceLinkWatchers(grant, teamChanged)
    void recheckViewer(connectedViewer(socket), ports, Date.now())
    on('disconnect', (reason) => {
      ports.verbose(`${who} left: ${reason}`)
      hub.subscriptions.viewerLost(socket.id)
      closeAfter(reason, socket)
      announceLinkWatchers(grant, teamChanged)
    })
  })

  async function join(socket: ViewerSocket, grant: ViewerGrant, target: JoinTarget): Promise<JoinAnswer> {
    if ('device' in target) {
      const teamId = await ports.store.rows.findDeviceTeam(target.device)
      if (!teamId || !maySeeDevice(grant, { id: target.device, teamId })) throw new AppError('session-unknown')
      if (!socket.connected) throw new AppError('session-unknown')
      const state = hub.subscriptions.follow(socket.id, grant, target.device, now())
      return { ok: true, session: state?.session ?? null, state }
    }
    const session = hub.sessions.get(target.session) ?? (await recall(target.session, grant))
    // The socket may have disconnected during the query; its subscription would never end.
    if (!socket.connected) throw new AppError('session-unknown')
    return { ok: true, session: session.id, state: hub.subscriptions.join(socket.id, grant, session, now()) }
  }

  /** Loads a session that is not in memory: one that ended long ago, or any after a restart. */
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

/** The limit that shared annotations or texts of a wrong shape are over, if that is what is wrong with them. */
function sharedLimit(items: unknown): LimitName | undefined {
  if (!Array.isArray(items)) return undefined
  let limit: LimitName | undefined
  const contents = items.map((one) => (one as { content?: unknown } | null)?.content)
  if (items.length > LIMITS.annotationBatchMax) limit = 'annotationBatchMax'
  else if (contents.some((content) => typeof content === 'string' && content.length > LIMITS.sharedTextCharsMax))
    limit = 'sharedTextCharsMax'
  return limit
}

function parseHello(auth: unknown): ViewerHello {
  checkVersion(auth, 'viewer')
  const parsed = viewerHelloSchema.safeParse(auth)
  if (!parsed.success) throw new AppError('not-signed-in', 'The handshake must contain a ticket, a token or a link.')
  return parsed.data as ViewerHello
}
