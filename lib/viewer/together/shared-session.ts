/**
 * Taking part in one session: enters it, keeps its annotations and gets those of the others. A newcomer asks them one after the
 * other for what it lacks, and sends back what they lack [CO10]. Knows no page; time and storage come from outside.
 */
import type { WireError } from '#lib/protocol/error-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Annotation, AnnotationDraft, Author, Introduction, Participant } from '#lib/protocol/participants.ts'
import type { Sharing } from '#lib/viewer/sharing-messages.ts'
import { AnnotationSet, type Digest } from './annotation-set.ts'
import type { AnnotationStorage } from './annotation-store.ts'
import { readWord, type Word } from './passing-words.ts'

export interface SharedSessionParts {
  session: string
  sharing: Pick<Sharing, 'call'>
  /** Null: this browser keeps nothing. */
  store: AnnotationStorage | null
  introduction: () => Introduction
  /** Runs a task after a while; returns a function that cancels it. */
  after: (delayMs: number, run: () => void) => () => void
  onChange: () => void
  onWord: (from: { connection: string; author: Author }, word: Word) => void
  /** What it wrote was refused. */
  onRefused: (error: WireError) => void
}

/** Longest time for a participant to say what it has, and time between two tries over the rate, milliseconds. */
const ANSWER_MS = 4_000
const RETRY_MS = 1_500
const TRIES_MAX = 8
/** Shortest time between two answers: others can make this page send no more than a fraction of what the relay takes from it. */
const ANSWER_PAUSE_MS = 500
/** Participants that a newcomer asks. */
const ASKED_MAX = 10
/** Characters of annotations in one message: well below the largest frame, and a fraction of a session's burst. */
const MESSAGE_CHARS = 48 * 1024
/** How long changes wait to be stored together, milliseconds. */
const SAVE_MS = 300

export class SharedSession {
  readonly #parts: SharedSessionParts
  readonly #set = new AnnotationSet()
  readonly #loaded: Promise<void>
  #connection: string | null = null
  #author: Author | null = null
  #participants: readonly Participant[] = []
  /** Counts entries, so that an earlier one stops its work. */
  #entry = 0
  /** The participant whose answer it waits for. */
  #asked: { connection: string; resolve: (digest: Digest | null) => void } | null = null
  /** Those who wait for an answer: the last that each has asked. */
  readonly #askers = new Map<string, Digest>()
  #isAnswering = false
  #forgotten: Annotation[] = []
  #cancelSave: (() => void) | null = null
  #isClosed = false

  constructor(parts: SharedSessionParts) {
    this.#parts = parts
    this.#loaded = this.#load()
  }

  /** Null while it does not take part. */
  get connection(): string | null {
    return this.#connection
  }

  get author(): Author | null {
    return this.#author
  }

  get participants(): readonly Participant[] {
    return this.#participants
  }

  annotations(): Iterable<Annotation> {
    return this.#set.all()
  }

  find(author: string, item: string): Annotation | null {
    return this.#set.find(author, item)
  }

