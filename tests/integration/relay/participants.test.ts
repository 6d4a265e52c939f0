/** What the viewers of a session share, over real sockets: names and rights of guests, hostile clients, and that nothing stays. */
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { AnnotateAnswer, Annotation, Participant, ParticipateAnswer } from '#lib/protocol/participants.ts'
import { person, SESSION } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

const OTHER = 'session00000000000002'

let relay: TestRelay
beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('ada', person())
  relay.grants.set('bob', person({ id: 'user2', name: 'Bob' }))
  relay.grants.set('guest', person({ kind: 'link', id: 'link1', name: 'Guest', target: { session: SESSION } }))
  for (const [session, attempt] of [
    [SESSION, 1],
    [OTHER, 1],
  ] as const)
    await next(relay.device({ session, attempt, token: `agl_d_${session}` }), 'welcome')
})
afterEach(() => relay.close())

async function watching(key: string, session = SESSION): Promise<TestViewer> {
  const viewer = relay.viewer({ token: key })
  await next(viewer, 'welcome')
  expect(await viewer.emitWithAck('join', { session })).toMatchObject({ ok: true })
  return viewer
}

async function taking(key: string, { name = '', browser = 'browser-1' } = {}) {
  const viewer = await watching(key)
  const answer = await viewer.emitWithAck('participate', SESSION, { name, browser })
  if (!answer.ok) throw new Error(answer.error.code)
  return { viewer, ...answer }
}

async function written(viewer: TestViewer, item: string, content: string | null, session = SESSION) {
  const answer: AnnotateAnswer = await viewer.emitWithAck('annotate', session, [{ item, content }])
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.annotations[0] as Annotation
}

test('[CO1] participants see each other, with the names that the server knows; others see nothing of it', async () => {
  const plain = await watching('bob')
  const heard: string[] = []
  plain.onAny((event) => heard.push(event))
  const ada = await taking('ada')
  expect(ada.author).toEqual({ id: expect.any(String), name: 'Ada', kind: 'user' })
  const told = next<[string, Participant[]]>(ada.viewer, 'participants')
  const guest = await taking('guest', { name: 'Zoë' })
  expect(guest.author).toMatchObject({ name: 'Zoë', kind: 'link' })
  expect(guest.participants.map(({ author }) => author.name)).toEqual(['Ada', 'Zoë'])
  await vi.waitFor(async () => expect((await told)[1].length).toBeGreaterThan(0))
  await written(ada.viewer, 'm1', 'a mark')
  ada.viewer.emit('tell', SESSION, null, 'here')
  await next(guest.viewer, 'told')
  expect(heard).not.toContain('participants')
  expect(heard).not.toContain('annotations')
  expect(heard).not.toContain('told')
})

test('[CO2] a person is the same author in every tab, and a guest the same one after a reload', async () => {
  const [one, two] = [await taking('ada'), await taking('ada')]
  expect(one.author).toEqual(two.author)
  const first = await taking('guest', { browser: 'secret-1' })
  const other = await taking('guest', { browser: 'secret-2' })
  expect([first.author.number, other.author.number]).toEqual([1, 2])
  expect(first.author.id).not.toBe(other.author.id)
  first.viewer.disconnect()
  await vi.waitFor(() => expect(relay.relay.hub.participants.list(SESSION)).toHaveLength(3))
  expect((await taking('guest', { browser: 'secret-1' })).author).toEqual(first.author)
})

test('[CO2] a guest cannot take the name of somebody who is there, whatever its letters look like', async () => {
  await taking('ada')
  const guest = await watching('guest')
  for (const name of ['Ada', ' ADA ', 'Ａｄａ', 'A\u200bda']) {
    const answer: ParticipateAnswer = await guest.emitWithAck('participate', SESSION, { name, browser: 'b' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'name-taken' } })
  }
  const long = await guest.emitWithAck('participate', SESSION, { name: 'x'.repeat(500), browser: 'b' })
  expect(long).toMatchObject({ ok: true, author: { name: 'x'.repeat(LIMITS.guestNameCharsMax) } })
})

