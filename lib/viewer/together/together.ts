/**
 * Everything that the people who watch a page's sessions share, as one snapshot: who is there, marks and comments, and who leads or
 * follows. One {@link SharedSession} for each session of the page.
 */
import type { WireError } from '#lib/protocol/error-codes.ts'
import { randomId } from '#lib/protocol/ids.ts'
import type { AnnotationDraft, Author, Participant } from '#lib/protocol/participants.ts'
import type { LogPlace } from '#lib/viewer/log-terms.ts'
import type { Sharing, SharingEvent } from '#lib/viewer/sharing-messages.ts'
import { markItem, readContent, writeContent } from './annotation-content.ts'
import type { Lead, Word } from './passing-words.ts'
import { SharedSession, type SharedSessionParts } from './shared-session.ts'
import { type Leader, NOT_TOGETHER, type PlacedAnnotation, type TogetherSnapshot } from './together-snapshot.ts'

export interface TogetherOptions extends Omit<SharedSessionParts, 'session' | 'onChange' | 'onWord'> {
  sharing: Sharing
  /** Runs a task before the next frame. */
  schedule: (run: () => void) => void
}

/** How often a leader says where they are although nothing has changed, for those who came or missed it, milliseconds. */
export const LEAD_EVERY_MS = 2_000

export class Together {
  readonly #options: TogetherOptions
  readonly #sessions = new Map<string, SharedSession>()
  readonly #listeners = new Set<() => void>()
  readonly #leaders = new Map<string, Leader>()
  readonly #followers = new Set<string>()
  readonly #unlisten: () => void
  #joined: readonly string[] = []
  #following: string | null = null
  #lead: Lead | null = null
  #cancelLead: (() => void) | null = null
  #snapshot = NOT_TOGETHER
  #isScheduled = false

  constructor(options: TogetherOptions) {
    this.#options = options
    this.#unlisten = options.sharing.listen((event) => this.#handle(event))
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): TogetherSnapshot => this.#snapshot

