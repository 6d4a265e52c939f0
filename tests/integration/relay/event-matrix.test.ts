/**
 * Every event of the protocol, sent by every kind of client at a session of the team. The events come from the table that the
 * relay checks names with, so a new one fails here until it has arguments. Nobody without the right learns anything of the
 * session, and nothing they send reaches its device or its viewers.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomId } from '#lib/protocol/ids.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { DEVICE_EVENTS, VIEWER_EVENTS } from '#lib/server/transports/socket-io/event-names.ts'
import { batch, DEVICE, OTHER_TEAM, person, SESSION, TEAM } from '#tests/support/sessions.ts'
import { next, startRelay, type TestDevice, type TestRelay, type TestViewer } from '#tests/support/start-relay.ts'

const OTHER_SESSION = 'session00000000000002'
const NO_TEAM = 'team0000000099'
const HEAD = { tail: 1, head: 1, counters: { records: 1, bytes: 1, levels: [0, 0, 1, 0, 0, 0, 0] as never } }

const FORGED = { author: { id: 'a', name: 'Stranger', kind: 'user' }, item: 'm1', atMs: 1, content: '', stamp: 's' }

/** What each event says about the team's session. */
const VIEWER_ARGS: Record<(typeof VIEWER_EVENTS)[number], readonly unknown[][]> = {
  join: [[{ session: SESSION }], [{ device: DEVICE }]],
  leave: [[SESSION]],
  need: [[SESSION, [[1, 1]]]],
  watchTeam: [[TEAM]],
  unwatchTeam: [[TEAM]],
  direct: [[SESSION]],
  signal: [[SESSION, 'offer']],
  path: [[SESSION, 'direct']],
  participate: [[SESSION, { name: 'Stranger', browser: '' }]],
  annotate: [[SESSION, [{ item: 'm1', content: 'Stranger' }]]],
  pass: [[SESSION, null, [FORGED]]],
  tell: [[SESSION, null, 'Stranger']],
}
const DEVICE_ARGS: Record<(typeof DEVICE_EVENTS)[number], readonly unknown[]> = {
  batch: batch(2, 1),
  fill: batch(1, 1),
  gone: [[1, 1], 'evicted'],
  head: [HEAD],
  bye: [HEAD],
  signal: ['viewer1', 'answer'],
}
/** Events with an answer. */
const ANSWERED: ReadonlySet<string> = new Set(['join', 'watchTeam', 'direct', 'participate', 'annotate', 'pass'])

/** Viewers by how they came, and whether the team's session is theirs to see. */
const VIEWERS = {
  'member of the team': { hello: { ticket: 'member' }, mayWatch: true, mayFollow: true, mayList: true },
  'API token of the team': { hello: { token: 'api' }, mayWatch: true, mayFollow: true, mayList: true },
  'link to the session': {
    hello: { link: { id: 'link', key: 'k' } },
    mayWatch: true,
    mayFollow: false,
    mayList: false,
  },
  'link to its device': {
    hello: { link: { id: 'device-link', key: 'k' } },
    mayWatch: true,
    mayFollow: true,
    mayList: false,
  },
  'link to another session': {
    hello: { link: { id: 'other-link', key: 'k' } },
    mayWatch: false,
    mayFollow: false,
    mayList: false,
  },
  'member of another team': { hello: { ticket: 'stranger' }, mayWatch: false, mayFollow: false, mayList: false },
  'API token of another team': { hello: { token: 'other-api' }, mayWatch: false, mayFollow: false, mayList: false },
  'member of no team': { hello: { ticket: 'nobody' }, mayWatch: false, mayFollow: false, mayList: false },
} as const
const KINDS = Object.keys(VIEWERS) as (keyof typeof VIEWERS)[]

let relay: TestRelay
let device: TestDevice
/** A rightful viewer with a direct path, whose messages show what the others reach. */
let witness: TestViewer
/** What the device and the witness heard. */
const reached: string[] = []
/** How the device names the witness. */
let witnessId = ''
let barriers = 0