test('[CO3] an annotation gets its author, time and stamp from the server and reaches everybody else', async () => {
  const ada = await taking('ada')
  const guest = await taking('guest')
  const got = next<[string, Annotation[]]>(ada.viewer, 'annotations')
  const mark = await written(guest.viewer, 'm7', 'opaque')
  expect(await got).toEqual([SESSION, [mark]])
  expect(mark).toMatchObject({ author: guest.author, item: 'm7', content: 'opaque' })
  const later = await ada.viewer.emitWithAck('annotate', SESSION, [
    { item: 'm8', content: null, after: mark.atMs + 5_000 },
    { item: 'm9', content: null, after: Number.MAX_SAFE_INTEGER },
  ])
  const times = later.ok ? later.annotations.map(({ atMs }) => atMs) : []
  expect(times[0]).toBe(mark.atMs + 5_001)
  expect(times[1]).toBeLessThan(Date.now() + 61_000)
})

test('[CO4] what is passed on keeps its author, and a forged one goes nowhere', async () => {
  const ada = await taking('ada')
  const guest = await taking('guest')
  const bob = await taking('bob')
  const mark = await written(ada.viewer, 'm1', 'mine')
  ada.viewer.disconnect()
  const got = next<[string, Annotation[]]>(bob.viewer, 'annotations')
  const forgeries: Annotation[] = [
    { ...mark, content: 'never said' },
    { ...mark, content: null },
    { ...mark, atMs: mark.atMs + 1 },
    { ...mark, author: { ...mark.author, name: 'Eve' } },
    { ...mark, author: guest.author },
    { ...mark, item: 'm2' },
  ]
  const answer = await guest.viewer.emitWithAck('pass', SESSION, bob.connection, [...forgeries, mark])
  expect(answer).toEqual({ ok: true, refused: [0, 1, 2, 3, 4, 5] })
  expect(await got).toEqual([SESSION, [mark]])
})

test('[CO4] an annotation of one session is worth nothing in another', async () => {
  const ada = await taking('ada')
  const mark = await written(ada.viewer, 'm1', 'mine')
  await ada.viewer.emitWithAck('join', { session: OTHER })
  await ada.viewer.emitWithAck('participate', OTHER, { name: '', browser: '' })
  expect(await ada.viewer.emitWithAck('pass', OTHER, null, [mark])).toEqual({ ok: true, refused: [0] })
})

test('[CO4][limit wrongStampsPerMinute] a client that keeps trying stamps is disconnected', async () => {
  const guest = await taking('guest')
  const mark = await written(guest.viewer, 'm1', 'mine')
  const fault = next(guest.viewer, 'fault')
  for (let i = 0; i <= LIMITS.wrongStampsPerMinute; i++)
    guest.viewer.emit('pass', SESSION, null, [{ ...mark, content: `try ${i}` }], () => {})
  expect(await fault).toMatchObject([{ code: 'too-many-requests' }])
  expect(relay.hits.counts.get('wrongStampsPerMinute')).toBe(1)
})

test('[CO5] a passing word reaches one participant or all, from whom it is', async () => {
  const [ada, bob, guest] = [await taking('ada'), await taking('bob'), await taking('guest')]
  const heard: unknown[] = []
  bob.viewer.on('told', (...args) => heard.push(args))
  ada.viewer.emit('tell', SESSION, guest.connection, 'for you')
  expect(await next(guest.viewer, 'told')).toEqual([
    SESSION,
    { connection: ada.connection, author: ada.author },
    'for you',
  ])
  ada.viewer.emit('tell', SESSION, null, 'for all')
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  expect(heard[0]).toMatchObject([SESSION, { author: { name: 'Ada' } }, 'for all'])
})

test('[CO6][limit tellsPerSecond] more words than that are dropped and counted', async () => {
  const [ada, bob] = [await taking('ada'), await taking('bob')]
  let heard = 0
  bob.viewer.on('told', () => void heard++)
  for (let i = 0; i < 5 * LIMITS.tellsPerSecond; i++) ada.viewer.emit('tell', SESSION, null, `${i}`)
  await written(ada.viewer, 'm1', 'after them')
  expect(relay.hits.counts.get('tellsPerSecond')).toBeGreaterThan(LIMITS.tellsPerSecond)
  expect(heard).toBeLessThan(4 * LIMITS.tellsPerSecond)
})