  /**
   * Enters, or enters again under another name. Resolves with the error that kept it out. `mayBeUnnamed`: without a name when
   * another person has it meanwhile, who may choose one then.
   */
  async enter({ mayBeUnnamed = false } = {}): Promise<WireError | null> {
    const { session, sharing, introduction, after } = this.#parts
    const entry = ++this.#entry
    const enterAs = (who: Introduction) => sharing.call(session, ['participate', who]).catch(() => null)
    let answer = await enterAs(introduction())
    if (mayBeUnnamed && answer?.ok === false && answer.error.code === 'name-taken' && entry === this.#entry)
      answer = await enterAs({ ...introduction(), name: '' })
    if (entry !== this.#entry || !answer) return null
    if (!answer.ok) {
      if (answer.error.retry) after(RETRY_MS, () => entry === this.#entry && void this.enter({ mayBeUnnamed }))
      return answer.error
    }
    this.#connection = answer.connection
    this.#author = answer.author
    this.#participants = answer.participants
    this.#parts.onChange()
    void this.#askOthers(entry)
    return null
  }

  /** The connection is lost. What is known stays. */
  leave(): void {
    this.#entry++
    this.#connection = null
    this.#participants = []
    this.#asked?.resolve(null)
    this.#parts.onChange()
  }

  /** Writes in one's own name. False: it was refused, or is not possible now. */
  async write(drafts: readonly AnnotationDraft[]): Promise<boolean> {
    const { session, sharing, onRefused } = this.#parts
    const me = this.#author?.id ?? ''
    for (const part of parts(drafts, ({ content }) => content?.length ?? 0)) {
      const withTimes = part.map((draft): AnnotationDraft => {
        const before = this.#set.find(me, draft.item)
        return before ? { ...draft, after: before.atMs } : draft
      })
      const answer = await sharing.call(session, ['annotate', withTimes]).catch(() => null)
      if (!answer) return false
      if (!answer.ok) {
        onRefused(answer.error)
        return false
      }
      this.#add(answer.annotations)
    }
    return true
  }

  tell(to: string | null, word: Word): void {
    const text = JSON.stringify(word)
    if (this.#connection === null || text.length > LIMITS.sharedTextCharsMax) return
    void this.#parts.sharing.call(this.#parts.session, ['tell', to, text]).catch(() => {})
  }

  handleParticipants(participants: readonly Participant[]): void {
    if (this.#connection === null) return
    this.#participants = participants
    if (this.#asked && !participants.some(({ connection }) => connection === this.#asked?.connection))
      this.#asked.resolve(null)
    this.#parts.onChange()
  }

  handleAnnotations(annotations: readonly Annotation[]): void {
    this.#add(annotations)
  }

  handleTold(from: { connection: string; author: Author }, text: string): void {
    const word = readWord(text)
    if (!word) return
    if (word[0] === 'ask') this.#handleAsk(from.connection, word[1])
    else if (word[0] !== 'have') this.#parts.onWord(from, word)
    else if (this.#asked?.connection === from.connection) this.#asked.resolve(word[1])
  }

  /** Writes what is not stored yet. */
  async flush(): Promise<void> {
    this.#cancelSave?.()
    this.#cancelSave = null
    const forgotten = this.#forgotten
    this.#forgotten = []
    // A browser that stores nothing still shows it.
    await this.#parts.store?.save(this.#parts.session, [...this.#set.all()], forgotten).catch(() => {})
  }

  close(): void {
    this.#isClosed = true
    if (this.#cancelSave) void this.flush()
    this.leave()
  }

  async #load(): Promise<void> {
    const { store, session, onChange } = this.#parts
    const kept = (await store?.load(session).catch(() => [])) ?? []
    if (this.#set.add(kept)) onChange()
  }

  async #askOthers(entry: number): Promise<void> {
    await this.#loaded
    const others = this.#participants.filter(({ connection }) => connection !== this.#connection)
    for (const { connection } of others.slice(0, ASKED_MAX)) {
      if (entry !== this.#entry) return
      const digest = await this.#ask(connection)
      if (digest && entry === this.#entry) await this.#pass(connection, this.#set.missingIn(digest))
    }
  }

  /** Null: no answer. */
  #ask(connection: string): Promise<Digest | null> {
    return new Promise((resolve) => {
      const finish = (digest: Digest | null) => {
        cancel()
        this.#asked = null
        resolve(digest)
      }
      const cancel = this.#parts.after(ANSWER_MS, () => finish(null))
      this.#asked = { connection, resolve: finish }
      this.tell(connection, ['ask', shortened(this.#set.digest())])
    })
  }

  #handleAsk(connection: string, digest: Digest): void {
    if (this.#askers.size >= LIMITS.sessionParticipantsMax && !this.#askers.has(connection)) return
    this.#askers.set(connection, digest)
    if (!this.#isAnswering) void this.#answerAll()
  }

  /** One after the other: everybody may ask, and as often as they like [CO6]. */
  async #answerAll(): Promise<void> {
    this.#isAnswering = true
    await this.#loaded
    for (const [connection, digest] of this.#askers) {
      this.#askers.delete(connection)
      if (this.#isClosed) break
      await this.#pass(connection, this.#set.missingIn(digest))
      this.tell(connection, ['have', shortened(this.#set.digest())])
      await new Promise<void>((resolve) => void this.#parts.after(ANSWER_PAUSE_MS, resolve))
    }
    this.#isAnswering = false
  }

  async #pass(connection: string, annotations: readonly Annotation[]): Promise<void> {
    const { session, sharing } = this.#parts
    for (const part of parts(annotations, ({ content }) => (content?.length ?? 0) + 200)) {
      for (let tries = 0; tries < TRIES_MAX && !this.#isClosed; tries++) {
        const answer = await sharing.call(session, ['pass', connection, part]).catch(() => null)
        if (!answer || (!answer.ok && !answer.error.retry)) return
        if (answer.ok) {
          this.#forget(answer.refused.flatMap((i) => part[i] ?? []))
          break
        }
        // Everybody shares the rate.
        await new Promise<void>((resolve) => void this.#parts.after(RETRY_MS, resolve))
      }
    }
  }

  #forget(annotations: readonly Annotation[]): void {
    if (annotations.length === 0) return
    this.#set.forget(annotations)
    this.#forgotten.push(...annotations)
    this.#changed()
  }

  #add(annotations: readonly Annotation[]): void {
    if (this.#set.add(annotations)) this.#changed()
  }

  #changed(): void {
    if (!this.#isClosed) this.#cancelSave ??= this.#parts.after(SAVE_MS, () => void this.flush())
    this.#parts.onChange()
  }
}

/** In messages that the relay takes. */
function* parts<T>(items: readonly T[], charsOf: (item: T) => number): Iterable<T[]> {
  let part: T[] = []
  let chars = 0
  for (const item of items) {
    if (part.length === LIMITS.annotationBatchMax || (part.length > 0 && chars + charsOf(item) > MESSAGE_CHARS)) {
      yield part
      part = []
      chars = 0
    }
    part.push(item)
    chars += charsOf(item)
  }
  if (part.length > 0) yield part
}

/** As much of a digest as fits into a passing word. What is left out is sent once more. */
function shortened(digest: Digest): Digest {
  let chars = 20
  return Object.fromEntries(
    Object.entries(digest).filter(([id, text]) => {
      chars += id.length + text.length + 6
      return chars < LIMITS.sharedTextCharsMax
    }),
  )
}