  /** Marks the records; if all of them have this person's mark, removes it. */
  async toggleMarks(places: readonly LogPlace[]): Promise<boolean> {
    const areMarked = places.every((place) => this.#ownMark(place))
    const changed = areMarked ? places : places.filter((place) => !this.#ownMark(place))
    return this.#write(changed, ({ seq }) => ({
      item: markItem(seq),
      content: areMarked ? null : writeContent({ kind: 'mark', seq }),
    }))
  }

  comment(place: LogPlace, text: string): Promise<boolean> {
    const content = writeContent({ kind: 'comment', seq: place.seq, text })
    return this.#write([place], () => ({ item: `c${randomId(12)}`, content }))
  }

  /** Removes one's own. */
  remove({ session, seq, item }: PlacedAnnotation): Promise<boolean> {
    return this.#write([{ session, seq }], () => ({ item, content: null }))
  }

  /** Enters every session again, under the name that the introduction now says. Resolves with what is wrong with it. */
  async rename(): Promise<WireError | null> {
    let error: WireError | null = null
    for (const session of this.#sessions.values())
      if (session.connection !== null) error = (await session.enter()) ?? error
    return error
  }

  /** Shows where this page is; null ends it. */
  lead(lead: Lead | null): void {
    const was = this.#lead
    this.#lead = lead
    if (JSON.stringify(was) === JSON.stringify(lead)) return
    if (lead && !was) this.follow(null)
    if (!lead) this.#followers.clear()
    this.#sayLead()
    this.#touch()
  }

  follow(connection: string | null): void {
    const before = this.#following
    if (before === connection) return
    this.#following = connection
    if (before) this.#tell(before, ['follow', false])
    if (connection) {
      this.lead(null)
      this.#tell(connection, ['follow', true])
    }
    this.#touch()
  }

  async flush(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => session.flush()))
  }

  /** Access has ended: what it gave is forgotten. */
  async forget(): Promise<void> {
    const ids = [...this.#sessions.keys()]
    this.close()
    for (const id of ids) await this.#options.store?.remove(id)
  }

  close(): void {
    this.#unlisten()
    this.lead(null)
    for (const session of this.#sessions.values()) session.close()
  }

  #ownMark({ session, seq }: LogPlace): boolean {
    const shared = this.#sessions.get(session)
    return shared?.find(shared.author?.id ?? '', markItem(seq))?.content != null
  }

  async #write(places: readonly LogPlace[], draftOf: (place: LogPlace) => AnnotationDraft): Promise<boolean> {
    let isWritten = places.length > 0
    for (const [id, shared] of this.#sessions) {
      const drafts = places.filter(({ session }) => session === id).map(draftOf)
      if (drafts.length > 0) isWritten = (await shared.write(drafts)) && isWritten
    }
    return isWritten
  }

  #handle(event: SharingEvent): void {
    if (event[0] === 'joined') {
      const [, joined] = event
      for (const id of this.#joined) if (!joined.includes(id)) this.#sessions.get(id)?.leave()
      for (const id of joined) if (!this.#joined.includes(id)) void this.#session(id).enter({ mayBeUnnamed: true })
      this.#joined = joined
    } else if (event[0] === 'participants') this.#sessions.get(event[1])?.handleParticipants(event[2])
    else if (event[0] === 'annotations') this.#sessions.get(event[1])?.handleAnnotations(event[2])
    else this.#sessions.get(event[1])?.handleTold(event[2], event[3])
  }

  #session(id: string): SharedSession {
    let session = this.#sessions.get(id)
    if (!session) {
      session = new SharedSession({
        ...this.#options,
        session: id,
        onChange: () => this.#touch(),
        onWord: (from, word) => this.#handleWord(from, word),
      })
      this.#sessions.set(id, session)
    }
    return session
  }

  #handleWord(from: { connection: string; author: Author }, word: Word): void {
    const { connection } = from
    if (word[0] === 'lead' && word[1]) {
      this.#leaders.set(connection, { ...from, lead: word[1] })
    } else if (word[0] === 'lead') {
      this.#leaders.delete(connection)
      if (this.#following === connection) this.#following = null
    } else if (word[0] === 'follow' && word[1] && this.#lead) this.#followers.add(connection)
    else if (word[0] === 'follow') this.#followers.delete(connection)
    this.#touch()
  }

  #tell(to: string | null, word: Word): void {
    for (const session of this.#sessions.values()) session.tell(to, word)
  }

  #sayLead(): void {
    this.#cancelLead?.()
    this.#tell(null, ['lead', this.#lead])
    this.#cancelLead = this.#lead && this.#options.after(LEAD_EVERY_MS, () => this.#sayLead())
  }

  #touch(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.schedule(() => {
      this.#isScheduled = false
      this.#show()
    })
  }

  #show(): void {
    const entered = [...this.#sessions.values()].filter(({ connection }) => connection !== null)
    const participants = new Map<string, Participant>()
    for (const session of entered) for (const one of session.participants) participants.set(one.connection, one)
    // Those who leave without a word lead and follow no longer.
    if (entered.length > 0) {
      for (const id of this.#leaders.keys()) if (!participants.has(id)) this.#leaders.delete(id)
      for (const id of this.#followers) if (!participants.has(id)) this.#followers.delete(id)
    }
    if (this.#following && !this.#leaders.has(this.#following)) this.#following = null
    const [first] = entered
    const me = first?.connection && first.author ? { connection: first.connection, author: first.author } : null
    this.#snapshot = {
      me,
      participants: [...participants.values()],
      annotations: [...this.#sessions].flatMap(([id, session]) => placed(id, session)),
      leaders: [...this.#leaders.values()],
      following: this.#following,
      isLeading: this.#lead !== null,
      followerCount: this.#followers.size,
    }
    for (const listener of this.#listeners) listener()
  }
}

function placed(id: string, session: SharedSession): PlacedAnnotation[] {
  const found: PlacedAnnotation[] = []
  for (const { author, item, atMs, content } of session.annotations()) {
    const said = content === null ? null : readContent(content)
    if (!said) continue
    found.push({
      ...{ key: `${id}:${author.id}:${item}`, session: id, seq: said.seq, item, kind: said.kind, author, atMs },
      text: said.kind === 'comment' ? said.text : '',
      isMine: author.id === session.author?.id,
    })
  }
  return found.sort((a, b) => a.seq - b.seq || a.atMs - b.atMs || (a.key < b.key ? -1 : 1))
}
