/** Several pages that take part in one session, over a relay of a few lines: gossip, names, leaders, and strangers’ words. */
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Annotation, AnnotationDraft, Author, Participant } from '#lib/protocol/participants.ts'
import type { Sharing, SharingCall, SharingEvent } from '#lib/viewer/sharing-messages.ts'
import type { AnnotationStorage } from '#lib/viewer/together/annotation-store.ts'
import { readWord } from '#lib/viewer/together/passing-words.ts'
import { Together } from '#lib/viewer/together/together.ts'

const SESSION = 's1'

/** What the relay does, without its bounds. Everything waits until {@link settle} hands it over. */
class Room {
  readonly pages = new Map<string, { author: Author; hear: (event: SharingEvent) => void }>()
  readonly calls: [from: string, SharingCall][] = []
  readonly queue: (() => void)[] = []
  readonly timers: (() => void)[] = []
  /** Stamps that it does not know any longer. */
  readonly refused = new Set<string>()
  readonly takenNames = new Set<string>()
  clockMs = 1_000

  page(connection: string, options: { author?: Author; store?: AnnotationStorage | null; name?: string } = {}) {
    const author = options.author ?? { id: `author-${connection}`, name: connection, kind: 'user' as const }
    const sharing: Sharing = {
      call: (_session, call) =>
        new Promise((resolve) => {
          this.calls.push([connection, call])
          this.queue.push(() => resolve(this.#answer(connection, author, call) as never))
        }),
      listen: (listener) => {
        this.pages.set(connection, { author, hear: listener })
        return () => this.pages.delete(connection)
      },
    }
    const together = new Together({
      sharing,
      store: options.store ?? null,
      introduction: () => ({ name: options.name ?? '', browser: connection }),
      after: (_delayMs, run) => {
        this.timers.push(run)
        return () => void this.timers.splice(this.timers.indexOf(run) >>> 0, 1)
      },
      schedule: (run) => run(),
      onRefused: () => {},
    })
    return { together, join: () => this.pages.get(connection)?.hear(['joined', [SESSION]]) }
  }

  readonly #in = new Map<string, Participant>()

  #answer(connection: string, author: Author, call: SharingCall) {
    switch (call[0]) {
      case 'participate': {
        if (this.takenNames.has(call[1].name)) return { ok: false, error: { code: 'name-taken', message: 'taken' } }
        this.#in.set(connection, { connection, author, sinceMs: this.#in.size })
        this.#tellParticipants()
        return { ok: true, connection, author, participants: [...this.#in.values()] }
      }
      case 'annotate': {
        const annotations = call[1].map((draft: AnnotationDraft): Annotation => {
          const atMs = Math.max(++this.clockMs, (draft.after ?? 0) + 1)
          return { author, item: draft.item, content: draft.content, atMs, stamp: `${author.id}${draft.item}${atMs}` }
        })
        this.#share(connection, null, ['annotations', SESSION, annotations])
        return { ok: true, annotations }
      }
      case 'pass': {
        const isRight = ({ stamp }: Annotation) => !this.refused.has(stamp)
        this.#share(connection, call[1], ['annotations', SESSION, call[2].filter(isRight)])
        return { ok: true, refused: call[2].flatMap((one, i) => (isRight(one) ? [] : [i])) }
      }
      case 'tell':
        this.#share(connection, call[1], ['told', SESSION, { connection, author }, call[2]])
        return null
    }
  }

  leave(connection: string) {
    this.#in.delete(connection)
    this.pages.delete(connection)
    this.#tellParticipants()
  }

  #tellParticipants() {
    const participants = [...this.#in.values()]
    for (const id of this.#in.keys())
      this.queue.push(() => this.pages.get(id)?.hear(['participants', SESSION, participants]))
  }

  #share(from: string, to: string | null, event: SharingEvent) {
    for (const id of this.#in.keys())
      if (id !== from && (to === null || to === id)) this.queue.push(() => this.pages.get(id)?.hear(event))
  }

  /** What waits for a time has waited long enough. */
  async elapse() {
    for (const run of this.timers.splice(0)) run()
    await this.settle()
  }

  async settle() {
    for (let idle = 0; idle < 3; ) {
      const next = this.queue.shift()
      if (next) next()
      idle = next ? 0 : idle + 1
      // Lets the promises of several steps go on.
      for (let i = 0; i < 10; i++) await Promise.resolve()
    }
  }
}

function memoryStore(): AnnotationStorage & { kept: Map<string, readonly Annotation[]> } {
  const kept = new Map<string, readonly Annotation[]>()
  return {
    kept,
    load: async (session) => [...(kept.get(session) ?? [])],
    save: async (session, annotations) => void kept.set(session, annotations),
    remove: async (session) => void kept.delete(session),
    close: () => {},
  }
}

const said = (together: Together) =>
  together.snapshot().annotations.map(({ author, kind, seq, text }) => `${author.name} ${kind} ${seq} ${text}`.trim())

test('[CO3] marks and comments reach everybody, and only their author removes them', async () => {
  const room = new Room()
  const [ann, bob] = [room.page('Ann'), room.page('Bob')]
  ann.join()
  bob.join()
  await room.settle()
  expect(ann.together.snapshot().participants.map(({ author }) => author.name)).toEqual(['Ann', 'Bob'])
  void ann.together.toggleMarks([1, 2].map((seq) => ({ session: SESSION, seq })))
  void bob.together.comment({ session: SESSION, seq: 2 }, 'why?')
  await room.settle()
  const all = ['Ann mark 1', 'Ann mark 2', 'Bob comment 2 why?']
  expect(said(ann.together)).toEqual(all)
  expect(said(bob.together)).toEqual(all)
  // Of a mixed choice those without a mark get one; of marked ones all lose it.
  void ann.together.toggleMarks([2, 3].map((seq) => ({ session: SESSION, seq })))
  await room.settle()
  void ann.together.toggleMarks([1, 2, 3].map((seq) => ({ session: SESSION, seq })))
  await room.settle()
  expect(said(bob.together)).toEqual(['Bob comment 2 why?'])
})

test('[CO10] a newcomer gets what all the others have, also of those who have left, and brings what it kept', async () => {
  const room = new Room()
  const kept = memoryStore()
  const old = room.page('Old', { store: kept })
  old.join()
  await room.settle()
  void old.together.comment({ session: SESSION, seq: 9 }, 'from last week')
  await room.settle()
  await old.together.flush()
  room.leave('Old')

  const [ann, bob] = [room.page('Ann'), room.page('Bob')]
  ann.join()
  await room.settle()
  void ann.together.toggleMarks([{ session: SESSION, seq: 1 }])
  await room.settle()
  room.leave('Ann')
  room.pages.set('Ann', { author: { id: 'author-Ann', name: 'Ann', kind: 'user' }, hear: () => {} })
  bob.join()
  await room.settle()
  // Nobody who had Ann's mark was there.
  expect(said(bob.together)).toEqual([])
  void bob.together.toggleMarks([{ session: SESSION, seq: 2 }])
  await room.settle()

  const back = room.page('Old', { store: kept })
  back.join()
  await room.settle()
  const all = ['Bob mark 2', 'Old comment 9 from last week']
  expect(said(back.together)).toEqual(all)
  expect(said(bob.together)).toEqual(all)
})

test('[CO10] what everybody has is not sent again', async () => {
  const room = new Room()
  const [ann, bob] = [room.page('Ann'), room.page('Bob')]
  ann.join()
  bob.join()
  await room.settle()
  void ann.together.toggleMarks([{ session: SESSION, seq: 1 }])
  await room.settle()
  // Ann answered Bob a moment ago.
  await room.elapse()
  room.calls.length = 0
  const eve = room.page('Eve')
  eve.join()
  await room.settle()
  expect(said(eve.together)).toEqual(['Ann mark 1'])
  expect(room.calls.filter(([, [name]]) => name === 'pass')).toHaveLength(1)
})

test('[CO6] a page that is asked again and again answers once, and again only after a pause', async () => {
  const room = new Room()
  const ann = room.page('Ann')
  ann.join()
  await room.settle()
  void ann.together.toggleMarks(Array.from({ length: 100 }, (_, seq) => ({ session: SESSION, seq })))
  await room.settle()
  room.calls.length = 0
  const hear = room.pages.get('Ann')?.hear
  const mallory: Author = { id: 'm', kind: 'link', name: 'Mallory' }
  const ask = () => hear?.(['told', SESSION, { connection: 'mallory', author: mallory }, '["ask",{}]'])
  const answers = () => room.calls.filter(([from, [name]]) => from === 'Ann' && name === 'tell').length
  for (let i = 0; i < 200; i++) ask()
  await room.settle()
  expect(answers()).toBe(1)
  for (let i = 0; i < 200; i++) ask()
  await room.settle()
  expect(answers()).toBe(1)
  await room.elapse()
  expect(answers()).toBe(2)
  await room.elapse()
  await room.elapse()
  expect(answers()).toBe(2)
})

test('a guest whose kept name another has meanwhile enters without one', async () => {
  const room = new Room()
  room.takenNames.add('Anna')
  const guest = room.page('guest', { name: 'Anna' })
  guest.join()
  await room.settle()
  expect(guest.together.snapshot().me?.connection).toBe('guest')
  const renamed = guest.together.rename()
  await room.settle()
  expect(await renamed).toMatchObject({ code: 'name-taken' })
})

test('what the relay no longer stamps is forgotten', async () => {
  const room = new Room()
  const kept = memoryStore()
  kept.kept.set(SESSION, [
    { author: { id: 'a', name: 'A', kind: 'user' }, item: 'm1', atMs: 1, content: '["mark",1]', stamp: 'old' },
  ])
  room.refused.add('old')
  room.page('Ann').join()
  await room.settle()
  const bob = room.page('Bob', { store: kept })
  bob.join()
  await room.settle()
  expect(said(bob.together)).toEqual([])
  await bob.together.flush()
  expect(kept.kept.get(SESSION)).toEqual([])
})

test('a participant who answers nothing does not keep a newcomer from the rest', async () => {
  const room = new Room()
  room.page('Mute').join()
  await room.settle()
  const mute = room.pages.get('Mute')
  if (mute) mute.hear = () => {}
  const ann = room.page('Ann')
  ann.join()
  await room.settle()
  void ann.together.toggleMarks([{ session: SESSION, seq: 1 }])
  await room.settle()
  const bob = room.page('Bob')
  bob.join()
  await room.settle()
  expect(said(bob.together)).toEqual([])
  // Its time is over.
  for (const run of room.timers.splice(0)) run()
  await room.settle()
  expect(said(bob.together)).toEqual(['Ann mark 1'])
})

test('a leader is offered to all, knows who follows, and ends for those who follow', async () => {
  const room = new Room()
  const [ann, bob] = [room.page('Ann'), room.page('Bob')]
  ann.join()
  bob.join()
  await room.settle()
  const lead = { place: { session: SESSION, seq: 7 }, filter: { text: 'level:error', levels: [] } }
  ann.together.lead(lead)
  await room.settle()
  expect(bob.together.snapshot().leaders).toMatchObject([{ connection: 'Ann', lead }])
  bob.together.follow('Ann')
  await room.settle()
  expect(ann.together.snapshot()).toMatchObject({ isLeading: true, followerCount: 1 })
  ann.together.lead({ ...lead, place: null })
  await room.settle()
  expect(bob.together.snapshot().leaders[0]?.lead.place).toBeNull()
  ann.together.lead(null)
  await room.settle()
  expect(bob.together.snapshot()).toMatchObject({ leaders: [], following: null })
})

test('a leader or follower who is gone counts no longer', async () => {
  const room = new Room()
  const [ann, bob] = [room.page('Ann'), room.page('Bob')]
  ann.join()
  bob.join()
  await room.settle()
  ann.together.lead({ place: null, filter: { text: '', levels: [] } })
  await room.settle()
  bob.together.follow('Ann')
  await room.settle()
  room.leave('Bob')
  await room.settle()
  expect(ann.together.snapshot()).toMatchObject({ isLeading: true, followerCount: 0 })
})

test.each([
  'no JSON',
  '{}',
  '["lead"]',
  '["lead",{"place":{"session":"s","seq":1.5},"filter":{"text":"","levels":[]}}]',
  '["lead",{"place":null,"filter":{"text":7,"levels":[]}}]',
  `["lead",{"place":null,"filter":{"text":"${'x'.repeat(2_000)}","levels":[]}}]`,
  '["ask",null]',
  '["have",{"a":1}]',
  '["follow","yes"]',
  '["steal",true]',
])('a stranger’s word of another shape is ignored: %j', (text) => {
  expect(readWord(text)).toBeNull()
})

test('[limit annotatedSessionsMax] is at least what a page can watch', () => {
  expect(LIMITS.annotatedSessionsMax).toBeGreaterThan(LIMITS.viewerSessionsMax)
})