beforeAll(async () => {
  relay = await startRelay()
  const grants = {
    member: person(),
    api: person({ kind: 'api', id: 'api1' }),
    link: person({ kind: 'link', id: 'link', target: { session: SESSION } }),
    'device-link': person({ kind: 'link', id: 'device-link', target: { device: DEVICE } }),
    'other-link': person({
      kind: 'link',
      id: 'other-link',
      name: 'Stranger',
      teamIds: [OTHER_TEAM],
      target: { session: OTHER_SESSION },
    }),
    stranger: person({ id: 'user2', name: 'Stranger', teamIds: [OTHER_TEAM] }),
    'other-api': person({ kind: 'api', id: 'api2', name: 'Stranger', teamIds: [OTHER_TEAM] }),
    nobody: person({ id: 'user3', name: 'Stranger', teamIds: [] }),
  }
  for (const [name, grant] of Object.entries(grants)) relay.grants.set(name, grant)
  device = relay.device({ head: 1, counters: HEAD.counters, direct: true })
  await next(device, 'welcome')
  witness = connect({ ticket: 'member' })
  await next(witness, 'welcome')
  const peer = next<[string]>(device, 'peer')
  expect(await ask(witness, 'join', { session: SESSION })).toMatchObject({ ok: true })
  expect(await ask(witness, 'direct', SESSION)).toMatchObject({ ok: true })
  witnessId = (await peer)[0]
  device.onAny((event, ...args) => reached.push(`device heard ${JSON.stringify([event, ...args])}`))
  witness.onAny((event, ...args) => reached.push(`viewer heard ${JSON.stringify([event, ...args])}`))
})
afterAll(() => relay.close())

const plain = (socket: TestViewer | TestDevice) => socket as never as { emit(event: string, ...args: unknown[]): void }

/** Only our own pages use tickets, so a ticket comes with their origin. */
const connect = (hello: object) => relay.viewer({ ...hello }, 'ticket' in hello ? { origin: relay.url } : undefined)

/** The answer to an event. */
function ask(socket: TestViewer, event: string, ...args: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve) => plain(socket).emit(event, ...args, resolve))
}

/**
 * What the device and the witness have heard since the last time, but for what is routine. A signal that goes to the device and
 * one that comes back are the last things that they hear.
 */
async function heardSince(): Promise<string[]> {
  const text = `barrier ${++barriers}`
  // The device may be signaled 64 times for each path that is opened.
  if (barriers % 50 === 0) await ask(witness, 'direct', SESSION)
  const arrived = signalWith(device, 'peer', text)
  witness.emit('signal', SESSION, text)
  await arrived
  const returned = signalWith(witness, 'signal', text)
  device.emit('signal', witnessId, text)
  await returned
  return reached.splice(0).filter((line) => !line.includes(text) && !isRoutine(line))
}

function signalWith(socket: TestViewer | TestDevice, event: 'peer' | 'signal', text: string): Promise<void> {
  const from = socket as Socket
  return new Promise((resolve) => {
    const hear = (_from: unknown, message: unknown) => {
      if (message !== text) return
      from.off(event, hear)
      resolve()
    }
    from.on(event, hear)
  })
}

/**
 * Viewers hear who watches, and how the session is, once in a while. That is routine as long as strangers are not counted and
 * nothing but the number of viewers has changed.
 */
function isRoutine(line: string): boolean {
  if (line.startsWith('viewer heard ["watchers"')) return !line.includes('Stranger')
  if (line.startsWith('device heard ["peer"')) return !line.includes('"answer"') && !line.includes('"offer"')
  if (!line.startsWith('viewer heard ["state"')) return false
  const [, state] = JSON.parse(line.slice('viewer heard '.length))
  const { session, liveness, tail, head, counters } = state
  return isDeepStrictEqual({ session, liveness, tail, head, counters }, { session: SESSION, liveness: 'live', ...HEAD })
}

/** Sends one event of a viewer and waits until the relay has worked on it; events of a socket are handled in order. */
async function send(viewer: TestViewer, event: string, args: readonly unknown[]): Promise<unknown> {
  const closed = next(viewer, 'disconnect')
  if (ANSWERED.has(event)) return Promise.race([ask(viewer, event, ...args), closed])
  plain(viewer).emit(event, ...args)
  return Promise.race([ask(viewer, 'watchTeam', NO_TEAM).then(() => 'no answer'), closed.then(() => 'closed')])
}

/** Makes the relay end the connection, so that it has dealt with that before anything that follows. */
async function endByRelay(socket: TestViewer | TestDevice) {
  if (!socket.connected) return
  const closed = next(socket, 'disconnect')
  plain(socket).emit('no-such-event')
  await closed
}

