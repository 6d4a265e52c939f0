/** The viewer against the real relay: joining, repairing, following, losing access, reconnecting. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { wireError } from '#lib/protocol/error-codes.ts'
import { encodeRecord } from '#lib/protocol/record.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { toWire } from '#lib/protocol/wire-bytes.ts'
import { LiveViewer } from '#lib/viewer/live-viewer.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { TeamChannel } from '#lib/viewer/team-channel.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { DEVICE, TEAM } from '#tests/support/sessions.ts'
import { next, startRelay, type TestDevice, type TestRelay } from '#tests/support/start-relay.ts'

const SESSION = 'session-of-viewer-tests'
let relay: TestRelay
let closing: (() => void)[] = []

beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('ada', { kind: 'user', id: 'ada', name: 'Ada', teamIds: [TEAM], target: null, expiresAtMs: null })
  relay.grants.set('link', {
    kind: 'link',
    id: 'link',
    name: 'Guest',
    teamIds: [TEAM],
    target: { device: DEVICE },
    expiresAtMs: null,
  })
})
afterEach(async () => {
  for (const close of closing) close()
  closing = []
  await relay.close()
})

const until = (condition: () => boolean) => vi.waitUntil(condition, { interval: 5 })

/** A device that holds records 1…n, ten to a batch, and answers needs. */
async function deviceWith(
  count: number,
  session = SESSION,
): Promise<TestDevice & { log(from: number, to: number): void }> {
  const device = relay.device({ session, head: count, tail: 1 })
  const send = (event: 'batch' | 'fill', first: number, last: number) => {
    const lines = Array.from({ length: last - first + 1 }, (_, i) =>
      encodeRecord({ timeMs: 1, level: 'info', body: `record ${first + i}` }),
    )
    const bytes = new TextEncoder().encode(lines.join('\n'))
    device.emit(event, [session, 0, first, lines.length, bytes.byteLength], toWire(bytes))
  }
  device.on('need', (ranges) => {
    for (const [from, to] of ranges) {
      for (let first = from - ((from - 1) % 10); first <= to; first += 10) send('fill', first, first + 9)
    }
  })
  await next(device, 'welcome')
  return Object.assign(device, { log: (from: number, to: number) => send('batch', from, to) })
}

function liveSession(
  ticket: { ticket: string } | { link: { id: string; key: string } },
  session: string | null = SESSION,
) {
  const live = new LiveViewer({
    server: relay.url,
    hello: async () => ({ version: PROTOCOL_VERSION, ...ticket }) as never,
    target: session === null ? null : { session },
    schedule: (run) => void setImmediate(run),
  })
  closing.push(() => live.close())
  return live
}
// A page has an origin; in Node a token replaces its ticket.
const asProgram = { token: 'ada' } as never

function rowsOf({ log }: LiveViewer): string[] {
  return Array.from({ length: log.view().rowCount }, (_, i) => {
    const row = log.row(i)
    return row?.kind === 'record' ? row.record.body : (row?.kind ?? '')
  })
}
const records = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `record ${from + i}`)

test('[VW3] a late viewer gets what the device holds, then live records', async () => {
  const device = await deviceWith(100)
  const live = liveSession(asProgram)
  await until(() => live.log.view().total === 100)
  device.log(101, 110)
  await until(() => live.log.view().total === 110)
  expect(rowsOf(live)).toEqual(records(1, 110))
  expect(live.snapshot()).toMatchObject({ isJoined: true, refusal: null, session: { liveness: 'live' } })
})

test('[RL10][VW6] after a restart of the relay, the missed records arrive once and in order', async () => {
  await deviceWith(20)
  const live = liveSession(asProgram)
  await until(() => live.log.view().total === 20)
  const port = Number(new URL(relay.url).port)
  const { grants } = relay
  await relay.close()
  await until(() => live.snapshot().connection.state === 'reconnecting')
  relay = await startRelay({ port })
  for (const [key, grant] of grants) relay.grants.set(key, grant)
  await deviceWith(60)
  await until(() => live.log.view().total === 60)
  expect(rowsOf(live)).toEqual(records(1, 60))
})

test('[AC4] a viewer whose access ends learns why, keeps nothing and does not reconnect', async () => {
  await deviceWith(20)
  const live = liveSession({ link: { id: 'link', key: 'k' } }, null)
  await until(() => live.log.view().total === 20)
  relay.live.cut({ kind: 'link', id: 'link' }, 'link-revoked')
  await until(() => live.snapshot().refusal !== null)
  await until(() => live.log.view().rowCount === 0)
  expect(live.snapshot()).toMatchObject({ refusal: { code: 'link-revoked' }, connection: { state: 'ended' } })
})

