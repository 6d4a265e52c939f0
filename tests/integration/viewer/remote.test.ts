/** A hosted viewer against the real relay: records, holes, commands and the end of access go through messages only. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { encodeRecord } from '#lib/protocol/record.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { toWire } from '#lib/protocol/wire-bytes.ts'
import { startLocalHost } from '#lib/viewer/remote/local-host.ts'
import { type Host, RemoteLiveSource } from '#lib/viewer/remote/remote-live-source.ts'
import { serveFrom } from '#lib/viewer/remote/worker-host.ts'
import { TEAM } from '#tests/support/sessions.ts'
import { next, startRelay, type TestRelay } from '#tests/support/start-relay.ts'

const SESSION = 'session-of-remote-tests'
let relay: TestRelay
let source: RemoteLiveSource | null = null

beforeEach(async () => {
  relay = await startRelay()
  relay.grants.set('ada', { kind: 'user', id: 'ada', name: 'Ada', teamIds: [TEAM], target: null, expiresAtMs: null })
})
afterEach(async () => {
  source?.close()
  await relay.close()
})

const until = (condition: () => boolean) => vi.waitUntil(condition, { interval: 5 })

/** A worker's port over a channel that copies what passes it. */
function copyingHost(): Host {
  const { port1, port2 } = new MessageChannel()
  const host = serveFrom({
    postMessage: (message, transfer) => port2.postMessage(message, transfer),
    addEventListener: (_type, listener) => port2.addEventListener('message', (event) => listener(event)),
  })
  port2.start()
  return {
    isWorker: true,
    port: {
      post: (message, transfer = []) => port1.postMessage(message, transfer),
      listen: (listener) => {
        port1.addEventListener('message', ({ data }) => listener(data))
        port1.start()
      },
    },
    stop: () => {
      host.close()
      port1.close()
      port2.close()
    },
  }
}

async function deviceWith(count: number, session = SESSION, timeMs = (seq: number) => seq) {
  const device = relay.device({ session, head: count, tail: 1 })
  const send = (event: 'batch' | 'fill', first: number, last: number) => {
    const lines = Array.from({ length: last - first + 1 }, (_, i) =>
      encodeRecord({ timeMs: timeMs(first + i), level: 'info', body: `record ${first + i}` }),
    )
    const bytes = new TextEncoder().encode(lines.join('\n'))
    device.emit(event, [session, 0, first, lines.length, bytes.byteLength], toWire(bytes))
  }
  device.on('need', (ranges) => {
    for (const [from, to] of ranges) send('fill', from, to)
  })
  await next(device, 'welcome')
  return { log: (from: number, to: number) => send('batch', from, to) }
}

test.each(['in a worker', 'in the page'])(
  '%s, history and live records arrive, and commands take effect',
  async (where) => {
    const device = await deviceWith(30)
    const isWorker = where === 'in a worker'
    let hellos = 0
    const live = new RemoteLiveSource({
      server: relay.url,
      // A page has an origin; in Node a token replaces its ticket.
      hello: async () => {
        hellos++
        return { version: PROTOCOL_VERSION, token: 'ada' } as never
      },
      target: { session: SESSION },
      schedule: (run) => void setImmediate(run),
      peerConnection: null,
      startWorker: isWorker ? copyingHost : null,
      startHere: async (peerConnection) => startLocalHost(peerConnection),
    })
    source = live
    const { log } = live
    await until(() => log.view().total === 30)
    expect(live.snapshot()).toMatchObject({
      isJoined: true,
      connection: { state: 'live' },
      session: { session: SESSION },
    })
    device.log(31, 40)
    await until(() => log.view().rowCount === 40)
    expect(log.row(39)).toMatchObject({ kind: 'record', record: { seq: 40, body: 'record 40' } })
    log.setFilter({ levels: [], text: '"record 3"' })
    await until(() => log.view().rowCount === 11)
    expect((await log.matching(2)).map(({ seq }) => seq)).toEqual([38, 39])
    live.reload()
    await until(() => log.view().total === 40)
    expect(hellos).toBe(1)
  },
)

test('a refused hello ends the source with the reason of the server', async () => {
  source = new RemoteLiveSource({
    server: relay.url,
    hello: async () => {
      throw Object.assign(new Error('signed out'), { code: 'not-signed-in' })
    },
    target: { session: SESSION },
    schedule: (run) => void setImmediate(run),
    peerConnection: null,
    startWorker: copyingHost,
    startHere: async () => expect.fail('the worker runs'),
  })
  await until(() => source?.snapshot().connection.state === 'refused')
  expect(source.snapshot().refusal).toMatchObject({ code: 'not-signed-in' })
})

test('several targets stand in one time line, each record once', async () => {
  await deviceWith(10, SESSION, (seq) => seq * 10)
  await deviceWith(10, 'second-session-of-remote-tests', (seq) => seq * 10 + 5)
  const second = { session: 'second-session-of-remote-tests' }
  const live = new RemoteLiveSource({
    server: relay.url,
    hello: async () => ({ version: PROTOCOL_VERSION, token: 'ada' }) as never,
    target: { session: SESSION },
    // The same target twice changes nothing, and one that does not exist is left out.
    also: [second, second, { session: 'no-session-of-remote-tests' }],
    schedule: (run) => void setImmediate(run),
    peerConnection: null,
    startWorker: copyingHost,
    startHere: async () => expect.fail('the worker runs'),
  })
  source = live
  live.log.setOrder({ by: 'time', shiftsMs: {} })
  await until(() => live.log.view().total === 20)
  await until(() => live.log.view().rowCount === 20 && live.log.row(19) !== undefined)
  const sessions = Array.from({ length: 20 }, (_, i) => live.log.row(i)?.session)
  expect(sessions).toEqual(Array.from({ length: 10 }, () => [SESSION, second.session]).flat())
  expect(live.snapshot().also?.map(({ session }) => session)).toEqual([second.session])
  expect(live.snapshot()).toMatchObject({ refusal: null, session: { session: SESSION } })
})
