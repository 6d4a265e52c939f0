/**
 * What the viewers of a session share [CO1–CO8]: stamps who wrote an annotation, checks the stamps of those that are passed on,
 * and hands everything to the other participants, here and on other nodes. Reads and keeps none of it: who takes part is part of
 * a subscription and ends with it.
 */
import { timingSafeEqual } from 'node:crypto'
import { AppError } from '#lib/protocol/app-error.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { shortName } from '#lib/protocol/names.ts'
import type {
  Annotation,
  AnnotationDraft,
  Author,
  Introduction,
  Participant,
  SharedMessage,
} from '#lib/protocol/participants.ts'
import type { Audience } from './audience.ts'
import type { HubOutput } from './hub-output.ts'
import type { RelaySession } from './session.ts'
import type { SessionTable } from './session-table.ts'
import type { Subscription } from './subscription.ts'
import { TokenBucket } from './token-bucket.ts'

/** How much the clock of a node may be behind that of another before a change counts as older than what it replaces. */
const CLOCK_SKEW_MS = 60_000

/** The rates of one person, in however many tabs. */
interface Rates {
  annotations: TokenBucket
  tells: TokenBucket
}

export class Participants {
  readonly #table: SessionTable
  readonly #out: HubOutput
  /** Numbers only, and they go with what they belong to. */
  readonly #rates = new WeakMap<Subscription, Rates>()
  readonly #sharedBytes = new WeakMap<Audience, TokenBucket>()

  constructor(table: SessionTable, out: HubOutput) {
    this.#table = table
    this.#out = out
  }

  /**
   * [CO1][CO2] A viewer takes part, or changes its name. Throws `session-unknown` for a session that it does not watch,
   * `limit-reached` when too many take part, and `name-taken`.
   */
  enter(viewer: string, grant: ViewerGrant, sessionId: string, who: Introduction, nowMs: number): Author {
    const [session, subscription] = this.#find(viewer, sessionId)
    const id = this.#stamp(['author', grant.kind, grant.id, grant.kind === 'link' ? who.browser : '']).slice(0, 16)
    const { audience } = session
    const others = participantsOf(audience).filter(({ connection }) => connection !== viewer)
    const here = [...audience.viewers.values()].filter(({ watcher }) => watcher.author)
    if (!subscription.watcher.author && here.length >= LIMITS.sessionParticipantsMax) {
      const advice = `At most ${LIMITS.sessionParticipantsMax} people can share marks in one session.`
      throw new AppError('limit-reached', advice, { limit: 'sessionParticipantsMax' })
    }
    const author = authorOf(id, grant, who.name, others)
    const same = here.find((one) => one !== subscription && one.watcher.author?.id === id)
    const rates = this.#rates.get(subscription) ?? (same && this.#rates.get(same)) ?? newRates(nowMs)
    this.#rates.set(subscription, rates)
    subscription.participate(author)
    session.pending.markWatchers()
    this.#out.watching?.(session)
    return author
  }

  list(sessionId: string): Participant[] {
    const session = this.#table.byId.get(sessionId)
    return session ? participantsOf(session.audience) : []
  }

  /** [CO3] Stamps annotations in the author's name and hands them on. Throws `too-many-requests` over the rate. */
  annotate(viewer: string, sessionId: string, drafts: readonly AnnotationDraft[], nowMs: number): Annotation[] {
    const [session, subscription] = this.#find(viewer, sessionId)
    const { author, rates } = this.#participation(subscription)
    if (!rates.annotations.take(drafts.length, nowMs)) {
      const advice = `More than ${LIMITS.annotationsPerMinute} marks and comments a minute.`
      throw new AppError('too-many-requests', advice, { limit: 'annotationsPerMinute' })
    }
    const annotations = drafts.map(({ item, content, after = 0 }): Annotation => {
      const atMs = Math.max(Math.round(nowMs), Math.min(after + 1, Math.round(nowMs) + CLOCK_SKEW_MS))
      const unstamped = { author, item, atMs, content }
      return { ...unstamped, stamp: this.#stampOf(sessionId, unstamped) }
    })
    this.#charge(session, annotations, nowMs)
    this.#share(session, viewer, null, ['annotations', annotations])
    return annotations
  }

  /** [CO4] Hands on annotations that have a right stamp, and returns which ones have not. Throws as {@link annotate} does. */
  pass(
    viewer: string,
    sessionId: string,
    to: string | null,
    annotations: readonly Annotation[],
    nowMs: number,
  ): number[] {
    const [session, subscription] = this.#find(viewer, sessionId)
    this.#participation(subscription)
    this.#charge(session, annotations, nowMs)
    const isRight = (annotation: Annotation) => isSame(annotation.stamp, this.#stampOf(sessionId, annotation))
    const right = annotations.filter(isRight)
    if (right.length > 0) this.#share(session, viewer, to, ['annotations', right])
    return right.length === annotations.length
      ? []
      : annotations.flatMap((annotation, i) => (isRight(annotation) ? [] : [i]))
  }

  /** [CO5] Hands a passing word on. Over the rate it is dropped. */
  tell(viewer: string, sessionId: string, to: string | null, text: string, nowMs: number): void {
    const [session, subscription] = this.#find(viewer, sessionId)
    const { author, rates } = this.#participation(subscription)
    if (!rates.tells.take(1, nowMs)) {
      this.#out.limitHit('tellsPerSecond', `a participant of session ${sessionId}`)
      return
    }
    if (!this.#bytesOf(session.audience, nowMs).take(text.length, nowMs)) {
      this.#out.limitHit('sessionSharedBytesPerSecond', `session ${sessionId}`)
      return
    }
    this.#share(session, viewer, to, ['told', { connection: viewer, author }, text])
  }

  /** What a participant on another node shares; that node has checked and counted it. */
  handleRemote(sessionId: string, to: string | null, message: SharedMessage): void {
    const session = this.#table.byId.get(sessionId)
    if (session) this.#shareHere(session, null, to, message)
  }

  #find(viewer: string, sessionId: string): [RelaySession, Subscription] {
    const session = this.#table.byId.get(sessionId)
    const subscription = session?.audience.viewers.get(viewer)
    if (!session || !subscription) throw new AppError('session-unknown')
    return [session, subscription]
  }

  #participation(subscription: Subscription): { author: Author; rates: Rates } {
    const { author } = subscription.watcher
    const rates = this.#rates.get(subscription)
    if (!author || !rates) throw new AppError('session-unknown')
    return { author, rates }
  }