test('[TR3] a refused handshake is final and says why', async () => {
  const live = liveSession({ link: { id: 'nobody', key: 'k' } }, null)
  await until(() => live.snapshot().refusal !== null)
  expect(live.snapshot()).toMatchObject({ refusal: { code: 'not-signed-in' }, connection: { state: 'refused' } })
})

test('a final error of hello ends the tries; an unreachable server does not', async () => {
  const refused = new ViewerConnection({
    server: relay.url,
    hello: () => Promise.reject(Object.assign(new Error('no'), wireError('session-revoked'))),
  })
  const patient = new ViewerConnection({
    server: 'http://127.0.0.1:1',
    hello: async () => ({ version: 1, token: 'x' }),
  })
  closing.push(() => patient.close())
  await until(() => refused.status.state === 'refused' && patient.status.state === 'reconnecting')
  expect([refused.status.error?.code, patient.status.error?.code]).toEqual(['session-revoked', 'server-unreachable'])
})

test('[VW1] a link to a device waits for the device and follows it from session to session', async () => {
  const live = liveSession({ link: { id: 'link', key: 'k' } }, null)
  await until(() => live.snapshot().isJoined)
  expect(live.snapshot().session).toBeNull()
  const first = await deviceWith(10, 'session-number-one')
  await until(() => live.log.view().total === 10)
  first.emit('bye', { tail: 1, head: 10, counters: { records: 10, bytes: 1, levels: [0, 0, 10, 0, 0, 0, 0] } })
  await until(() => live.snapshot().session?.liveness === 'ended')
  first.disconnect()
  await deviceWith(10, 'session-number-two')
  await until(() => live.log.view().total === 20)
  expect(rowsOf(live)).toEqual([...records(1, 10), 'session', ...records(1, 10)])
  expect(live.snapshot().session?.session).toBe('session-number-two')
})

test('[RL11] records of an ended session that nobody holds are declared gone', async () => {
  const device = await deviceWith(0)
  const live = liveSession(asProgram)
  await until(() => live.snapshot().isJoined)
  device.log(1, 10)
  device.removeAllListeners('need')
  device.emit('bye', { tail: 1, head: 30, counters: { records: 30, bytes: 1, levels: [0, 0, 30, 0, 0, 0, 0] } })
  await until(() => live.snapshot().session?.liveness === 'ended')
  device.disconnect()
  const last = () => live.log.row(10)
  await until(() => JSON.stringify(last() ?? '').includes('"gone"'))
  expect(last()).toMatchObject({ kind: 'marker', reason: 'session-ended', range: [11, 30] })
})

test('in order: a reader that prints gets every record once, in rising seq, and learns about the end', async () => {
  const device = await deviceWith(500)
  const connection = new ViewerConnection({ server: relay.url, hello: async () => ({ version: 1, token: 'ada' }) })
  const seqs: number[] = []
  const subscriber = new LogSubscriber({
    connection,
    target: { session: SESSION },
    want: 'all',
    inOrder: true,
    handlers: { onRecords: (_, found) => seqs.push(...found.map(({ seq }) => seq)), onGone: () => {} },
  })
  closing.push(() => connection.close())
  device.log(501, 510)
  await until(() => seqs.length >= 10)
  device.emit('bye', { tail: 1, head: 510, counters: { records: 510, bytes: 1, levels: [0, 0, 510, 0, 0, 0, 0] } })
  await subscriber.ended()
  expect(seqs).toEqual(Array.from({ length: 510 }, (_, i) => i + 1))
})

test('a team channel knows the live sessions and which lists changed', async () => {
  const connection = new ViewerConnection({ server: relay.url, hello: async () => ({ version: 1, token: 'ada' }) })
  const channel = new TeamChannel({ connection, team: TEAM })
  closing.push(() => connection.close())
  await until(() => channel.snapshot().isLoaded)
  const device = await deviceWith(3)
  await until(() => channel.snapshot().sessions.length === 1)
  expect(channel.snapshot().sessions[0]).toMatchObject({ session: SESSION, liveness: 'live' })
  relay.live.teamChanged(TEAM, 'tokens')
  await until(() => channel.snapshot().changes.tokens === 1)
  const { changes } = channel.snapshot()
  relay.live.teamChanged(TEAM, 'a topic of a newer server' as never)
  relay.live.teamChanged(TEAM, 'waiting')
  await until(() => channel.snapshot().changes.waiting === 1)
  expect(channel.snapshot().changes).toEqual({ ...changes, waiting: 1 })
  device.emit('bye', { tail: 1, head: 3, counters: { records: 3, bytes: 1, levels: [0, 0, 3, 0, 0, 0, 0] } })
  await until(() => channel.snapshot().sessions.length === 0)
})