/** As {@link send}, for a device: a batch of its own is acknowledged, or its connection ends. */
async function sendAsDevice(other: TestDevice, session: string, event: string, args: readonly unknown[]) {
  const isOver = Promise.race([next(other, 'ack'), next(other, 'disconnect')])
  plain(other).emit(event, ...args)
  plain(other).emit('batch', ...batch(1, 1, session))
  await isOver
}

async function admitted(kind: keyof typeof VIEWERS) {
  const viewer = connect(VIEWERS[kind].hello)
  await next(viewer, 'welcome')
  const heard: string[] = []
  viewer.onAny((event: string, ...args: unknown[]) => heard.push(JSON.stringify([event, ...args])))
  return { viewer, heard }
}

describe.each(VIEWER_EVENTS)('a viewer’s %s', (event) => {
  test.each(KINDS)('from: %s', async (kind) => {
    const { mayWatch, mayFollow, mayList } = VIEWERS[kind]
    for (const args of VIEWER_ARGS[event]) {
      const { viewer, heard } = await admitted(kind)
      // Without an earlier join, only a join and a list say anything about a session.
      const [target] = args as [{ device?: string }]
      const isForDevice = event === 'join' && target.device !== undefined
      const isAllowed = event === 'join' ? (isForDevice ? mayFollow : mayWatch) : event === 'watchTeam' && mayList
      const answer = await send(viewer, event, args)
      if (ANSWERED.has(event)) expect(answer).toMatchObject({ ok: isAllowed })
      await endByRelay(viewer)
      const effects = await heardSince()
      if (isAllowed) continue
      if (!ANSWERED.has(event)) expect(answer).toBe('no answer')
      expect(JSON.stringify(answer) + heard.join()).not.toMatch(new RegExp(`Pixel|${SESSION}|record 1`))
      expect(effects).toEqual([])
    }
  })
})

describe.each(DEVICE_EVENTS)('a device’s %s', (event) => {
  const argsOf = () => (event === 'signal' ? [witnessId, 'answer'] : DEVICE_ARGS[event])

  // Both sides have signals; a viewer's is tried above.
  test.each(event === 'signal' ? [] : KINDS)('from: %s, ends the connection', async (kind) => {
    const { viewer, heard } = await admitted(kind)
    expect(await send(viewer, event, DEVICE_ARGS[event])).toBe('closed')
    expect(heard).toEqual([expect.stringContaining(`unknown-event`)])
    expect(heard.join()).toContain(event)
    expect(await heardSince()).toEqual([])
  })

  test.each([
    ['another device of the team', 'agl_d_x'],
    ['a device of another team', 'agl_d_other'],
  ])('from: %s, reaches neither the device nor its viewers', async (_who, token) => {
    const session = randomId()
    const other = relay.device({ token, session, head: 0 })
    await next(other, 'welcome')
    await sendAsDevice(other, session, event, argsOf())
    await endByRelay(other)
    expect(await heardSince()).toEqual([])
  })
})

// Both sides have signals.
describe.each(VIEWER_EVENTS.filter((event) => event !== 'signal'))('a viewer’s %s', (event) => {
  test('from: the device itself, ends the connection', async () => {
    const other = relay.device({ session: randomId(), head: 0 })
    await next(other, 'welcome')
    const faults: unknown[] = []
    other.on('fault', (fault) => faults.push(fault))
    plain(other).emit(event, ...(VIEWER_ARGS[event][0] ?? []))
    await next(other, 'disconnect')
    expect(faults).toMatchObject([{ code: 'unknown-event' }])
  })
})

test('a device of another team cannot open the session', async () => {
  const other = relay.device({ token: 'agl_d_other', session: SESSION, attempt: 2, head: 1 })
  const fault = await Promise.race([next(other, 'fault'), next(other, 'connect_error')])
  expect(JSON.stringify(fault)).toContain('session-foreign')
  expect(await heardSince()).toEqual([])
})

test.each([
  ['without credentials', { version: PROTOCOL_VERSION }],
  ['with a ticket that is junk', { ticket: 'junk' }],
  ['with a device token', { token: 'agl_d_x' }],
  ['with a link that is not there', { link: { id: 'gone', key: 'k' } }],
])('a viewer %s is not admitted', async (_what, hello) => {
  const viewer = relay.viewer(hello)
  const code = await new Promise((resolve) => viewer.once('connect_error', resolve))
  expect(code).toBeInstanceOf(Error)
})