test('[CO6][limit annotationsPerMinute] a person over the rate has to wait, in all tabs together', async () => {
  const [one, two] = [await taking('ada'), await taking('ada')]
  const drafts = Array.from({ length: LIMITS.annotationBatchMax }, (_, i) => ({ item: `m${i}`, content: '' }))
  expect(await one.viewer.emitWithAck('annotate', SESSION, drafts)).toMatchObject({ ok: true })
  expect(await two.viewer.emitWithAck('annotate', SESSION, drafts)).toMatchObject({
    ok: false,
    error: { code: 'too-many-requests', retry: true },
  })
  expect(relay.hits.counts.get('annotationsPerMinute')).toBe(1)
})

test('[CO6][limit sessionSharedBytesPerSecond] all together share a bounded number of bytes', async () => {
  const long = 'x'.repeat(LIMITS.sharedTextCharsMax)
  const drafts = Array.from({ length: 50 }, (_, i) => ({ item: `m${i}`, content: long }))
  const answers: AnnotateAnswer[] = []
  for (const key of ['ada', 'bob']) {
    const { viewer } = await taking(key)
    answers.push(await viewer.emitWithAck('annotate', SESSION, drafts))
  }
  expect(answers.map(({ ok }) => ok)).toEqual([true, false])
  expect(relay.hits.counts.get('sessionSharedBytesPerSecond')).toBe(1)
})

test('[CO6][limit sessionParticipantsMax] those beyond it watch without taking part', async () => {
  for (let i = 0; i < LIMITS.sessionParticipantsMax; i++) await taking('guest', { browser: `b${i}` })
  const late = await watching('bob')
  const answer: ParticipateAnswer = await late.emitWithAck('participate', SESSION, { name: '', browser: '' })
  expect(answer).toMatchObject({ ok: false, error: { code: 'limit-reached' } })
  expect(late.connected).toBe(true)
  expect(relay.hits.counts.get('sessionParticipantsMax')).toBe(1)
})

test.each([
  ['annotationBatchMax', LIMITS.annotationBatchMax + 1, 1],
  ['sharedTextCharsMax', 1, LIMITS.sharedTextCharsMax + 1],
] as const)('[CO6][limit %s] a message beyond it ends the connection', async (limit, count, chars) => {
  const { viewer } = await taking('guest')
  const fault = next(viewer, 'fault')
  const drafts = Array.from({ length: count }, (_, i) => ({ item: `m${i}`, content: 'x'.repeat(chars) }))
  viewer.emit('annotate', SESSION, drafts, () => {})
  expect(await fault).toMatchObject([{ code: 'invalid-input' }])
  expect(relay.hits.counts.get(limit)).toBe(1)
})

test.each([
  ['participate', [SESSION, { name: 7, browser: '' }, () => {}]],
  ['participate', [SESSION, { name: '', browser: '' }]],
  ['annotate', [SESSION, [{ item: 'm1', content: {} }], () => {}]],
  ['annotate', [SESSION, [null], () => {}]],
  ['pass', [SESSION, null, [{ item: 'm1' }], () => {}]],
  ['tell', [SESSION, null, { text: '' }]],
] as [string, unknown[]][])('[TR6] `%s` of another shape ends the connection: %j', async (event, args) => {
  const { viewer } = await taking('guest')
  const fault = next(viewer, 'fault')
  viewer.emit(event as 'leave', ...(args as [string]))
  expect(await fault).toMatchObject([{ code: 'invalid-input' }])
})

test('[CO7] once everybody has left, the server has nothing of it, and its log never had', async () => {
  const people = [await taking('ada'), await taking('guest', { name: 'Canary name' })]
  for (const { viewer } of people) await written(viewer, 'canary-item', 'canary content')
  people[0]?.viewer.emit('tell', SESSION, null, 'canary word')
  await next(people[1]?.viewer as TestViewer, 'told')
  for (const { viewer } of people) viewer.disconnect()
  await vi.waitFor(() => expect(relay.relay.hub.sessions.get(SESSION)?.audience.viewers.size).toBe(0))
  const held = inspect(relay.relay.hub, { depth: 12, showHidden: true, maxArrayLength: null })
  expect(held + relay.lines.join()).not.toMatch(/canary/i)
})

test('[CO8] a viewer that does not take part shares nothing', async () => {
  const viewer = await watching('ada')
  expect(await viewer.emitWithAck('annotate', SESSION, [{ item: 'm1', content: '' }])).toMatchObject({
    ok: false,
    error: { code: 'session-unknown' },
  })
  viewer.emit('tell', SESSION, null, 'nobody hears it')
  expect(await viewer.emitWithAck('join', { session: SESSION })).toMatchObject({ ok: true })
})