  #stamp(parts: readonly unknown[]): string {
    if (!this.#out.stamp) throw new AppError('unknown-event')
    return this.#out.stamp(JSON.stringify(parts))
  }

  #stampOf(session: string, { author, item, atMs, content }: Omit<Annotation, 'stamp'>): string {
    const { id, name, kind, number = 0 } = author
    return this.#stamp(['annotation', session, id, name, kind, number, item, atMs, content])
  }

  #bytesOf(audience: Audience, nowMs: number): TokenBucket {
    const perSecond = LIMITS.sessionSharedBytesPerSecond
    const bucket = this.#sharedBytes.get(audience) ?? new TokenBucket(perSecond, perSecond * 4, nowMs)
    this.#sharedBytes.set(audience, bucket)
    return bucket
  }

  #charge({ audience }: RelaySession, annotations: readonly Annotation[], nowMs: number): void {
    const chars = annotations.reduce((sum, { content }) => sum + (content?.length ?? 0) + ENVELOPE_CHARS, 0)
    if (this.#bytesOf(audience, nowMs).take(chars, nowMs)) return
    const advice = 'The people in this session share too much at once. Try again in a moment.'
    throw new AppError('too-many-requests', advice, { limit: 'sessionSharedBytesPerSecond' })
  }

  #share(session: RelaySession, from: string, to: string | null, message: SharedMessage): void {
    this.#shareHere(session, from, to, message)
    for (const [node, { watchers }] of session.audience.nodes) {
      const isThere = watchers.some(({ id, author }) => author !== undefined && (to === null || id === to))
      if (isThere) this.#out.toParticipantsElsewhere?.(node, session.id, to, message)
    }
  }

  #shareHere({ id, audience }: RelaySession, from: string | null, to: string | null, message: SharedMessage): void {
    const takers: string[] = []
    for (const { viewer, watcher, skippedFrom } of audience.viewers.values()) {
      // [RL6] A viewer whose socket is full gets nothing; it asks the others when it has drained.
      if (!watcher.author || viewer === from || skippedFrom !== null) continue
      if (to === null || viewer === to) takers.push(viewer)
    }
    if (takers.length === 0) return
    if (message[0] === 'annotations') this.#out.toViewers(takers, 'annotations', id, message[1])
    else this.#out.toViewers(takers, 'told', id, message[1], message[2])
  }
}

/** What an annotation has besides its content, roughly. */
const ENVELOPE_CHARS = 200

export function participantsOf(audience: Audience): Participant[] {
  const here = [...audience.viewers.values()].map(({ watcher }) => watcher)
  const elsewhere = [...audience.nodes.values()].flatMap(({ watchers }) => watchers)
  return [...here, ...elsewhere].flatMap(({ id, author, sinceMs }) =>
    author ? [{ connection: id, author, sinceMs }] : [],
  )
}

function newRates(nowMs: number): Rates {
  const { annotationsPerMinute, annotationBatchMax, tellsPerSecond } = LIMITS
  return {
    annotations: new TokenBucket(annotationsPerMinute / 60, annotationBatchMax, nowMs),
    tells: new TokenBucket(tellsPerSecond, tellsPerSecond * 2, nowMs),
  }
}

/** [CO2] A guest chooses a name that nobody else has, or gets the lowest free number; the others have a name. */
function authorOf(id: string, { kind, name }: ViewerGrant, chosen: string, others: readonly Participant[]): Author {
  if (kind !== 'link') return { id, name, kind }
  const guestName = shortName(chosen, LIMITS.guestNameCharsMax)
  const authors = others.map(({ author }) => author)
  if (guestName !== '') {
    if (authors.some((other) => other.id !== id && folded(other.name) === folded(guestName)))
      throw new AppError('name-taken')
    return { id, name: guestName, kind }
  }
  const own = authors.find((other) => other.id === id && other.name === '')
  const taken = new Set(authors.map(({ number }) => number))
  let number = own?.number ?? 1
  while (!own && taken.has(number)) number++
  return { id, name: '', kind, number }
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

/** In the same time wherever two stamps differ. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
